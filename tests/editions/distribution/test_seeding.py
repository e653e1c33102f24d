import pytest
from django.utils import timezone

from bulletin.models import AuditEntry
from bulletin.moves import MoveRefusedError
from editions.distribution import freezing, ledger, mailings, pumping, seeding, sending, subscribers
from editions.distribution.mailings import Plan
from editions.models import Mailing
from editions.workflow import MailingStatus
from tests.factories import editions, people
from tests.factories import mailings as made
from tests.factories.subscribers import SubscriberFactory

pytestmark = pytest.mark.django_db
SEEDS = Plan(seeds_first=True)


@pytest.fixture
def server(sink, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    return sink


def emails(batch):
    return set(batch.deliveries.values_list("address", flat=True))


def test_staff_and_seed_addresses_are_the_first_batch_and_the_list_is_frozen_with_it(settings):
    settings.SEED_ADDRESSES = ["Seed@provider.example", "seed@provider.example", "nonsense"]
    people.UserFactory(email="Nobody@desk.example", is_staff=False)
    people.UserFactory(email="")

    mailing = made.frozen(subscribers=3, plan=SEEDS)

    first, second = mailing.batches.order_by("number")
    staff = {mailing.created_by.email, mailing.edition.signed_off_by.email, mailing.edition.locked_by.email}
    assert staff | {"Seed@provider.example"} <= emails(first)
    assert not emails(first) & {"Nobody@desk.example", "nonsense", "seed@provider.example"}
    assert len(emails(second)) == 3
    assert mailing.total == len(emails(first)) + 3 == mailing.candidates
    assert ledger.due_batches(now=timezone.now()).get() == first


def test_staff_on_the_list_get_one_copy_and_who_left_gets_none(settings):
    settings.SEED_ADDRESSES = ["on@council.example", "left@council.example", "never@council.example"]
    SubscriberFactory(email="ON@council.example")
    SubscriberFactory(email="left@council.example", status="left")
    subscribers.suppress(SubscriberFactory(email="never@council.example"), reason="asked", source="Phone")

    mailing = made.frozen(subscribers=2, plan=SEEDS)

    first = mailing.batches.get(number=1)
    assert "on@council.example" in {address.lower() for address in emails(first)}
    assert not emails(first) & {"left@council.example", "never@council.example"}
    addresses = [address.lower() for address in mailing.deliveries.values_list("address", flat=True)]
    assert len(addresses) == len(set(addresses)) == mailing.total
    assert mailing.excluded == {"left": 1, "suppressed": 1}
    assert mailing.candidates == mailing.total + 2


def test_after_the_first_copies_it_waits_until_somebody_says_go(server):
    mailing = made.frozen(subscribers=3, plan=SEEDS)
    first, second = mailing.batches.order_by("number")

    sending.run(owner="a worker")
    assert set(server.by_recipient) == emails(first)
    assert pumping.run() == 0

    mailing.refresh_from_db()
    assert (mailing.status, mailing.certificate) == (MailingStatus.PAUSED, None)
    assert AuditEntry.objects.about(mailing).first().reason == seeding.LOOK
    with pytest.raises(MoveRefusedError, match="press “Go on”"):
        mailings.resume(mailing, by=mailing.created_by)

    mailings.go_on(mailing, by=mailing.created_by)
    assert pumping.run() == 1
    sending.run(owner="a worker")
    pumping.run()
    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.FINISHED
    assert set(server.by_recipient) == emails(first) | emails(second)
    assert not server.doubled


def test_a_person_s_pause_before_the_first_copies_is_no_go(server):
    mailing = made.frozen(subscribers=3, plan=SEEDS)
    mailings.pause(mailing, by=mailing.created_by)

    with pytest.raises(MoveRefusedError, match="does not wait for a go"):
        mailings.go_on(mailing, by=mailing.created_by)
    mailings.resume(mailing, by=mailing.created_by)
    sending.run(owner="a worker")

    assert set(server.by_recipient) == emails(mailing.batches.get(number=1))


def test_first_copies_that_are_put_off_do_not_hold_up_the_go(server):
    mailing = made.frozen(subscribers=1, plan=SEEDS)
    late = mailing.batches.get(number=1).deliveries.first().address
    server.refused_recipients[late] = "450 4.2.1 Busy"

    sending.run(owner="a worker")
    pumping.run()

    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.PAUSED


def test_a_list_of_nobody_but_staff_needs_no_go(server):
    edition, publisher = editions.published(), people.publisher()
    SubscriberFactory(email=publisher.email)
    mailing = mailings.start(edition, by=publisher, plan=SEEDS)
    pumping.run()

    sending.run(owner="a worker")
    pumping.run()

    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.FINISHED


def test_without_anybody_to_begin_with_it_waits_at_once(settings):
    mailing = made.started(subscribers=2, plan=SEEDS)
    people.UserFactory._meta.model.objects.update(is_active=False)

    freezing.freeze(mailing.pk, now=timezone.now())
    pumping.run()

    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.PAUSED
    assert mailing.batches.get().number == 2


def test_first_copies_that_do_not_add_up_freeze_nothing(monkeypatch):
    mailing = made.started(subscribers=1, plan=SEEDS)
    monkeypatch.setattr(freezing, "_write_seeds", lambda mailing, now: (5, 4))

    with pytest.raises(freezing.FreezeError, match="but not so many"):
        freezing.freeze(mailing.pk, now=timezone.now())

    assert Mailing.objects.get().status == MailingStatus.FREEZING
    assert not mailing.deliveries.exists()


def test_a_person_who_stops_it_at_that_moment_wins(monkeypatch):
    mailing = made.frozen(subscribers=1, plan=SEEDS)
    mailing.batches.filter(number=1).update(pending=0, due_at=None)
    seen = list(seeding.waiting())
    mailings.cancel(mailing, by=mailing.created_by, reason="Stop")
    monkeypatch.setattr(seeding, "waiting", lambda: Everything(seen))

    assert seeding.wait_for_go(now=timezone.now()) == 0
    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.CANCELLED


class Everything(list):
    """Rows that were read a moment ago."""

    def filter(self, **_about):
        return self
