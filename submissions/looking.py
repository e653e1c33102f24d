"""What is new in a submission for one editor since they last looked at it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.utils import timezone

from bulletin.models import AuditEntry
from submissions.models import Look, Submission


@dataclass(frozen=True)
class News:
    """What others did since `since`; `revision` is the number that was the newest then, when there is a newer one."""

    since: datetime
    entries: list[AuditEntry]
    revision: int | None

    def __bool__(self) -> bool:
        return bool(self.entries or self.revision)


def look(
    submission: Submission, *, by: User, version: int, at: datetime | None = None, now: datetime | None = None
) -> Look:
    """Keep that this person saw the submission as it was at that version, drawn at that time; never an older look.

    A look is the person's own mark: nobody else sees it, and it counts as no change of the submission.
    """
    now = now or timezone.now()
    at = min(at or now, now)
    latest = submission.revisions.filter(made_at__lte=at).order_by("number").last()
    kept, is_new = Look.objects.get_or_create(
        user=by,
        submission=submission,
        defaults={"version": version, "revision": latest.number if latest else None, "at": at},
    )
    if not is_new and kept.at < at:
        kept.version, kept.revision, kept.at = version, latest.number if latest else None, at
        kept.save(update_fields=["version", "revision", "at"])
    return kept


def news(
    submission: Submission, *, by: User, since: datetime, revision: int | None, entries: Sequence[AuditEntry]
) -> News:
    """What is new among these entries to a person who last looked then, at that revision; asks the database nothing."""
    number = submission.latest.number if submission.latest else None
    return News(
        since=since,
        entries=[entry for entry in entries if entry.at > since and entry.by_id != by.pk],
        revision=revision if number != revision else None,
    )
