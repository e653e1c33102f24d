"""One email for many people: built once with Django's own classes, then only its tokens are replaced, in bytes."""

import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.header import Header
from email.utils import format_datetime

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.message import utf8_charset_qp
from django.urls import reverse

from bulletin import links
from editions import sealing
from editions.distribution import addresses
from editions.distribution.addresses import AddressRefusedError
from editions.models import Mailing
from editions.rendering.tokens import LEAVE_TOKEN

# No DR and NDR here: where a server obeys this, the reports of what could not be delivered must still come.
AUTOMATIC_REPLIES = "RN, NRN, OOF, AutoReply"
ADDRESS = re.compile(r'[^\s<>()\[\],;:\\"@\x00-\x20\x7f\ud800-\udfff]+@[a-zA-Z0-9.-]+')


class AddressUnusableError(ValueError):
    """An address that can't stand in an envelope and a header; the message says why."""


class UnsendableError(Exception):
    """An email that must not go out to anybody: it isn't what was signed off, or has no way to leave the list."""


def build(mailing: Mailing, *, to: str, leave: str, own: str, now: datetime) -> EmailMultiAlternatives:
    """The email as Django makes it for one person, with these tokens in its places."""
    snapshot, edition = mailing.snapshot, mailing.edition
    leave_by_web = leave_url(leave)
    leave_by_mail = f"leave+{leave}@{settings.MAIL_DOMAIN}"
    message = EmailMultiAlternatives(
        subject=subject(mailing),
        body=snapshot.email_text.replace(LEAVE_TOKEN, leave),
        from_email=settings.BULK_FROM_EMAIL,
        to=[to],
        reply_to=[edition.mailbox],
        headers={
            "Date": format_datetime(now),
            "Message-ID": message_id(own),
            "List-Id": _list_id(edition.title),
            "List-Unsubscribe": f"<{leave_by_web}>, <mailto:{leave_by_mail}?subject=leave>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Archive": f"<{settings.SITE_URL}{reverse('editions:archive')}>",
            "Precedence": "bulk",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": AUTOMATIC_REPLIES,
            "Feedback-ID": f"edition-{edition.number}:{mailing.audience}-{mailing.pk}:bulletin:{settings.MAIL_DOMAIN}",
        },
    )
    message.attach_alternative(snapshot.email_html.replace(LEAVE_TOKEN, leave), "text/html")
    # Quoted-printable: no mail server on the way has a reason to encode it anew.
    message.encoding = utf8_charset_qp
    return message


@dataclass(frozen=True)
class Letter:
    """One person's copy in plain text, for a way out that makes the mail itself."""

    subject: str
    text: str
    reference: str
    leave_url: str


class Composed:
    """The wire bytes of one mailing's email, cut at its tokens."""

    def __init__(self, mailing: Mailing, *, now: datetime) -> None:
        self._subject, self._text = subject(mailing), mailing.snapshot.email_text
        # Nobody can write these two into an article: they are others each time.
        self._own, self._to = secrets.token_hex(16), f"{secrets.token_hex(8)}@slot.example"
        message = build(mailing, to=self._to, leave=LEAVE_TOKEN, own=self._own, now=now)
        wire = _uncut(_begun_at_once(_as_bytes(message)), LEAVE_TOKEN).removesuffix(b"\r\n") + b"\r\n"
        tokens = [token.encode() for token in (LEAVE_TOKEN, self._own, self._to)]
        self._parts = re.split(b"(" + b"|".join(map(re.escape, tokens)) + b")", wire)
        self._slots = [(place, part) for place, part in enumerate(self._parts) if part in tokens]
        in_body = [part.count(LEAVE_TOKEN) for part in (mailing.snapshot.email_html, mailing.snapshot.email_text)]
        if not all(in_body) or [self._parts.count(token) for token in tokens] != [sum(in_body) + 2, 1, 1]:
            raise UnsendableError(f"{mailing}: the leave link must stand in the email's HTML and in its text")

    def for_(self, delivery_id: int, recipient: str) -> bytes:
        """The message for one delivery, its lines ending in CRLF; `recipient` comes from `envelope`."""
        values = {
            LEAVE_TOKEN.encode(): links.sign("leave", delivery_id).encode(),
            self._own.encode(): own_token(delivery_id).encode(),
            self._to.encode(): recipient.encode(),
        }
        parts = self._parts.copy()
        for place, token in self._slots:
            parts[place] = values[token]
        return b"".join(parts)

    def letter(self, delivery_id: int) -> Letter:
        """The copy for one delivery, in plain text."""
        leave = links.sign("leave", delivery_id)
        text = self._text.replace(LEAVE_TOKEN, leave)
        return Letter(self._subject, text, own_token(delivery_id), leave_url(leave))


