import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from bulletin.models import AuditEntry
from bulletin.moves import MoveRefusedError
from editions.distribution import certifying, freezing, ledger, mailings, progress, pumping, subscribers
from editions.distribution.stepping import Outcome
from editions.models import Delivery, Mailing, Override
from editions.workflow import MailingStatus
from tests.editions.distribution.batches import conclude, intend
from tests.factories import editions, people
from tests.factories import mailings as made
from tests.factories.subscribers import SubscriberFactory

pytestmark = pytest.mark.django_db
LEASE = timedelta(minutes=1)


def deliver_everything(mailing):
    mailing.deliveries.filter(status="pending").update(status="sent")
    for claim in iter(lambda: ledger.claim(owner="x", lease=LEASE, connections=9, now=timezone.now()), None):
        ledger.free(claim, now=timezone.now())


def test_a_publisher_who_did_not_sign_off_starts_the_mailing():
    SubscriberFactory.create()
    edition, publisher = editions.published(), people.publisher()

    mailing = mailings.start(edition, by=publisher)

    assert (mailing.status, mailing.audience) == (MailingStatus.FREEZING, Mailing.Audience.LIVE)
    assert mailing.snapshot == edition.snapshot
    assert AuditEntry.objects.about(mailing).get().by == publisher
    assert not Override.objects.exists()


def test_whoever_signed_off_needs_a_reason_that_stays_marked():
    SubscriberFactory.create()
    edition = editions.published()

    with pytest.raises(MoveRefusedError, match="You signed this edition off"):
        mailings.start(edition, by=edition.signed_off_by)
    mailings.start(edition, by=edition.signed_off_by, reason="Everybody else is ill")

    assert Override.objects.unconfirmed().get().reason == "Everybody else is ill"


def test_every_reason_against_it_is_said_at_once():
    edition = editions.signed_off()

    with pytest.raises(MoveRefusedError) as refused:
        mailings.start(edition, by=people.editor(), seen=edition.version - 1)

    said = " ".join(refused.value.reasons)
    assert "permission to mail" in said
    assert "is signed off. Publish it before" in said
    assert "Nobody on the distribution list" in said
    assert "Somebody changed the edition" in said


def test_an_edition_without_a_snapshot_is_not_mailed():
    edition = editions.ready()

    assert "There is no snapshot" in " ".join(mailings.reasons_not_to_start(edition, by=people.publisher()))


def test_an_edition_whose_email_has_no_way_out_is_not_mailed():
    edition = editions.published()
    edition.snapshot.email_text = "No link"

    assert any("no link to leave" in each for each in mailings.reasons_not_to_mail(edition.snapshot))


def test_an_edition_is_mailed_to_the_list_once():
    mailing = made.started()

    with pytest.raises(MoveRefusedError, match="has a mailing to the list already"):
        mailings.start(mailing.edition, by=people.publisher())


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_publishers_who_press_at_once_start_one_mailing():
    SubscriberFactory.create()
    edition, pressing = editions.published(), [people.publisher(), people.publisher()]
    refused = []

    def press(publisher) -> None:
        try:
            mailings.start(type(edition).objects.get(pk=edition.pk), by=publisher)
        except MoveRefusedError as error:
            refused.append(error)
        connection.close()

    threads = [threading.Thread(target=press, args=[publisher]) for publisher in pressing]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Mailing.objects.count() == 1
    assert len(refused) == 1


def test_a_test_goes_to_one_address_and_changes_nobody_s_place_on_the_list():
    edition = editions.published()
    SubscriberFactory.create()

    mailing = mailings.send_test(edition, edition.snapshot, to="Me@desk.example", by=people.editor())

    assert (mailing.status, mailing.audience, mailing.total) == (MailingStatus.SENDING, Mailing.Audience.TEST, 1)
    delivery = mailing.deliveries.get()
    assert (delivery.address, delivery.subscriber) == ("Me@desk.example", None)
    assert mailings.reasons_not_to_start(edition, by=people.publisher()) == []


def test_a_test_is_refused_with_every_reason():
    edition = editions.published()
    gone = SubscriberFactory.create(email="gone@council.example")
    subscribers.suppress(gone, reason="asked", source="Phone")
    edition.snapshot.email_html = "No link"

    with pytest.raises(MoveRefusedError) as refused:
        mailings.send_test(edition, edition.snapshot, to="gone@council.example", by=people.reader())

    said = " ".join(refused.value.reasons)
    assert "must not be mailed" in said
    assert "permission to send test mails" in said
    assert "no link to leave" in said
    with pytest.raises(MoveRefusedError, match="can't be mailed to"):
        mailings.send_test(edition, edition.snapshot, to="nobody", by=people.editor())


