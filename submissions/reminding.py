"""Reminders to those whom an article waits for: each is sent once, however many nights were missed."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from bulletin import links, mail, moves
from bulletin.models import OutboxMail
from submissions import inviting, replying, returning, settling
from submissions.models import Draft, Proof, Signer, Submission
from submissions.workflow import ProofStatus, SubmissionStatus

DEADLINE_DAYS = 7  # before a copy deadline those who have begun an article are told of it


@dataclass(frozen=True)
class Deadline:
    """By when articles of the next edition must be here."""

    day: date
    edition: str


@dataclass(frozen=True)
class Reminder:
    """One mail that is due; `key` is its dedupe key, by which it is never sent again."""

    key: str
    to: str
    about: str
    send: Callable[[str, datetime], None]


def due(*, now: datetime | None = None, deadline: Deadline | None = None) -> list[Reminder]:
    """What must be sent now and was not sent before; writes nothing."""
    now = now or timezone.now()
    if timezone.localtime(now).hour < settings.DAILY_MAIL_HOUR:
        return []
    found = [*_of_changes(now), *_of_proofs(now), *_of_drafts(now, deadline)]
    keys = [reminder.key for reminder in found]
    sent = set(OutboxMail.objects.filter(dedupe_key__in=keys).values_list("dedupe_key", flat=True))
    return [reminder for reminder in found if reminder.key not in sent]


def remind(*, now: datetime | None = None, deadline: Deadline | None = None) -> int:
    """Queue every reminder that is due, each in its own transaction; returns how many."""
    now = now or timezone.now()
    reminders = due(now=now, deadline=deadline)
    for reminder in reminders:
        reminder.send(reminder.key, now)
    return len(reminders)


def stage(due_on: date, *, asked_at: datetime, now: datetime) -> str:
    """Which reminder of something due on that day it is time for, if any.

    Only the later one, when the earlier was missed; none on the day on which it was asked for.
    """
    today = timezone.localdate(now)
    if timezone.localdate(asked_at) == today:
        return ""
    if today > due_on:
        return "late"
    return "soon" if today >= due_on - timedelta(days=settings.REMIND_DAYS) else ""


def _of_changes(now: datetime) -> Iterator[Reminder]:
    rows = Submission.objects.waiting_for_contributor().filter(changes_due_on__isnull=False, held_at=None)
    for row in rows.select_related("contributor").prefetch_related("revisions"):
        if row.changes_due_on and (name := stage(row.changes_due_on, asked_at=row.status_since, now=now)):
            key = f"reminder changes {row.pk} {row.version} {row.changes_due_on} {name}"
            yield Reminder(key, row.contributor.email, f"Changes, {name}: {row}", _changes_of(row))


def _of_proofs(now: datetime) -> Iterator[Reminder]:
    rows = Signer.objects.filter(proof__in=Proof.objects.out(), answer="", proof__due_on__isnull=False)
    for row in rows.exclude(email="").select_related("proof__submission"):
        if row.proof.due_on and (name := stage(row.proof.due_on, asked_at=row.asked_at, now=now)):
            key = f"reminder proof {row.pk} {name}"
            yield Reminder(key, row.email, f"Proof, {name}: {row.proof.submission}", _proof_of(row))


def _of_drafts(now: datetime, deadline: Deadline | None) -> Iterator[Reminder]:
    """Only to addresses that somebody came back from by a mailed link; anybody can type an address."""
    rows = Draft.objects.open().filter(submission=None, email_confirmed_at__isnull=False).exclude(email="")
    days_left = (deadline.day - timezone.localdate(now)).days if deadline else -1
    for row in rows.filter(touched_at__gt=now - timedelta(days=settings.DRAFT_DAYS)):
        if 0 <= days_left <= DEADLINE_DAYS and deadline:
            key = f"reminder draft {row.pk} deadline {deadline.day}"
            yield Reminder(key, row.email, f"Draft, copy deadline {deadline.day}", _draft_of(row, deadline))
        elif row.touched_at < now - timedelta(days=settings.ABANDONED_DAYS):
            yield Reminder(f"reminder draft {row.pk} abandoned", row.email, "Draft, abandoned", _draft_of(row, None))


def _changes_of(row: Submission) -> Callable[[str, datetime], None]:
    @transaction.atomic
    def send(key: str, now: datetime) -> None:
        moves.lock(row)
        if row.status != SubmissionStatus.CHANGES_REQUESTED or _is_queued(key):
            return
        context: dict[str, Any] = {
            "name": row.contributor.name,
            "title": row.title,
            "reference": row.reference,
            "items": [item.text for item in replying.current(row) if not item.answer],
            "due_on": row.changes_due_on,
            "is_late": key.endswith("late"),
            "link": _way_back(row, now),
        }
        _queue("submissions/changes_reminder", context, key=key, to=row.contributor.email, about=row, now=now)

    return send


def _proof_of(row: Signer) -> Callable[[str, datetime], None]:
    @transaction.atomic
    def send(key: str, now: datetime) -> None:
        proof = settling.opened(row)
        if row.answer or proof.status != ProofStatus.SENT or _is_queued(key):
            return
        row.asked_at = now
        row.save(update_fields=["asked_at"])
        inviting.remind(row, key=key, now=now)

    return send


def _draft_of(row: Draft, deadline: Deadline | None) -> Callable[[str, datetime], None]:
    @transaction.atomic
    def send(key: str, now: datetime) -> None:
        moves.lock(row)
        if row.sent_at or _is_queued(key):
            return
        context: dict[str, Any] = {"deadline": deadline, "saved_at": row.touched_at, "link": _way_back(row, now)}
        _queue("submissions/draft_reminder", context, key=key, to=row.email, about=None, now=now)

    return send


def _is_queued(key: str) -> bool:
    """Whether another worker was faster; after a lock that both take."""
    return OutboxMail.objects.filter(dedupe_key=key).exists()


def _way_back(row: Draft | Submission, now: datetime) -> str:
    """A new link to go on by; it replaces the one that was mailed before."""
    secret = links.issue(row, returning.BACK, expires_at=now + timedelta(days=settings.DRAFT_DAYS))
    return f"{settings.SITE_URL}{reverse('submissions:back', args=[secret])}"


def _queue(
    template: str, context: dict[str, Any], *, key: str, to: str, about: Submission | None, now: datetime
) -> None:
    letter = mail.compose(template, context)
    mail.queue(letter, kind=template, to_email=to, dedupe_key=key, about=about, now=now)
