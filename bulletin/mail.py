"""From a template to one email: composed, shown, kept in the outbox, and sent."""

import logging
import smtplib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.mail import EmailMultiAlternatives
from django.db import models, transaction
from django.template.loader import render_to_string
from django.utils import timezone, translation

from bulletin import generation, prose, reading
from bulletin.models import OutboxMail

log = logging.getLogger(__name__)
LEASE = timedelta(minutes=5)  # longer than any connection to a mail server may last
MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(minutes=1)  # doubled after each failure: the last try comes about two hours later
MOST_AT_ONCE = 2  # senders, over all workers: a mail server that never answers leaves the other threads alone
ABOUT_ONE_MAIL = (smtplib.SMTPRecipientsRefused, smtplib.SMTPSenderRefused, smtplib.SMTPDataError)


@dataclass(frozen=True)
class Letter:
    """What a mail says; its HTML is always made from its text, so that both say the same."""

    subject: str
    text: str

    @property
    def html(self) -> str:
        context = {
            "subject": self.subject,
            "body": prose.printed(prose.from_text(self.text)),
            "bulletin_name": settings.BULLETIN_NAME,
            "team_name": settings.TEAM_NAME,
            "site_url": settings.SITE_URL,
        }
        with translation.override(settings.LANGUAGE_CODE):
            return render_to_string("bulletin/mail.html", context)


def compose(template: str, context: dict[str, Any]) -> Letter:
    """A letter from `<app>/mail/<name>.subject.txt` and `.txt`; `template` is `<app>/<name>`."""
    app, name = template.split("/")
    ours = {"site_url": settings.SITE_URL, "team_name": settings.TEAM_NAME, "bulletin_name": settings.BULLETIN_NAME}
    context = {**ours, **context}
    with translation.override(settings.LANGUAGE_CODE):  # whatever language the page speaks that it is written from
        subject = render_to_string(f"{app}/mail/{name}.subject.txt", context)
        text = render_to_string(f"{app}/mail/{name}.txt", context)
    return Letter(" ".join(subject.split()), text.strip() + "\n")


def queue(
    letter: Letter,
    *,
    kind: str,
    to_email: str,
    dedupe_key: str,
    to_name: str = "",
    reply_to: str = "",
    about: models.Model | None = None,
    by: User | None = None,
    due_at: datetime | None = None,
    now: datetime | None = None,
) -> OutboxMail:
    """Keep a letter in the outbox; the worker sends it, not before `due_at`.

    The same `dedupe_key` is never queued twice.
    """
    now = now or timezone.now()
    mail, _ = OutboxMail.objects.get_or_create(
        dedupe_key=dedupe_key,
        defaults={
            "kind": kind,
            "to_name": prose.line(to_name)[:200],
            "to_email": to_email,
            "reply_to": reply_to,
            "subject": prose.line(letter.subject)[:200],
            "text": reading.visible(letter.text),
            "html": letter.html,
            "subject_type": about._meta.label_lower if about else "",
            "subject_id": about.pk if about else None,
            "created_at": now,
            "created_by": by,
            "due_at": due_at or now,
        },
    )
    return mail


def send_due(*, now: datetime | None = None, most: int = 50) -> int:
    """Send what is due in the outbox, at least once each; returns how many the mail server took.

    Each mail is claimed by a lease before it is sent, so two workers don't send it together; when a
    sender dies, the mail is due again at the end of its lease. The first mail for which the mail server can't be
    reached ends it: the others wait for the next ring.
    """
    if generation.doubt():  # a restored copy may have sent them already
        return 0
    if OutboxMail.objects.being_sent(now=now or timezone.now()).count() >= MOST_AT_ONCE:
        return 0
    _give_up(now=now or timezone.now())
    taken = 0
    for _ in range(most):
        mail = _claim(now=now or timezone.now())
        if mail is None:
            break
        fault = _send(mail)
        taken += fault is None
        if isinstance(fault, OSError) and not isinstance(fault, ABOUT_ONE_MAIL):
            break
    return taken


def _give_up(*, now: datetime) -> None:
    """Let those fail whose sender died at each of their tries."""
    died = OutboxMail.objects.filter(status=OutboxMail.Status.SENDING, due_at__lte=now, attempts__gte=MOST_ATTEMPTS)
    died.update(status=OutboxMail.Status.FAILED, last_error="Its sender ended before the mail server had answered.")


def _claim(*, now: datetime) -> OutboxMail | None:
    with transaction.atomic():
        due = OutboxMail.objects.due(now=now).select_for_update(skip_locked=True, of=("self",))
        mail = due.order_by("due_at", "pk").first()
        if mail is None:
            return None
        mail.status, mail.due_at, mail.attempts = OutboxMail.Status.SENDING, now + LEASE, mail.attempts + 1
        mail.save(update_fields=["status", "due_at", "attempts"])
        return mail


def _send(mail: OutboxMail) -> Exception | None:
    """Hand the mail to the server and write what became of it; gives what kept it from leaving."""
    try:
        _message(mail).send()
    except Exception as error:  # whatever it is, the mail is not tried for ever, and the others have their turn
        if not isinstance(error, OSError | ValueError):
            log.exception("Mail %s of the outbox can't be sent", mail.pk)
        _put_off(mail, error)
        return error
    _write(mail, status=OutboxMail.Status.SENT, sent_at=timezone.now(), last_error="")
    return None


def _message(mail: OutboxMail) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[_address(mail)],
        reply_to=[mail.reply_to] if mail.reply_to else None,
        headers={
            "Message-ID": f"<outbox-{mail.pk}@{settings.MAIL_DOMAIN}>",
            "Auto-Submitted": "auto-generated",
            "X-Auto-Response-Suppress": "All",
        },
    )
    message.attach_alternative(mail.html, "text/html")
    return message


def _put_off(mail: OutboxMail, error: Exception) -> None:
    """Let it wait for its next try. After its last it fails; an impossible address (ValueError) fails at once."""
    said = f"{type(error).__name__}: {error}"[:500]
    if mail.attempts >= MOST_ATTEMPTS or isinstance(error, ValueError):
        _write(mail, status=OutboxMail.Status.FAILED, last_error=said)
    else:
        due_at = timezone.now() + FIRST_PAUSE * 2 ** (mail.attempts - 1)
        _write(mail, status=OutboxMail.Status.QUEUED, due_at=due_at, last_error=said)


def _write(mail: OutboxMail, **fields: Any) -> None:
    """Write what became of it, if there is still a row: the person may have been forgotten while it was sent."""
    OutboxMail.objects.filter(pk=mail.pk).update(**fields)


def _address(mail: OutboxMail) -> str:
    name = mail.to_name.replace('"', "").replace("\\", "")
    return f'"{name}" <{mail.to_email}>' if name else mail.to_email
