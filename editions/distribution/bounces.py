"""Mails that come back to us: which delivery each names, and what it says about it (RFC 3464, RFC 5965)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from email.utils import getaddresses

from django.conf import settings

from bulletin import links
from editions.distribution import receipts, subscribers
from editions.models import Receipt

RECIPIENTS = ("Delivered-To", "X-Original-To", "Envelope-To", "To", "Cc")
OWN = re.compile(r"(bounce|leave)\+([A-Za-z0-9_-]+)@(.+)", re.IGNORECASE)
PURPOSES = {"bounce": "delivery", "leave": "leave"}
# No such mailbox or host, a wrong form, moved without a trace, null MX (RFC 3463, RFC 7505).
DEAD = re.compile(r"5\.1\.(?:1|2|3|6|10)\b")
SOURCE = "Mail that came back"
ACTIONS = {
    "failed": Receipt.Kind.BOUNCED,
    "delayed": Receipt.Kind.DELAYED,
    "delivered": Receipt.Kind.DELIVERED,
    "relayed": Receipt.Kind.DELIVERED,
    "expanded": Receipt.Kind.DELIVERED,
}


class NamelessError(Exception):
    """A mail that names no delivery of ours."""


@dataclass(frozen=True)
class Report:
    """What a mail says about one delivery. `asks_to_leave` is a mail to the address of List-Unsubscribe."""

    delivery_id: int
    kind: str
    detail: str = ""
    is_dead: bool = False
    asks_to_leave: bool = False


def take(raw: bytes, *, recipient: str = "") -> Report:
    """Read a mail that came back and keep what it says; the same mail twice is once. Raises NamelessError."""
    report = read(raw, recipient=recipient)
    if report.asks_to_leave:
        _leave(report.delivery_id)
    elif report.kind == Receipt.Kind.COMPLAINED:
        receipts.complained(report.delivery_id, source=SOURCE)
    elif report.kind == Receipt.Kind.BOUNCED:
        receipts.bounced(report.delivery_id, source=SOURCE, detail=report.detail, is_dead=report.is_dead)
    else:
        receipts.note(report.delivery_id, report.kind, source=SOURCE, detail=report.detail)
    return report


def read(raw: bytes, *, recipient: str = "") -> Report:
    """What a mail says; `recipient` is the address that it came to, where the mail server gives it.

    A mail that came to a bounce address but is no report is an automatic answer. Raises NamelessError.
    """
    message = message_from_bytes(raw, policy=policy.default)
    part = _report_part(message)
    delivery_id, asks_to_leave = _named(message, recipient)
    if part is None:
        return Report(delivery_id, Receipt.Kind.ANSWERED, asks_to_leave=asks_to_leave)
    if part.get_content_type() == "message/feedback-report":
        is_abuse = str(_field(part, "Feedback-Type")).strip().lower() != "not-spam"
        return Report(delivery_id, Receipt.Kind.COMPLAINED if is_abuse else Receipt.Kind.ANSWERED)
    action, status = _field(part, "Action").lower(), _field(part, "Status")
    kind = ACTIONS.get(action, Receipt.Kind.ANSWERED)
    detail = " ".join(f"{status} {_field(part, 'Diagnostic-Code')}".split())
    return Report(delivery_id, kind, detail, kind == Receipt.Kind.BOUNCED and bool(DEAD.match(status)))


def _leave(delivery_id: int) -> None:
    token = links.sign("leave", delivery_id)
    subscriber = subscribers.whose(token)
    if subscriber:
        receipts.leave_by(token, subscriber, source="Mail to the leave address")


def _report_part(message: EmailMessage) -> Message | None:
    kinds = ("message/delivery-status", "message/feedback-report")
    return next((part for part in message.walk() if part.get_content_type() in kinds), None)


def _field(part: Message, name: str) -> str:
    """A field of a report: both kinds are read as groups of header lines, each a message without a body."""
    groups = part.get_payload() if part.is_multipart() else [part]
    found = [group.get(name) for group in groups if isinstance(group, Message)]
    return next((str(value).strip() for value in found if value), "")


def _named(message: EmailMessage, recipient: str) -> tuple[int, bool]:
    """The delivery that the mail came to or reports on, and whether it came to the leave address."""
    for address in (recipient, *_addresses(message)):
        found = OWN.fullmatch(address.strip().strip("<>"))
        if found and found[3].lower() == settings.MAIL_DOMAIN.lower():
            prefix = found[1].lower()
            number = links.read(PURPOSES[prefix], found[2])
            if number is not None:
                return number, prefix == "leave"
    raise NamelessError("It names no delivery of ours.")


def _addresses(message: EmailMessage) -> Iterator[str]:
    """The mail's own recipients, then the sender and Message-ID of the mail that it brings back."""
    yield from _header_addresses(message, RECIPIENTS)
    for part in message.walk():
        if part is not message and part.get_content_type() in ("message/rfc822", "text/rfc822-headers"):
            yield from _of_original(part)


def _header_addresses(message: Message, names: tuple[str, ...]) -> Iterator[str]:
    values = [str(value) for name in names for value in message.get_all(name, [])]
    yield from (address for _, address in getaddresses(values))


def _of_original(part: Message) -> Iterator[str]:
    payload = part.get_payload()
    original = payload[0] if isinstance(payload, list) else message_from_bytes(_bytes(part), policy=policy.default)
    if isinstance(original, Message):
        yield from _header_addresses(original, ("Return-Path",))
        own = str(original.get("Message-ID", "")).strip().strip("<>")
        yield f"bounce+{own}"


def _bytes(part: Message) -> bytes:
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""
