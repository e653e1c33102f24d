"""How far a mailing is: the counters of its resting batches, and the rows of those that are being worked on."""

from typing import Any

from django.db.models import Min, Sum

from editions.distribution import ledger
from editions.models import Delivery, Mailing
from editions.workflow import DeliveryStatus


def of(mailing: Mailing) -> dict[str, Any]:
    """Status, total, and a count for each status of its deliveries; exact at any moment and cheap for a million.

    `connections` is how many senders work on it now; `next_due_at` when the next try is due.
    """
    mailing.refresh_from_db(fields=["status", "total", "finished_at"])
    # Read first: a batch freed while this runs is still counted by its rows, so the sum is the total at any moment.
    working = list(mailing.batches.filter(lease_until__isnull=False).values_list("pk", flat=True))
    resting = mailing.batches.exclude(pk__in=working)
    counters = resting.aggregate(next_due_at=Min("due_at"), **{name: Sum(name) for name in DeliveryStatus.values})
    next_due_at = counters.pop("next_due_at")
    live = ledger.counts(Delivery.objects.filter(batch__in=working))
    counted = {name: (counters[name] or 0) + live[name] for name in DeliveryStatus.values}
    return {
        "edition": mailing.edition.number,
        "audience": mailing.audience,
        "status": mailing.status,
        "total": mailing.total,
        **counted,
        "left": sum(counted[status] for status in ledger.OPEN),
        "connections": len(working),
        "next_due_at": next_due_at.isoformat() if next_due_at else None,
        "finished_at": mailing.finished_at.isoformat() if mailing.finished_at else None,
    }
