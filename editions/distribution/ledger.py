"""Batches and their deliveries: who holds what, and what becomes of it; tested against the table DELIVERY.

Row locks are taken in one order, batch before delivery, and SQLite's immediate transactions stand for them there.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import Count, Min, Q, QuerySet
from django.utils import timezone

from editions.distribution import turns
from editions.models import Batch, Delivery, Mailing
from editions.workflow import DeliveryStatus, MailingStatus

OWED = (DeliveryStatus.PENDING, DeliveryStatus.RETRY_LATER)
OPEN = (*OWED, DeliveryStatus.SENDING)
ENDED = (MailingStatus.CANCELLED, MailingStatus.EXPIRED, MailingStatus.FINISHED)
SEEDS = 1  # the number of the batch with staff and seed addresses, where a mailing has one
REHEARSED = Q(mailing__audience=Mailing.Audience.REHEARSAL)
CLAIMING = 5_040_001  # the advisory lock under which PostgreSQL counts connections and claims
LOST_SIGHT = "The sender stopped before it learned the mail server's answer."


@dataclass(frozen=True)
class Claim:
    """A batch that one sender holds; the epoch is the fence between it and every other holder."""

    batch_id: int
    mailing_id: int
    owner: str
    epoch: int


@dataclass(frozen=True)
class Owed:
    """A delivery that may be tried now; `attempts` are those made before."""

    delivery_id: int
    address: str
    attempts: int


def clock() -> datetime:
    """The database's own time, so that workers on several machines agree about leases."""
    if connection.vendor != "postgresql":
        return timezone.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        now: datetime = cursor.fetchone()[0]
    return now


@transaction.atomic
def claim(
    *, owner: str, lease: timedelta, connections: int, now: datetime, rehearsal: int | None = None
) -> Claim | None:
    """Take the batch that has been due longest; None when none is, or when all connections are in use.

    A sender of a rehearsal takes only that one's batches, and no real sender does.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CLAIMING])
    if rehearsal is None and free_connections(connections, now=now) < 1:
        return None
    due = due_batches(now=now, rehearsal=rehearsal).select_for_update(skip_locked=True, of=("self",))
    batch = due.order_by("due_at", "pk").first()
    if batch is None:
        return None
    batch.owner, batch.epoch, batch.lease_until = owner, batch.epoch + 1, now + lease
    batch.save(update_fields=["owner", "epoch", "lease_until"])
    return Claim(batch.pk, batch.mailing_id, owner, batch.epoch)


def due_batches(*, now: datetime, rehearsal: int | None = None) -> QuerySet[Batch]:
    """Batches that somebody should be working on now; only the first one until a mailing's seeds got a go.

    Those of one rehearsal, or else those of all mailings that are none.
    """
    held_back = turns.held_back(now=now)
    if held_back is None:
        return Batch.objects.none()
    may_go = Q(mailing__seeds_first=False) | Q(mailing__gone_on_at__isnull=False) | Q(number=SEEDS)
    due = Batch.objects.filter(may_go, due_at__lte=now, lease_until=None, mailing__status=MailingStatus.SENDING)
    whose = ~REHEARSED if rehearsal is None else Q(mailing=rehearsal) & REHEARSED
    return due.filter(whose).exclude(mailing__in=held_back)


def free_connections(connections: int, *, now: datetime) -> int:
    """How many of the connections no living sender uses."""
    return connections - Batch.objects.filter(~REHEARSED, lease_until__gt=now).count()


def owed(claim: Claim, *, now: datetime) -> list[Owed]:
    """What may be tried now of a claimed batch, in order."""
    due = Q(status=DeliveryStatus.PENDING) | Q(status=DeliveryStatus.RETRY_LATER, due_at__lte=now)
    rows = Delivery.objects.filter(due, batch_id=claim.batch_id).order_by("pk")
    return [Owed(*row) for row in rows.values_list("pk", "address", "attempts")]


def holds(claim: Claim, *, now: datetime) -> bool:
    """Whether this claim's batch is still its own and its mailing sending."""
    return Batch.objects.filter(
        pk=claim.batch_id,
        owner=claim.owner,
        epoch=claim.epoch,
        lease_until__gt=now,
        mailing__status=MailingStatus.SENDING,
    ).exists()


@transaction.atomic
def free(claim: Claim, *, now: datetime, not_before: datetime | None = None) -> bool:
    """Give a batch back, due again at `not_before` at the earliest; False when somebody took it away meanwhile."""
    batch = _locked(pk=claim.batch_id, owner=claim.owner, epoch=claim.epoch)
    if batch is None:
        return False
    _lose(batch, now=now)
    _release(batch, now=now, not_before=not_before)
    return True


