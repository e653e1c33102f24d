"""Mailings of published editions, frozen or not, each to dull subscribers made for it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from editions.distribution import freezing, ledger, mailings
from editions.distribution.ledger import Claim
from editions.models import Batch, Delivery, Mailing
from tests.factories import editions, people
from tests.factories.subscribers import SubscriberFactory


def started(*, subscribers: int = 3, **edition: Any) -> Mailing:
    """A mailing that somebody started and no worker has seen."""
    SubscriberFactory.create_batch(subscribers)
    return mailings.start(editions.published(**edition), by=people.publisher())


def frozen(*, subscribers: int = 3, **edition: Any) -> Mailing:
    """A mailing that is sending, with all its deliveries pending."""
    mailing = started(subscribers=subscribers, **edition)
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


def claim_of(delivery: Delivery) -> Claim:
    """The claim under which its batch is held now."""
    batch = Batch.objects.get(pk=delivery.batch_id)
    return Claim(batch.pk, batch.mailing_id, batch.owner, batch.epoch)
