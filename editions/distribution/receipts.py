"""What the outside world says about a delivery, and what follows for the copy and for the person it was for."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from bulletin import links, moves
from editions.distribution import certifying, ledger, subscribers
from editions.models import Delivery, Mailing, Receipt, Subscriber, Suppression
from editions.workflow import DeliveryStatus

THE_EVIDENCE = "What came back"
PROVEN = "Something came back that names this copy, so it had left."


def address_is_dead(delivery_id: int, *, reply: str) -> None:
    """A mail server said that there is no such address: it is never mailed again. Twice is once."""
    subscriber = Delivery.objects.select_related("subscriber").get(pk=delivery_id).subscriber
    if subscriber:
        subscribers.suppress(subscriber, reason=Suppression.Reason.DEAD, source=f"Mail server: {reply}"[:80])


def note(delivery_id: int, kind: str, *, source: str, detail: str = "", now: datetime | None = None) -> bool:
    """Keep what came back about a delivery; False when the same is known already, or there is no such delivery.

    Whatever comes back proves that the copy had left: see `settle_unknown`.
    """
    if not Delivery.objects.filter(pk=delivery_id).exists():
        return False
    about = {"source": source[:80], "detail": detail[:300], "at": now or timezone.now()}
    return Receipt.objects.get_or_create(delivery_id=delivery_id, kind=kind, defaults=about)[1]


@transaction.atomic
def bounced(delivery_id: int, *, source: str, detail: str, is_dead: bool, now: datetime | None = None) -> bool:
    """The copy came back; an address that does not exist is never mailed again."""
    is_new = note(delivery_id, Receipt.Kind.BOUNCED, source=source, detail=detail, now=now)
    if is_new and is_dead:
        _suppress(delivery_id, Suppression.Reason.DEAD, source=f"Bounce: {detail}", now=now)
    return is_new


@transaction.atomic
def complained(delivery_id: int, *, source: str, now: datetime | None = None) -> bool:
    """The reader told their mail provider that it is spam: they are never mailed again."""
    is_new = note(delivery_id, Receipt.Kind.COMPLAINED, source=source, now=now)
    if is_new:
        _suppress(delivery_id, Suppression.Reason.COMPLAINT, source=f"Complaint: {source}", now=now)
    return is_new


@transaction.atomic
def leave_by(token: str, subscriber: Subscriber, *, source: str, now: datetime | None = None) -> bool:
    """The subscriber leaves by a link; one of a copy proves that the copy had arrived.

    Returns False when they were off the list already.
    """
    delivery_id = links.read("leave", token)
    if delivery_id is not None:
        note(delivery_id, Receipt.Kind.LEFT, source=source, now=now)
    return subscribers.leave(subscriber, source=source, now=now)


def settle_unknown(*, now: datetime) -> int:
    """Count unknown copies as sent that something came back about, and issue the certificates again; returns how many.

    The clock does this, since a receipt may come before the reaper knows that a copy is unknown.
    """
    proven: dict[int, list[int]] = {}
    in_doubt = {"delivery__status": DeliveryStatus.UNKNOWN, "delivery__batch__unknown__gt": 0}
    for mailing, delivery in Receipt.objects.filter(**in_doubt).values_list("delivery__mailing", "delivery").distinct():
        proven.setdefault(mailing, []).append(delivery)
    return sum(_settle(mailing, sorted(set(numbers)), now=now) for mailing, numbers in proven.items())


@transaction.atomic
def _settle(mailing_id: int, deliveries: list[int], *, now: datetime) -> int:
    mailing = Mailing.objects.get(pk=mailing_id)
    moves.lock(mailing)
    settled = ledger.decide(deliveries, DeliveryStatus.SENT, reply=PROVEN, now=now)
    if settled:
        details = {"count": settled, "deliveries": deliveries}
        moves.record(mailing, "count_by_evidence", by=None, by_label=THE_EVIDENCE, details=details, now=now)
        certifying.renew(mailing_id, now=now)
    return settled


def _suppress(delivery_id: int, reason: str, *, source: str, now: datetime | None) -> None:
    subscriber = Subscriber.objects.filter(deliveries=delivery_id).first()
    if subscriber:
        subscribers.suppress(subscriber, reason=reason, source=source[:80], now=now)
