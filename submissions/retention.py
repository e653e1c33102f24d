"""What the clock forgets of articles: abandoned drafts, closed and held ones, and the people behind published ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.utils import timezone

from submissions import erasing
from submissions.models import Draft, Submission
from submissions.workflow import SubmissionStatus

CLOSED = (SubmissionStatus.DECLINED, SubmissionStatus.WITHDRAWN)
MOST_AT_ONCE = 500


@dataclass(frozen=True)
class Due:
    """One thing that is to be forgotten: what it is in words, since when, and how it is done."""

    what: str
    since: datetime
    forget: Callable[[], None]


def due(*, now: datetime | None = None) -> list[Due]:
    """All that has been kept as long as the settings say."""
    now = now or timezone.now()
    return [*_drafts(now), *_closed(now), *_held(now), *_published(now)][:MOST_AT_ONCE]


def run(*, now: datetime | None = None) -> int:
    """Forget what is due, each by itself; returns how many."""
    found = due(now=now)
    for each in found:
        each.forget()
    return len(found)


def _drafts(now: datetime) -> list[Due]:
    rows = Draft.objects.abandoned(since=now - timedelta(days=settings.DRAFT_DAYS)).order_by("touched_at")
    return [Due(f"Draft {draft.pk}, not sent", draft.touched_at, partial(erasing.drop, draft)) for draft in rows]


def _closed(now: datetime) -> list[Due]:
    since = now - timedelta(days=settings.CLOSED_DAYS)
    rows = Submission.objects.unplaced().filter(status__in=CLOSED, status_since__lt=since).order_by("status_since")
    reason = f"{settings.CLOSED_DAYS} days after it was closed"
    return [
        Due(
            f"Article {row.reference}, {row.get_status_display().lower()}: everything",
            row.status_since,
            partial(erasing.purge, row, reason=reason, now=now),
        )
        for row in rows
    ]


def _held(now: datetime) -> list[Due]:
    """Those that waited apart from the first; changes that wait apart belong to an article that editors know."""
    since = now - timedelta(days=settings.HELD_DAYS)
    rows = Submission.objects.unplaced().filter(status=SubmissionStatus.SUBMITTED, held_at__lt=since)
    reason = f"{settings.HELD_DAYS} days after it came, and waited apart"
    return [
        Due(
            f"Article {row.reference}, waiting apart: everything",
            row.held_at or now,
            partial(erasing.purge, row, reason=reason, now=now),
        )
        for row in rows.order_by("held_at")
    ]


def _published(now: datetime) -> list[Due]:
    since = now - timedelta(days=settings.CREDIT_DAYS)
    rows = Submission.objects.filter(article__edition__published_at__lt=since, forgotten_at=None)
    reason = f"{settings.CREDIT_DAYS} days after it was published"
    return [
        Due(
            f"Article {row.reference}, published: the people behind it",
            row.article.edition.published_at or now,
            partial(erasing.anonymise, row, reason=reason, now=now),
        )
        for row in rows.select_related("article__edition").order_by("article__edition__published_at")
    ]
