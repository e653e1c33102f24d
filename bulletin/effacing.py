"""Taking people out of the records that both apps keep: audit entries, letters and links."""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from bulletin.models import AuditEntry, Link, OutboxMail

REMOVED = "[removed]"
# What an audit entry may go on saying in its details: numbers, days and names of ours, never what somebody wrote.
TELLING = {"revision", "due_on", "opened", "status_since", "source", "told", "edition"}
AT_REST = (OutboxMail.Status.SENT, OutboxMail.Status.FAILED, OutboxMail.Status.CANCELLED)


def efface(row: models.Model, *, label: str, somebody: str) -> int:
    """Leave of the audit entries about a row who of the staff did what and when; returns how many there are.

    `label` is what the row is called from now on, `somebody` whoever acted without an account.
    """
    entries = AuditEntry.objects.about(row)
    for entry in entries:
        entry.subject_label, entry.reason = label, ""
        entry.details = {name: value for name, value in entry.details.items() if name in TELLING}
        if entry.by_id is None and entry.by_label not in {"The clock", "The worker"}:
            entry.by_label = somebody
        entry.save(update_fields=["subject_label", "reason", "details", "by_label"])
    return len(entries)


def drop_letters(rows: models.QuerySet[OutboxMail]) -> int:
    """Delete letters with what their audit entries say of whom they went to; returns how many."""
    found = list(rows)
    for letter in found:
        efface(letter, label=f"A letter ({letter.kind})", somebody="Somebody")
    return OutboxMail.objects.filter(pk__in=[letter.pk for letter in found]).delete()[0]


def drop_links(row: models.Model) -> int:
    """Delete every link that opens a row; returns how many."""
    return Link.objects.filter(subject_type=row._meta.label_lower, subject_id=row.pk).delete()[0]


def old_letters(*, now: datetime | None = None) -> models.QuerySet[OutboxMail]:
    """Letters that rest, that are about no article, and that were written longer ago than LETTER_DAYS."""
    since = (now or timezone.now()) - timedelta(days=settings.LETTER_DAYS)
    rest = OutboxMail.objects.filter(status__in=AT_REST, created_at__lt=since)
    return rest.exclude(subject_type="submissions.submission")


def blot(value: Any, words: Sequence[str]) -> Any:
    """The same text, list or object with each of the words replaced, in capitals or not.

    Only where the word stands alone: an address may be the end of somebody else's.
    """
    if isinstance(value, str):
        for word in words:
            value = re.sub(rf"(?<![\w.+-]){re.escape(word)}(?![\w-]|\.\w)", REMOVED, value, flags=re.IGNORECASE)
        return value
    if isinstance(value, list):
        return [blot(each, words) for each in value]
    if isinstance(value, dict):
        return {name: blot(each, words) for name, each in value.items()}
    return value


def blot_out(row: models.Model, columns: Iterable[str], words: Sequence[str]) -> None:
    """Replace the words in these columns of a row."""
    changed = [name for name in columns if _blot_column(row, name, words)]
    if changed:
        row.save(update_fields=changed)


def _blot_column(row: models.Model, name: str, words: Sequence[str]) -> bool:
    before = getattr(row, name)
    after = blot(before, words)
    limit = getattr(row._meta.get_field(name), "max_length", None)
    setattr(row, name, after[:limit] if limit and isinstance(after, str) else after)
    return bool(after != before)
