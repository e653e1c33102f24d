from datetime import timedelta

import pytest
from django.utils import timezone

from bulletin.models import AuditEntry
from bulletin.moves import MoveRefusedError
from editions.distribution import freezing, ledger, pumping, rehearsing, resolving, sending
from editions.distribution.sending import Ending
from editions.distribution.sink import Sink
from editions.models import Mailing
from tests.factories import editions, mailings, people
from tests.factories.subscribers import SubscriberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher():
    return people.publisher()


@pytest.fixture
def rehearsal(publisher):
    """A rehearsal with two copies that is under way."""
    SubscriberFactory.create_batch(2)
    mailing = rehearsing.ask(editions.published(), by=publisher)
    Mailing.objects.filter(pk=mailing.pk).update(status="freezing")
    freezing.freeze(mailing.pk, now=timezone.now())
    return mailing


def test_an_edition_without_a_sealed_email_is_not_rehearsed(publisher):
    SubscriberFactory()

    with pytest.raises(MoveRefusedError):
        rehearsing.ask(editions.EditionFactory(), by=publisher)


def test_only_who_may_mail_may_rehearse():
    SubscriberFactory()

    with pytest.raises(MoveRefusedError, match="permission"):
        rehearsing.ask(editions.published(), by=people.editor())


def test_there_is_one_rehearsal_at_a_time_and_the_next_takes_its_place(publisher):
    SubscriberFactory()
    edition = editions.published()
    first = rehearsing.ask(edition, by=publisher)

    with pytest.raises(MoveRefusedError, match="under way"):
        rehearsing.ask(edition, by=publisher)
    Mailing.objects.filter(pk=first.pk).update(status="cancelled")
    second = rehearsing.ask(edition, by=publisher)

    assert list(edition.mailings.all()) == [second]
    assert AuditEntry.objects.filter(action="rehearse").count() == 2


def test_real_workers_never_take_a_rehearsal_s_batches(rehearsal, sink, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port

    assert pumping.run() == 0
    assert sending.run(owner="a worker") is Ending.IDLE

    assert not sink.received


def test_a_sender_of_a_rehearsal_takes_nothing_else(rehearsal, settings):
    SubscriberFactory.create_batch(3)
    live = mailings.frozen(subscribers=0)

    with Sink() as sink:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
        sending.run(owner="a sender", rehearsal=rehearsal.pk)

    assert set(live.deliveries.values_list("status", flat=True)) == {"pending"}
    assert sink.by_recipient == dict.fromkeys(rehearsal.deliveries.values_list("address", flat=True), 1)


def test_the_senders_of_a_rehearsal_do_not_use_up_the_real_ones_connections(rehearsal):
    claimed = ledger.claim(
        owner="a sender", lease=timedelta(minutes=1), connections=0, now=timezone.now(), rehearsal=rehearsal.pk
    )

    assert claimed is not None
    assert ledger.free_connections(1, now=timezone.now()) == 1


def test_the_clock_does_not_start_a_rehearsal_and_who_had_it_at_one_gets_it_still(publisher):
    SubscriberFactory()
    mailing = rehearsing.ask(editions.published(), by=publisher)

    pumping.run()

    mailing.refresh_from_db()
    assert mailing.status == "scheduled"
    assert rehearsing.waiting() == [mailing.pk]


def test_what_somebody_else_makes_already_is_not_made_twice(rehearsal):
    assert rehearsing.run(rehearsal) is None
    assert rehearsing.waiting() == []


def test_a_rehearsal_that_is_stopped_is_over_and_its_copies_are_cancelled(publisher):
    SubscriberFactory.create_batch(2)
    mailing = rehearsing.ask(editions.published(), by=publisher)

    assert rehearsing.run(mailing, stopping=lambda: True) is None
    pumping.run()

    mailing.refresh_from_db()
    assert (mailing.status, mailing.certificate["cancelled"]) == ("expired", 2)


def test_a_rehearsal_whose_senders_can_not_start_gives_up(publisher, monkeypatch):
    SubscriberFactory.create_batch(2)
    mailing = rehearsing.ask(editions.published(), by=publisher)
    monkeypatch.setitem(rehearsing.OWN, "SENDING_RATE", "not a number")

    assert rehearsing.run(mailing) is None

    mailing.refresh_from_db()
    assert mailing.status == "expired"


def test_nothing_is_decided_about_the_unknown_copies_of_a_rehearsal(rehearsal, publisher):
    rehearsal.deliveries.update(status="unknown", ended_at=timezone.now())

    with pytest.raises(MoveRefusedError, match="rehearsal"):
        resolving.send_again(rehearsal, None, by=publisher, reason="Why not")

    assert set(rehearsal.deliveries.values_list("status", flat=True)) == {"unknown"}