def reap(*, now: datetime) -> int:
    """Take the batches of dead senders away: what was on its way is unknown, the rest is free. Returns how many."""
    lapsed = list(Batch.objects.filter(lease_until__lte=now).values_list("pk", flat=True))
    return sum(_reap(number, now=now) for number in lapsed)


@transaction.atomic
def _reap(number: int, *, now: datetime) -> bool:
    batch = _locked(pk=number, lease_until__lte=now)
    if batch is None:
        return False
    _lose(batch, now=now)
    _release(batch, now=now)
    return True


@transaction.atomic
def settle(batch_id: int, *, now: datetime) -> None:
    """Recount a batch after an outcome that came too late for its claim; it is due again if anything is left."""
    batch = _locked(pk=batch_id)
    if batch and batch.lease_until is None:
        _release(batch, now=now)


def reopen_batches(mailing_id: int, *, now: datetime) -> None:
    """Make every batch due that has something open although its counters say otherwise."""
    batches = Batch.objects.filter(mailing=mailing_id, deliveries__status__in=OPEN).distinct()
    for number in batches.values_list("pk", flat=True):
        settle(number, now=now)


def cancel_rest(*, now: datetime) -> set[int]:
    """What mailings that have ended still owe becomes cancelled, batch by batch; returns those mailings' numbers."""
    left = Batch.objects.filter(mailing__status__in=ENDED, lease_until=None, due_at__isnull=False)
    return {mailing for number, mailing in list(left.values_list("pk", "mailing")) if _cancel(number, now=now)}


@transaction.atomic
def _cancel(number: int, *, now: datetime) -> bool:
    batch = _locked(pk=number, lease_until=None, mailing__status__in=ENDED)
    if batch is None:
        return False
    rows = Delivery.objects.filter(batch=batch, status__in=OWED)
    rows.update(status=DeliveryStatus.CANCELLED, due_at=None, ended_at=now)
    _release(batch, now=now)
    return True


def skip_for(subscriber_ids: Sequence[int], *, now: datetime | None = None) -> int:
    """What these people are still owed becomes skipped; returns how many deliveries that were.

    Called in the transaction in which they leave. A message on its way is not called back.
    """
    rows = Delivery.objects.filter(subscriber_id__in=subscriber_ids, status__in=OWED)
    return rows.update(status=DeliveryStatus.SKIPPED, due_at=None, ended_at=now or timezone.now())


@transaction.atomic
def decide(delivery_ids: Sequence[int], status: str, *, reply: str, now: datetime) -> int:
    """Unknown deliveries become sent, or pending to be sent again; returns how many were unknown still."""
    rows = Delivery.objects.filter(pk__in=delivery_ids, status=DeliveryStatus.UNKNOWN)
    batches = sorted(set(rows.values_list("batch", flat=True)))
    list(Batch.objects.select_for_update(of=("self",)).filter(pk__in=batches).order_by("pk"))
    decided = rows.update(status=status, ended_at=now, reply=reply[:300])
    for number in batches:
        settle(number, now=now)
    return decided


def counts(deliveries: QuerySet[Delivery]) -> dict[str, int]:
    """How many of these deliveries are in each status, counted from the rows; every status is named."""
    found = dict(deliveries.order_by().values_list("status").annotate(Count("pk")))
    return {status: found.get(status, 0) for status in DeliveryStatus.values}


def unfinished_batches() -> QuerySet[Batch]:
    """Batches that somebody holds or that will be due."""
    return Batch.objects.filter(Q(due_at__isnull=False) | Q(lease_until__isnull=False))


def _locked(**about: object) -> Batch | None:
    return Batch.objects.select_for_update(of=("self",)).filter(**about).first()


def _lose(batch: Batch, *, now: datetime) -> None:
    on_the_way = Delivery.objects.filter(batch=batch, status=DeliveryStatus.SENDING)
    on_the_way.update(status=DeliveryStatus.UNKNOWN, ended_at=now, reply=LOST_SIGHT)


def _release(batch: Batch, *, now: datetime, not_before: datetime | None = None) -> None:
    """Recount a locked batch from its rows, and write when somebody should work on it again."""
    rows = Delivery.objects.filter(batch=batch).order_by().values_list("status").annotate(Count("pk"), Min("due_at"))
    counted = {status: (count, first) for status, count, first in rows}
    for status in DeliveryStatus.values:
        setattr(batch, status, counted.get(status, (0, None))[0])
    due = now if batch.pending or batch.sending else counted.get(DeliveryStatus.RETRY_LATER, (0, None))[1]
    batch.due_at = max(due, not_before) if due and not_before else due
    batch.owner, batch.lease_until = "", None
    batch.save(update_fields=[*DeliveryStatus.values, "due_at", "owner", "lease_until"])
