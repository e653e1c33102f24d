"""One connection to the mail server, which says of each message what became of it by where it broke.

Django's SMTP backend hides that, so this uses smtplib itself (DESIGN.md, MAILING step 6).
"""

import re
import smtplib
import socket
import ssl
from dataclasses import dataclass
from enum import Enum

from django.conf import settings
from django.core.mail.utils import DNS_NAME

SERVICE_CLOSING = 421
DEAD = re.compile(r"\b5\.1\.(?:1|6|10)\b")  # no such mailbox, moved without a trace, null MX (RFC 3463, RFC 7505)
OTHER_REASON = re.compile(r"\b5\.\d+\.\d+\b")
SAYS_DEAD = re.compile(
    r"user unknown|unknown user|no such (?:user|mailbox|recipient)|(?:user|mailbox) (?:not found|does not exist)", re.I
)


class Fate(Enum):
    TAKEN = "taken"  # the server said yes to the final dot
    DEFERRED = "deferred"  # not now, to this person
    REFUSED = "refused"  # not ever, to this person
    NOT_SENT = "not sent"  # surely not sent, and it says nothing about this person
    UNKNOWN = "unknown"  # nobody can know: the connection broke between the final dot and its answer


@dataclass(frozen=True)
class Answer:
    fate: Fate
    reply: str
    is_dead: bool = False  # the address does not exist
    broke: bool = False  # the connection broke at this message, without a word


class RelayDownError(Exception):
    """The mail server can't be reached, or doesn't let us in; nothing was sent."""


class Relay:
    """The mail server of the settings. `carried` counts the messages decided since the connection was opened."""

    def __init__(self) -> None:
        self._smtp: smtplib.SMTP | None = None
        self.carried = 0

    @property
    def is_open(self) -> bool:
        return self._smtp is not None

    def open(self) -> None:
        """Connect, encrypt and log in as EMAIL_URL says. Raises RelayDownError."""
        self.carried = 0
        try:
            self._smtp = _connect()
        except (OSError, ValueError) as error:  # smtplib's own errors are OSErrors
            self._smtp = None
            raise RelayDownError(f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}: {error}") from error

    def close(self) -> None:
        """Say goodbye; it no longer matters whether anybody hears."""
        if self._smtp:
            try:
                self._smtp.quit()
            except OSError:
                self._smtp.close()
        self._smtp = None

    def deliver(self, sender: str, recipient: str, data: bytes) -> Answer:
        """Send one message, which is dot-stuffed and has its final dot. After a break the connection is closed."""
        if self._smtp is None:
            raise RelayDownError("The connection is not open")
        conversation = Conversation(self._smtp)
        try:
            answer = conversation.hold(sender, recipient, data)
        except OSError as error:
            answer = conversation.broken(error)
        if conversation.is_over:
            self._smtp.close()
            self._smtp = None
        self.carried += answer.fate not in (Fate.NOT_SENT, Fate.UNKNOWN)
        return answer


class Conversation:
    """One message's exchange with the server."""

    def __init__(self, smtp: smtplib.SMTP) -> None:
        self.smtp = smtp
        self.is_over = False  # the connection is of no use any more
        self._all_sent = False

    def hold(self, sender: str, recipient: str, data: bytes) -> Answer:
        option = "" if recipient.isascii() else " SMTPUTF8"
        if option and not self.smtp.has_extn("smtputf8"):
            return Answer(Fate.REFUSED, "The mail server can't carry an address with such letters before the @.")
        self.smtp.command_encoding = "utf-8" if option else "ascii"
        # Not smtplib's own mail() and rcpt(), which read each address anew; ours come checked from composing.envelope.
        code, text = self.smtp.docmd("MAIL", f"FROM:<{sender}>{option}")
        if code != 250:
            return self._refused(code, text, about_person=False)
        code, text = self.smtp.docmd("RCPT", f"TO:<{recipient}>")
        if code not in (250, 251, 252):
            return self._refused(code, text, is_dead=_is_dead(code, text))
        self.smtp.putcmd("data")
        code, text = self.smtp.getreply()
        if code != 354:
            return self._refused(code, text)
        # When this raises, the last byte of the final dot was not handed over: surely not sent.
        self.smtp.send(data)
        self._all_sent = True
        return self._decided(*self.smtp.getreply())

    def broken(self, error: OSError) -> Answer:
        """The connection broke: only before the last byte left is it certain that nothing was sent."""
        self.is_over = True
        fate = Fate.UNKNOWN if self._all_sent else Fate.NOT_SENT
        return Answer(fate, _printable(f"Connection lost: {error}"), broke=True)

    def _refused(self, code: int, text: bytes, *, about_person: bool = True, is_dead: bool = False) -> Answer:
        reply = _reply(code, text)
        if code == SERVICE_CLOSING or not 400 <= code < 600:
            self.is_over = True
            return Answer(Fate.NOT_SENT, reply)
        self._reset()
        if not about_person:
            return Answer(Fate.NOT_SENT, reply)
        return Answer(Fate.DEFERRED if code < 500 else Fate.REFUSED, reply, is_dead)

    def _decided(self, code: int, text: bytes) -> Answer:
        """The answer to the final dot decides; anything that is not one leaves it unknown."""
        fates = {2: Fate.TAKEN, 4: Fate.DEFERRED, 5: Fate.REFUSED}
        fate = fates.get(code // 100, Fate.UNKNOWN)
        self.is_over = fate is Fate.UNKNOWN or code == SERVICE_CLOSING
        return Answer(fate, _reply(code, text))

    def _reset(self) -> None:
        """Forget the envelope. What was answered before stands, whatever happens to the connection now."""
        try:
            self.smtp.rset()
        except OSError:
            self.is_over = True


class _PromptSMTP(smtplib.SMTP):
    """Small packets leave at once: otherwise each message waits for the acknowledgement of the one before."""

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return _prompt(super()._get_socket(host, port, timeout))  # type: ignore[misc]  # the hook isn't in the stubs


class _PromptSMTPS(smtplib.SMTP_SSL):
    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return _prompt(super()._get_socket(host, port, timeout))  # type: ignore[misc]  # the hook isn't in the stubs


def _prompt(connected: socket.socket) -> socket.socket:
    connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connected


def _connect() -> smtplib.SMTP:
    where = {
        "host": settings.EMAIL_HOST,
        "port": settings.EMAIL_PORT,
        "local_hostname": DNS_NAME.get_fqdn(),
        "timeout": settings.SMTP_TIMEOUT_SECONDS,
    }
    tls = ssl.create_default_context()
    smtp = _PromptSMTPS(**where, context=tls) if settings.EMAIL_USE_SSL else _PromptSMTP(**where)
    try:
        if settings.EMAIL_USE_TLS:
            smtp.starttls(context=tls)
        smtp.ehlo_or_helo_if_needed()
        if settings.EMAIL_HOST_USER:
            smtp.login(settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD)
    except BaseException:
        smtp.close()
        raise
    return smtp


def _is_dead(code: int, text: bytes) -> bool:
    """Whether a refused RCPT says that there is no such mailbox: by its enhanced code, or in words without one."""
    words = text.decode("utf-8", "replace")
    if code < 500:
        return False
    return bool(DEAD.search(words)) or (not OTHER_REASON.search(words) and bool(SAYS_DEAD.search(words)))


def _reply(code: int, text: bytes) -> str:
    return _printable(f"{code} {text.decode('utf-8', 'replace')}")


def _printable(text: str) -> str:
    return "".join(letter if letter.isprintable() else " " for letter in text)[:300]