def test_a_mailing_finishes_with_a_certificate_that_adds_up():
    mailing = made.frozen(subscribers=4)
    first, second = mailing.deliveries.all()[:2]
    Delivery.objects.filter(pk=first.pk).update(status="failed")
    subscribers.leave(second.subscriber, source="test")
    deliver_everything(mailing)

    assert pumping.run() == 0

    mailing.refresh_from_db()
    certificate = mailing.certificate
    assert mailing.status == MailingStatus.FINISHED
    assert mailing.finished_at is not None
    assert {name: certificate[name] for name in certifying.FINAL} == {
        "sent": 2,
        "failed": 1,
        "unknown": 0,
        "skipped": 1,
        "cancelled": 0,
    }
    assert (certificate["total"], certificate["candidates"], certificate["adds_up"]) == (4, 4, True)
    assert certificate["list_sha256"] == mailing.list_sha256
    assert certificate["email_html_sha256"] == mailing.snapshot.email_html_sha256
    assert certificate["issue"] == 1


@pytest.mark.parametrize("status", ["pending", "retry_later"])
def test_a_mailing_does_not_finish_while_something_is_left(status):
    mailing = made.frozen(subscribers=1)
    mailing.deliveries.update(status=status, due_at=timezone.now() + LEASE)
    mailing.batches.update(due_at=None)

    pumping.run()

    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.SENDING
    assert mailing.batches.get().due_at is not None


def test_a_cancelled_mailing_says_who_had_it_when_nothing_is_on_its_way_any_more():
    mailing = made.frozen(subscribers=3)
    claim = made.claimed(mailing)
    first = mailing.deliveries.first()
    intend(claim, first.pk)

    mailings.cancel(mailing, by=people.publisher(), reason="The wrong edition")
    pumping.run()
    mailing.refresh_from_db()
    assert mailing.certificate is None

    conclude(Outcome(first.pk, claim.epoch, "sent", timezone.now()))
    ledger.free(claim, now=timezone.now())
    pumping.run()
    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.CANCELLED
    assert (mailing.certificate["sent"], mailing.certificate["cancelled"]) == (1, 2)
    assert mailing.certificate["adds_up"]
    pumping.run()
    assert AuditEntry.objects.about(mailing).filter(action="certify").count() == 1


def test_cancelling_needs_a_reason():
    mailing = made.frozen()

    with pytest.raises(MoveRefusedError, match="Say why"):
        mailings.cancel(mailing, by=people.publisher(), reason=" ")


def test_the_pump_rings_for_as_many_senders_as_there_is_work_and_connections(settings):
    made.started(subscribers=2)
    made.frozen(subscribers=1)

    settings.SENDING_CONNECTIONS = 4
    assert pumping.run() == 2
    settings.SENDING_CONNECTIONS = 1
    assert pumping.run() == 1
    made.claimed(Mailing.objects.first())
    assert pumping.run() == 0


def test_a_list_that_can_not_be_frozen_does_not_hold_up_the_others(monkeypatch, caplog):
    bad, good = made.started(subscribers=1), made.started(subscribers=1)
    real = pumping.freezing.freeze

    def freeze(mailing_id, *, now):
        if mailing_id == bad.pk:
            raise pumping.FreezeError("It doesn't add up")
        return real(mailing_id, now=now)

    monkeypatch.setattr(pumping.freezing, "freeze", freeze)

    pumping.run()

    good.refresh_from_db()
    assert good.status == MailingStatus.SENDING
    assert "could not be frozen" in caplog.text


def test_progress_adds_up_while_a_batch_is_worked_on_and_after():
    mailing = made.frozen(subscribers=4)
    claim = made.claimed(mailing)
    first, second, *_ = mailing.deliveries.all()
    intend(claim, first.pk)
    intend(claim, second.pk, Outcome(first.pk, claim.epoch, "sent", timezone.now()))

    during = progress.of(mailing)
    ledger.reap(now=timezone.now() + timedelta(hours=1))
    after = progress.of(mailing)

    assert (during["sent"], during["sending"], during["pending"], during["connections"]) == (1, 1, 2, 1)
    assert (after["sent"], after["unknown"], after["pending"], after["connections"]) == (1, 1, 2, 0)
    for counts in (during, after):
        assert sum(counts[status] for status in ledger.DeliveryStatus.values) == counts["total"] == 4
    assert (during["left"], after["left"]) == (3, 2)


@pytest.mark.parametrize("batches", [1, 3])
def test_progress_asks_as_often_for_three_batches_as_for_one(django_assert_num_queries, monkeypatch, batches):
    monkeypatch.setattr(freezing, "BATCH_SIZE", 2)
    made.frozen(subscribers=2 * batches)
    mailing = Mailing.objects.select_related("edition").get()

    with django_assert_num_queries(3):
        counts = progress.of(mailing)

    assert (counts["pending"], mailing.batches.count()) == (2 * batches, batches)
