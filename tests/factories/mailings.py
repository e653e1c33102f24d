"""Mailings of published editions, frozen or not, each to dull subscribers made for it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from editions.distribution import certifying, freezing, ledger, mailings
from editions.distribution.ledger import Claim
from editions.distribution.mailings import Plan
from editions.models import Batch, Delivery, Mailing
from tests.factories import editions, people
from tests.factories.subscribers import SubscriberFactory


def started(*, subscribers: int = 3, plan: Plan = mailings.AT_ONCE, **edition: Any) -> Mailing:
    """A mailing that somebody started and no worker has seen."""
    SubscriberFactory.create_batch(subscribers)
    return mailings.start(editions.published(**edition), by=people.publisher(), plan=plan)


def frozen(*, subscribers: int = 3, plan: Plan = mailings.AT_ONCE, **edition: Any) -> Mailing:
    """A mailing that is sending, with all its deliveries pending."""
    mailing = started(subscribers=subscribers, plan=plan, **edition)
    freezing.freeze(mailing.pk, now=timezone.now())
    mailing.refresh_from_db()
    return mailing


def claimed(mailing: Mailing, *, seconds: int = 60, owner: str = "a worker") -> Claim:
    """A claim on its first due batch."""
    claim = ledger.claim(owner=owner, lease=timedelta(seconds=seconds), connections=4, now=timezone.now())
    assert claim is not None
    return claim


def delivery_in(status: str, **columns: Any) -> Delivery:
    """The only delivery of a mailing, claimed by “a worker” under epoch 1, brought into this status by force."""
    mailing = frozen(subscribers=1)
    claimed(mailing)
    delivery = mailing.deliveries.get()
    Delivery.objects.filter(pk=delivery.pk).update(status=status, epoch=1, **columns)
    delivery.refresh_from_db()
    return delivery


def finished(*, subscribers: int = 3, number: int | None = None, **in_status: int) -> Mailing:
    """A mailing that has ended, with so many deliveries in these statuses and the rest sent."""
    mailing = frozen(subscribers=subscribers, **({"number": number} if number else {}))
    numbers = iter(mailing.deliveries.values_list("pk", flat=True))
    for status, count in in_status.items():
        chosen = [next(numbers) for _ in range(count)]
        mailing.deliveries.filter(pk__in=chosen).update(status=status, epoch=1, ended_at=timezone.now())
    mailing.deliveries.filter(status="pending").update(status="sent", epoch=1, ended_at=timezone.now())
    for batch in mailing.batches.all():
        ledger.settle(batch.pk, now=timezone.now())
    certifying.finish_all(now=timezone.now())
    mailing.refresh_from_db()
    return mailing


def claim_of(delivery: Delivery) -> Claim:
    """The claim under which its batch is held now."""
    batch = Batch.objects.get(pk=delivery.batch_id)
    return Claim(batch.pk, batch.mailing_id, batch.owner, batch.epoch)
