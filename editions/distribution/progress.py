"""How far a mailing is and how fast: its resting batches' counters, and the rows of those that are worked on."""

import math
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Min, Q, Sum, Value
from django.db.models.functions import Lower, StrIndex, Substr
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from editions.distribution import ledger
from editions.models import Delivery, Mailing
from editions.workflow import DeliveryStatus, MailingStatus

MAY_HAVE_LEFT = (DeliveryStatus.SENT, DeliveryStatus.UNKNOWN)
MEASURE_EVERY = 2.0  # seconds, at least
FORGOTTEN_AFTER = 30.0  # seconds: an older speed says nothing about now
SMOOTH_OVER = 15.0  # seconds


def of(mailing: Mailing) -> dict[str, Any]:
    """Status, total, and a count for each status of its deliveries; exact at any moment and cheap for a million.

    `connections` is how many senders work on it now; `next_due_at` when the next try is due; `per_second` and
    `seconds_left` are None when nobody knows.
    """
    mailing.refresh_from_db(fields=["status", "total", "finished_at", "measured", "left_before_stop"])
    counters, connections, next_due_at = _counters(mailing)
    left = sum(counters[status] for status in ledger.OPEN)
    per_second = _speed(mailing)
    return {
        "edition": mailing.edition.number,
        "audience": mailing.audience,
        "status": mailing.status,
        "total": mailing.total,
        **counters,
        "left": left,
        "percent": 100 * (mailing.total - left) // mailing.total if mailing.total else 0,
        "per_second": per_second and round(per_second, 2),
        "seconds_left": math.ceil(left / per_second) if per_second else None,
        "left_after_stop": _left_after_stop(mailing, counters),
        "connections": connections,
        "next_due_at": next_due_at.isoformat() if next_due_at else None,
        "finished_at": mailing.finished_at.isoformat() if mailing.finished_at else None,
    }


def may_have_left(mailing: Mailing) -> int:
    """How many copies are sent or unknown now."""
    counters, _, _ = _counters(mailing)
    return sum(counters[status] for status in MAY_HAVE_LEFT)


def measure(mailing: Mailing, *, now: datetime) -> None:
    """Note how fast it goes, smoothed; the clock does this while a mailing is sending."""
    counters, _, _ = _counters(mailing)
    done, before = mailing.total - sum(counters[status] for status in ledger.OPEN), mailing.measured
    seconds = (now - _moment(before)).total_seconds() if before else math.inf
    if seconds < MEASURE_EVERY:
        return
    speed = None
    if seconds < FORGOTTEN_AFTER:
        newest, share = max(0, done - before["done"]) / seconds, 1 - math.exp(-seconds / SMOOTH_OVER)
        speed = newest if before["speed"] is None else before["speed"] + share * (newest - before["speed"])
    Mailing.objects.filter(pk=mailing.pk).update(measured={"at": now.isoformat(), "done": done, "speed": speed})


def by_domain(mailing: Mailing, *, most: int = 10) -> list[dict[str, Any]]:
    """The domains with the most copies, with a count for each status; reads every row, so don't ask all the time."""
    domain = Lower(Substr("address", StrIndex("address", Value("@")) + 1))
    each = {name: Count("pk", filter=Q(status=name)) for name in DeliveryStatus.values}
    rows = mailing.deliveries.order_by().annotate(domain=domain).values("domain").annotate(total=Count("pk"), **each)
    return [dict(row) for row in rows.order_by(F("total").desc(), "domain")[:most]]


def _counters(mailing: Mailing) -> tuple[dict[str, int], int, datetime | None]:
    """A count for each status, how many batches are worked on, and when the next is due."""
    # Read first: a batch freed while this runs is still counted by its rows, so the sum is the total at any moment.
    working = dict(mailing.batches.filter(lease_until__isnull=False).values_list("pk", "total"))
    resting = mailing.batches.exclude(pk__in=working)
    counters = resting.aggregate(next_due_at=Min("due_at"), **{name: Sum(name) for name in DeliveryStatus.values})
    next_due_at = counters.pop("next_due_at")
    # Those that wait are the rest: counting them, too, takes most of the time.
    tried = Delivery.objects.filter(batch__in=working).exclude(status=DeliveryStatus.PENDING)
    live = ledger.counts(tried)
    live[DeliveryStatus.PENDING] = sum(working.values()) - sum(live.values())
    counted = {name: (counters[name] or 0) + live[name] for name in DeliveryStatus.values}
    return counted, len(working), next_due_at


def _speed(mailing: Mailing) -> float | None:
    """Copies a second lately, while it is sending and somebody measures."""
    measured = mailing.measured
    if mailing.status != MailingStatus.SENDING or not measured or not measured["speed"]:
        return None
    is_fresh = timezone.now() - _moment(measured) < timedelta(seconds=FORGOTTEN_AFTER)
    return float(measured["speed"]) if is_fresh else None


def _left_after_stop(mailing: Mailing, counters: dict[str, int]) -> int | None:
    """How many copies have left since somebody or something stopped it; one for each connection at most."""
    if mailing.left_before_stop is None:
        return None
    return sum(counters[status] for status in MAY_HAVE_LEFT) - mailing.left_before_stop


def _moment(measured: dict[str, Any]) -> datetime:
    return parse_datetime(measured["at"]) or timezone.now()
