"""Deciding about unknown copies: count them as sent, or send them again with the same Message-ID; never silently."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from bulletin import moves
from bulletin.moves import MoveRefusedError
from editions.distribution import addresses, certifying, ledger, scheduling
from editions.distribution.addresses import AddressRefusedError
from editions.models import Delivery, Mailing, Subscriber, Suppression
from editions.workflow import DELIVERY, DeliveryStatus, MailingStatus, SubscriberStatus

KEPT_NUMBERS = 1000  # of one decision's deliveries in its audit entry
COUNTED = "A person decided to count it as sent."
AGAIN = "A person decided to send it again."


def unknown(mailing: Mailing) -> QuerySet[Delivery]:
    """Copies of which nobody knows whether they left, and about which nothing came back."""
    return mailing.deliveries.filter(status=DeliveryStatus.UNKNOWN).order_by("pk")


@transaction.atomic
def count_as_sent(
    mailing: Mailing, numbers: Sequence[int] | None, *, by: User, reason: str, now: datetime | None = None
) -> int:
    """Take it that these copies left, all unknown ones where `numbers` is None; returns how many.

    The certificate is issued again. Raises MoveRefusedError.
    """
    now = now or timezone.now()
    chosen = _chosen(mailing, "count_as_sent", numbers, by=by, reason=reason)
    ledger.decide(chosen, DeliveryStatus.SENT, reply=COUNTED, now=now)
    _record(mailing, "count_as_sent", chosen, by=by, reason=reason, now=now)
    certifying.renew(mailing.pk, now=now)
    return len(chosen)


@transaction.atomic
def send_again(
    mailing: Mailing, numbers: Sequence[int] | None, *, by: User, reason: str, now: datetime | None = None
) -> tuple[int, int]:
    """Send these copies once more, all unknown ones where `numbers` is None; returns how many, and how many not.

    Not to those who have left the list or were suppressed since: their copies stay unknown. Whoever did get the first
    copy gets a second one with the same Message-ID, which most mail programs show once. A finished mailing
    is opened again, and issues its next certificate when it finishes. Raises MoveRefusedError.
    """
    now = now or timezone.now()
    chosen = _chosen(mailing, "send_again", numbers, by=by, reason=reason)
    willing = _willing(chosen)
    if not willing:
        raise MoveRefusedError(["None of them is on the list any more, so nothing can be sent again."])
    if mailing.status in (MailingStatus.CANCELLED, MailingStatus.EXPIRED):
        status = mailing.get_status_display().lower()
        raise MoveRefusedError([f"The mailing is {status}. Only “Count as sent” is left."])
    if mailing.status == MailingStatus.FINISHED:
        changes = {"finished_at": None, "expires_at": scheduling.at_least(mailing.expires_at, now=now)}
        moves.make(mailing, "reopen", by=by, reason=reason, changes=changes, now=now)
    ledger.decide(willing, DeliveryStatus.PENDING, reply=AGAIN, now=now)
    _record(mailing, "send_again", willing, by=by, reason=reason, now=now)
    return len(willing), len(chosen) - len(willing)


def _chosen(mailing: Mailing, name: str, numbers: Sequence[int] | None, *, by: User, reason: str) -> list[int]:
    """The unknown ones among these, with the mailing locked. Raises MoveRefusedError with every reason."""
    moves.lock(mailing)
    step = DELIVERY[name]
    rows = unknown(mailing) if numbers is None else unknown(mailing).filter(pk__in=numbers)
    chosen = list(rows.values_list("pk", flat=True))
    reasons = [] if by.has_perm(step.permission) else [f"You don't have permission to do “{step.label}”."]
    if not reason.strip():
        reasons.append("Say why, for those who ask later.")
    if mailing.audience == Mailing.Audience.REHEARSAL:
        reasons.append("Nothing is to be decided about a rehearsal: nobody got anything.")
    if not chosen:
        reasons.append("Choose at least one copy that is unknown. Somebody may have decided already.")
    if reasons:
        raise MoveRefusedError(reasons)
    return chosen


def _willing(numbers: list[int]) -> list[int]:
    """The deliveries to people who may still be mailed; nobody of them leaves before the transaction ends."""
    list(Subscriber.objects.select_for_update(of=("self",)).filter(deliveries__in=numbers).order_by("pk"))
    rows = Delivery.objects.filter(pk__in=numbers).select_related("subscriber").order_by("pk")
    return [delivery.pk for delivery in rows if _is_willing(delivery)]


def _is_willing(delivery: Delivery) -> bool:
    if delivery.subscriber:
        return delivery.subscriber.status == SubscriberStatus.ACTIVE
    try:
        address_hash = addresses.read(delivery.address).keyed_hash
    except AddressRefusedError:
        return False
    return not Suppression.objects.filter(address_hash=address_hash).exists()


def _record(mailing: Mailing, action: str, numbers: list[int], *, by: User, reason: str, now: datetime) -> None:
    details = {"count": len(numbers), "deliveries": numbers[:KEPT_NUMBERS]}
    moves.record(mailing, action, by=by, reason=reason.strip(), details=details, now=now)
