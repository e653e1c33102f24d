"""What the distribution list holds of one address, to be shown to its owner and to be erased."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from bulletin import effacing, moves
from bulletin.models import OutboxMail
from editions.distribution import addresses, subscribers
from editions.distribution.addresses import AddressRefusedError
from editions.models import Delivery, Feedback, Receipt, Subscriber, Suppression

SOURCE = "Erased on request"
LABEL = "Somebody who was on the list"


def subscriber_of(email: str) -> Subscriber | None:
    """Whoever is or was on the list with this address."""
    try:
        return Subscriber.objects.filter(address=addresses.read(email).compared).first()
    except AddressRefusedError:
        return None


def held(email: str) -> dict[str, Any]:
    """What is held, in words and numbers that JSON can say."""
    feedback = Feedback.objects.filter(email__iexact=email).select_related("edition")
    answers = [
        {"edition": row.edition.number, "given": _when(row.given_at), "answers": row.answers} for row in feedback
    ]
    return {"subscription": _subscription(subscriber_of(email)), "feedback": answers}


@transaction.atomic
def erase(email: str, *, now: datetime | None = None) -> None:
    """Erase the address from the list, from the copies that were sent to it, and from answers to our questions.

    Its keyed hash stays among the suppressions, so that no import brings it back; a hash can't be read.
    """
    for feedback in Feedback.objects.filter(email__iexact=email):
        feedback.email = ""
        feedback.save(update_fields=["email"])
    subscriber = subscriber_of(email)
    if subscriber is None:
        return
    subscribers.leave(subscriber, source=SOURCE, now=now)
    asked = {"reason": Suppression.Reason.ASKED}
    Suppression.objects.get_or_create(address_hash=subscriber.address_hash, defaults=asked)
    effacing.drop_letters(OutboxMail.objects.about(subscriber))
    effacing.drop_links(subscriber)
    _empty_copies(subscriber)
    effacing.efface(subscriber, label=LABEL, somebody=subscribers.THE_PERSON)
    moves.record(subscriber, "forget", by=None, reason=SOURCE, now=now)
    effacing.efface(subscriber, label=LABEL, somebody=subscribers.THE_PERSON)
    subscriber.delete()


def _empty_copies(subscriber: Subscriber) -> None:
    """That a copy went out, when, and what became of it stays; no status is written, so the ledger is not asked."""
    copies = Delivery.objects.filter(subscriber=subscriber)
    Receipt.objects.filter(delivery__in=copies).update(detail="")
    copies.update(address="", reply="", subscriber=None)


def _subscription(subscriber: Subscriber | None) -> dict[str, Any]:
    if subscriber is None:
        return {}
    copies = Delivery.objects.filter(subscriber=subscriber).select_related("mailing__edition").order_by("pk")
    return {
        "address": subscriber.email,
        "name": subscriber.name,
        "organisation": subscriber.organisation,
        "status": subscriber.get_status_display(),
        "consent": [
            {"what": each.get_kind_display(), "at": _when(each.at), "wording": each.wording, "source": each.source}
            for each in subscriber.consent_events.all()
        ],
        "copies": [
            {
                "edition": copy.mailing.edition.number,
                "status": copy.get_status_display(),
                "at": _when(copy.ended_at),
                "answer": copy.reply,
                "came back": [
                    {"what": each.get_kind_display(), "detail": each.detail}
                    for each in Receipt.objects.filter(delivery=copy)
                ],
            }
            for copy in copies
        ],
    }


def _when(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="minutes") if at else ""
