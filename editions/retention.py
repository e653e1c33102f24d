"""What the clock forgets: all that is due of articles, and of readers who never confirmed or answered long ago."""

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone

from bulletin import effacing, moves
from bulletin.models import OutboxMail
from editions.models import ConsentEvent, Delivery, Feedback, Subscriber
from editions.workflow import SubscriberStatus
from submissions import retention
from submissions.retention import Due

SOMEBODY = "Somebody who asked to join"


def due(*, now: datetime | None = None) -> list[Due]:
    """All that has been kept as long as the settings say, at most so many of each kind at once."""
    now = now or timezone.now()
    of_readers = [*_unconfirmed(now), *_feedback(now)]
    return [*retention.due(now=now), *of_readers[: retention.MOST_AT_ONCE]]


def run(*, now: datetime | None = None) -> int:
    """Forget what is due, each by itself; returns how many."""
    found = due(now=now)
    for each in found:
        each.forget()
    return len(found)


def _unconfirmed(now: datetime) -> list[Due]:
    since = now - timedelta(days=settings.UNCONFIRMED_DAYS)
    rows = _never_on_the_list().filter(created_at__lt=since).exclude(consent_events__at__gte=since)
    return [
        Due(f"Request {row.pk} to join the list, not confirmed", row.created_at, partial(_drop, row, now=now))
        for row in rows.order_by("created_at")
    ]


def _never_on_the_list() -> models.QuerySet[Subscriber]:
    """Those who wait for their confirmation, and were never mailed an edition or left before."""
    more = ConsentEvent.objects.filter(subscriber=models.OuterRef("pk")).exclude(kind=ConsentEvent.Kind.ASKED)
    copies = Delivery.objects.filter(subscriber=models.OuterRef("pk"))
    pending = Subscriber.objects.filter(status=SubscriberStatus.PENDING)
    return pending.filter(~models.Exists(more), ~models.Exists(copies))


@transaction.atomic
def _drop(subscriber: Subscriber, *, now: datetime) -> None:
    """Delete the request, unless it was confirmed meanwhile; the address may be typed again."""
    found = Subscriber.objects.select_for_update(of=("self",)).filter(pk=subscriber.pk)
    if not found.filter(status=SubscriberStatus.PENDING).exists():
        return
    effacing.drop_letters(OutboxMail.objects.about(subscriber))
    effacing.drop_links(subscriber)
    ConsentEvent.objects.filter(subscriber=subscriber).delete()
    effacing.efface(subscriber, label=SOMEBODY, somebody=SOMEBODY)
    entry = moves.record(
        subscriber, "forget", by=None, reason=f"{settings.UNCONFIRMED_DAYS} days without a confirmation", now=now
    )
    entry.subject_label = SOMEBODY
    entry.save(update_fields=["subject_label"])
    subscriber.delete()


def _feedback(now: datetime) -> list[Due]:
    since = now - timedelta(days=settings.FEEDBACK_DAYS)
    rows = Feedback.objects.filter(given_at__lt=since).order_by("given_at")
    return [Due(f"Feedback {row.pk}", row.given_at, partial(_delete, row)) for row in rows]


def _delete(row: Feedback) -> None:
    row.delete()
