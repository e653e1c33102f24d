import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from editions.distribution import freezing, ledger
from tests.editions.distribution.batches import intend
from tests.factories import mailings

HOUR = timedelta(hours=1)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_an_intent_that_meets_the_reaper_waits_and_does_not_stand():
    mailing = mailings.frozen(subscribers=1)
    claim = mailings.claimed(mailing)
    answers = []

    def intend_meanwhile() -> None:
        answers.append(intend(claim, mailing.deliveries.get().pk))
        connection.close()

    sender = threading.Thread(target=intend_meanwhile)
    with transaction.atomic():
        ledger.reap(now=timezone.now() + HOUR)
        sender.start()
        sender.join(0.5)
        assert sender.is_alive()
    sender.join()

    assert answers == [False]
    assert mailing.deliveries.get().status == "pending"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_reaper_waits_for_an_intent_and_sees_it():
    mailing = mailings.frozen(subscribers=1)
    claim = mailings.claimed(mailing)

    def reap_meanwhile() -> None:
        ledger.reap(now=timezone.now() + HOUR)
        connection.close()

    reaper = threading.Thread(target=reap_meanwhile)
    with transaction.atomic():
        assert intend(claim, mailing.deliveries.get().pk)
        reaper.start()
        reaper.join(0.5)
        assert reaper.is_alive()
    reaper.join()

    assert mailing.deliveries.get().status == "unknown"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_many_senders_that_claim_at_once_get_different_batches(monkeypatch):
    monkeypatch.setattr(freezing, "BATCH_SIZE", 1)
    mailings.frozen(subscribers=6)
    claims = []

    def claim() -> None:
        claims.append(ledger.claim(owner="x", lease=HOUR, connections=4, now=timezone.now()))
        connection.close()

    senders = [threading.Thread(target=claim) for _ in range(8)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()

    batches = [claim.batch_id for claim in claims if claim]
    assert len(batches) == len(set(batches)) == 4
