"""The local mailbox of the demo: every mail that was sent, kept as a file, the newest thousand of them."""

import re
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.header import decode_header, make_header
from email.message import EmailMessage
from itertools import count
from pathlib import Path

from django.conf import settings

MOST = 1000
ENVELOPE = "X-Mailbox-Recipient"
UNREADABLE = "This part of the mail can't be read."
# What Python's email package raises over mails that somebody has broken on purpose.
_FAULTS = (LookupError, ValueError, TypeError, AttributeError, AssertionError, RecursionError, MessageError)
_KEY = re.compile(r"\d{20}-\d{6}")
_serial = count()


@dataclass(frozen=True)
class Mail:
    key: str  # when it came, in nanoseconds, and a serial number
    message: EmailMessage

    @property
    def came_at(self) -> datetime:
        return datetime.fromtimestamp(int(self.key.partition("-")[0]) / 1e9, tz=UTC)

    @property
    def recipient(self) -> str:
        return self._header(ENVELOPE)

    @property
    def subject(self) -> str:
        return self._header("Subject") or "(no subject)"

    @property
    def text(self) -> str:
        return self._part("plain")

    @property
    def html(self) -> str:
        return self._part("html")

    @property
    def headers(self) -> list[tuple[str, str]]:
        """Each as a person reads it. They are not parsed: a hostile one breaks that, or makes it take minutes."""
        return [(_whole(name), _said(str(value))) for name, value in self.message.raw_items()]

    def _header(self, wanted: str) -> str:
        return next((value for name, value in self.headers if name.lower() == wanted.lower()), "")

    def _part(self, subtype: str) -> str:
        try:
            part = self.message.get_body((subtype,))
            return _whole(str(part.get_content())) if part else ""
        except _FAULTS:
            return UNREADABLE


def _said(raw: str) -> str:
    """A header on one line with its encoded words decoded; as it came where that can't be done."""
    line = " ".join(_whole(raw).split())
    try:
        return _whole(str(make_header(decode_header(line))))
    except _FAULTS:
        return line


def _whole(text: str) -> str:
    """The same with a mark for each byte that is no letter, which no page could be written with."""
    try:
        return text.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    except UnicodeEncodeError:  # a half character, which no byte stands for
        return text.encode("utf-8", "replace").decode("utf-8")


def folder() -> Path:
    path = settings.VAR_DIR / "mailbox"
    path.mkdir(parents=True, exist_ok=True)
    return Path(path)


def keep(raw: bytes, *, recipient: str) -> str:
    """Write one mail down, whole or not at all, and return its key."""
    key = f"{time.time_ns():020d}-{next(_serial) % 1_000_000:06d}"
    address = recipient.encode("utf-8", "replace").replace(b"\r", b"").replace(b"\n", b"")
    unfinished = folder() / f"{key}.part"
    unfinished.write_bytes(ENVELOPE.encode() + b": " + address + b"\r\n" + raw)
    unfinished.rename(folder() / f"{key}.eml")
    return key


def forget_oldest(most: int = MOST) -> int:
    """Delete all but the newest mails; returns how many went."""
    surplus = _paths()[most:]
    for path in surplus:
        path.unlink(missing_ok=True)
    return len(surplus)


def newest(most: int, *, containing: str = "") -> list[Mail]:
    """The newest mails, newest first; `containing` looks into recipient and subject, in any case."""
    wanted, found = containing.strip().lower(), list[Mail]()
    for path in _paths():
        mail = _read(path)
        if mail and wanted in f"{mail.recipient} {mail.subject}".lower():
            found.append(mail)
            if len(found) == most:
                break
    return found


def find(key: str) -> Mail | None:
    return _read(folder() / f"{key}.eml") if _KEY.fullmatch(key) else None


def _paths() -> list[Path]:
    return sorted(folder().glob("*.eml"), reverse=True)


def _read(path: Path) -> Mail | None:
    try:
        raw = path.read_bytes()
    except FileNotFoundError:  # forgotten meanwhile
        return None
    return Mail(path.stem, message_from_bytes(raw, policy=policy.default))
