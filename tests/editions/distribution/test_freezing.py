import hashlib
import threading

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from editions.distribution import freezing, mailings, subscribers
from editions.models import Delivery, Mailing, Subscriber, Suppression
from editions.workflow import MailingStatus, SubscriberStatus
from tests.factories import editions, people
from tests.factories import mailings as made
from tests.factories.subscribers import SubscriberFactory


@pytest.mark.django_db
def test_everybody_active_and_unsuppressed_is_owed_a_copy_and_the_rest_is_counted_by_reason():
    mailing = made.started(subscribers=2)
    for status in (SubscriberStatus.PENDING, SubscriberStatus.LEFT, SubscriberStatus.LEFT, SubscriberStatus.PAUSED):
        SubscriberFactory.create(status=status)
    hidden = SubscriberFactory.create()
    Suppression.objects.create(address_hash=hidden.address_hash, reason=Suppression.Reason.ASKED)

    assert freezing.freeze(mailing.pk, now=timezone.now())

    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.SENDING
    assert mailing.excluded == {"pending": 1, "left": 2, "paused": 1, "suppressed": 1}
    assert (mailing.total, mailing.candidates) == (2, 7)
    owed = Subscriber.objects.active().unsuppressed()
    assert set(mailing.deliveries.values_list("subscriber", "address")) == set(owed.values_list("pk", "email"))


@pytest.mark.django_db
def test_batches_hold_five_hundred_at_most_and_all_together_everybody(monkeypatch):
    monkeypatch.setattr(freezing, "BATCH_SIZE", 3)
    mailing = made.frozen(subscribers=7)

    batches = list(mailing.batches.all())

    assert [(batch.number, batch.total, batch.pending) for batch in batches] == [(1, 3, 3), (2, 3, 3), (3, 1, 1)]
    assert [batch.deliveries.count() for batch in batches] == [3, 3, 1]
    assert all(batch.due_at for batch in batches)


@pytest.mark.django_db
def test_the_hash_is_over_the_addresses_in_the_order_of_their_code_points():
    for email in ("zoe@a.example", "Ada@a.example", "a-b@a.example", "żaneta@a.example", "ab@a.example"):
        SubscriberFactory.create(email=email)

    mailing = made.frozen(subscribers=0)

    kept = mailing.deliveries.values_list("address", flat=True)
    assert mailing.list_sha256 == hashlib.sha256("".join(f"{each}\n" for each in sorted(kept)).encode()).hexdigest()
    assert len(kept) == 5


@pytest.mark.django_db
def test_freezing_twice_is_freezing_once():
    mailing = made.frozen(subscribers=2)

    assert not freezing.freeze(mailing.pk, now=timezone.now())
    assert not freezing.freeze(0, now=timezone.now())

    assert mailing.deliveries.count() == 2


@pytest.mark.django_db
def test_a_freeze_that_breaks_in_its_middle_leaves_nothing_and_is_done_again(monkeypatch):
    mailing = made.started(subscribers=2)
    with monkeypatch.context() as broken:
        broken.setattr(freezing, "WRITE_DELIVERIES", freezing.WRITE_DELIVERIES + " WHERE p.id < 0")
        with pytest.raises(freezing.FreezeError, match="2 copies"), transaction.atomic():
            freezing.freeze(mailing.pk, now=timezone.now())

    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.FREEZING
    assert not mailing.batches.exists()
    assert freezing.freeze(mailing.pk, now=timezone.now())
    assert mailing.deliveries.count() == 2


@pytest.mark.django_db
def test_an_edition_mailed_again_after_a_cancelled_mailing_leaves_out_who_had_it_or_may_have():
    first = made.frozen(subscribers=4)
    for delivery, status in zip(first.deliveries.all(), ["sent", "unknown", "failed", "cancelled"], strict=True):
        Delivery.objects.filter(pk=delivery.pk).update(status=status)
    mailings.cancel(first, by=people.publisher(), reason="The wrong day")

    second = mailings.start(first.edition, by=people.publisher())
    freezing.freeze(second.pk, now=timezone.now())

    second.refresh_from_db()
    assert second.excluded == {"had_it": 2}
    assert second.total == 2


@pytest.mark.django_db
def test_what_is_expected_is_what_is_frozen():
    edition = editions.published()
    SubscriberFactory.create_batch(3)
    SubscriberFactory.create(status=SubscriberStatus.LEFT)

    assert freezing.expect(edition) == (3, {"left": 1})


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_whoever_leaves_while_the_list_is_frozen_gets_nothing():
    mailing = made.started(subscribers=2)
    leaver = Subscriber.objects.first()
    has_left, may_commit = threading.Event(), threading.Event()

    def leave() -> None:
        with transaction.atomic():
            subscribers.leave(Subscriber.objects.get(pk=leaver.pk), source="test")
            has_left.set()
            may_commit.wait(10)
        connection.close()

    def freeze() -> None:
        freezing.freeze(mailing.pk, now=timezone.now())
        connection.close()

    leaving, freeze_thread = threading.Thread(target=leave), threading.Thread(target=freeze)
    leaving.start()
    has_left.wait(10)
    freeze_thread.start()
    freeze_thread.join(0.5)
    assert freeze_thread.is_alive(), "The freeze waits for whoever is leaving"
    may_commit.set()
    leaving.join()
    freeze_thread.join()

    mailing.refresh_from_db()
    assert mailing.excluded == {"left": 1}
    assert not mailing.deliveries.filter(subscriber=leaver).exists()


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_whoever_leaves_after_the_list_was_frozen_but_before_it_is_committed_is_skipped():
    mailing = made.started(subscribers=2)
    leaver = Subscriber.objects.first()

    def leave() -> None:
        subscribers.leave(Subscriber.objects.get(pk=leaver.pk), source="test")
        connection.close()

    leaving = threading.Thread(target=leave)
    with transaction.atomic():
        freezing.freeze(mailing.pk, now=timezone.now())
        leaving.start()
        leaving.join(0.5)
        assert leaving.is_alive(), "Leaving waits for the freeze"
    leaving.join()

    assert mailing.deliveries.get(subscriber=leaver).status == "skipped"


@pytest.mark.skipif(settings.ON_SQLITE, reason="SQLite lets one writer work at a time anyway")
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_second_worker_does_not_wait_for_the_first_to_freeze():
    mailing = made.started(subscribers=1)
    answers = []

    def freeze() -> None:
        answers.append(freezing.freeze(mailing.pk, now=timezone.now()))
        connection.close()

    with transaction.atomic():
        Mailing.objects.select_for_update().get(pk=mailing.pk)
        second = threading.Thread(target=freeze)
        second.start()
        second.join(5)

    assert answers == [False]