def compose(mailing_id: int, *, now: datetime) -> Composed:
    """The email of a mailing, if its snapshot is still what was signed off. Raises UnsendableError."""
    mailing = Mailing.objects.select_related("edition", "snapshot").get(pk=mailing_id)
    if faults := sealing.faults(mailing.snapshot):
        raise UnsendableError(" ".join(faults))
    return Composed(mailing, now=now)


def subject(mailing: Mailing) -> str:
    is_test = mailing.audience == Mailing.Audience.TEST
    return ("[Test] " if is_test else "") + " ".join(mailing.snapshot.email_subject.split())


def leave_url(leave: str) -> str:
    """Where one press leaves the list (RFC 8058)."""
    return settings.SITE_URL + reverse("editions:leave", args=[leave])


def own_token(delivery_id: int) -> str:
    """What names a delivery in its Message-ID and Return-Path, the same at each attempt; it opens no page."""
    return links.sign("delivery", delivery_id)


def message_id(own: str) -> str:
    return f"<{own}@{settings.MAIL_DOMAIN}>"


def return_path(delivery_id: int) -> str:
    """Where bounces of this delivery go, so that each names it (VERP)."""
    return f"bounce+{own_token(delivery_id)}@{settings.MAIL_DOMAIN}"


def envelope(address: str) -> str:
    """An address as it may stand in RCPT and in To: its domain in ASCII.

    Letters beyond ASCII may stay before the @; that needs a mail server with SMTPUTF8.
    Raises AddressUnusableError.
    """
    local, _, domain = address.rpartition("@")
    if not domain.isascii():
        domain = _in_ascii(address)
    usable = f"{local}@{domain}"
    if not ADDRESS.fullmatch(usable):
        raise AddressUnusableError("The address has a form that can't be mailed to.")
    return usable


def _in_ascii(address: str) -> str:
    try:
        return addresses.read(address).compared.rpartition("@")[2]
    except AddressRefusedError as error:
        raise AddressUnusableError(f"The address can't be mailed to: {error}") from error


def _list_id(title: str) -> str:
    words = " ".join(title.split()).replace("<", "").replace(">", "")
    phrase = words if words.isascii() else Header(words, "utf-8", maxlinelen=1000).encode()
    return f"{phrase} <bulletin.{settings.MAIL_DOMAIN}>"


def _as_bytes(message: EmailMultiAlternatives) -> bytes:
    try:
        return re.sub(rb"\r?\n", b"\r\n", message.message().as_bytes())
    except (
        ValueError,
        MessageError,
    ) as error:  # a line break in a header, or a wrong address of ours
        raise UnsendableError(f"The email has a header that can't be sent: {error}") from error


def _begun_at_once(wire: bytes) -> bytes:
    """Put the first word of a long header on the line of its name: not every mail program looks on the next one."""
    head, gap, body = wire.partition(b"\r\n\r\n")
    return re.sub(rb"(?m)^([A-Za-z-]+):[ \t]*\r\n[ \t]+", rb"\1: ", head) + gap + body


def _uncut(wire: bytes, token: str) -> bytes:
    """Move the soft line breaks of quoted-printable that cut a token to before and behind it."""
    cut = re.compile(rb"(?:=\r\n)?".join(re.escape(letter.encode()) for letter in token))

    def whole(found: re.Match[bytes]) -> bytes:
        return b"=\r\n" + token.encode() + b"=\r\n" if b"\r\n" in found[0] else found[0]

    return cut.sub(whole, wire)
