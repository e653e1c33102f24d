import pytest
from django.utils import timezone

from bulletin.models import AuditEntry
from editions.distribution import halting, mailings, pumping, receipts, sending
from editions.distribution.halting import Counts
from editions.models import Delivery
from editions.workflow import MailingStatus
from tests.factories import mailings as made

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def soon(settings):
    settings.SENDING_HALT_AFTER = 10
    settings.SENDING_HALT_FAILED_PERCENT = 20
    settings.SENDING_HALT_COMPLAINED_PERCENT = 10


@pytest.fixture
def fated():
    """Makes mailings to twenty, of whom so many have had these fates."""

    def make(**counts):
        mailing = made.frozen(subscribers=20)
        numbers = iter(mailing.deliveries.values_list("pk", flat=True))
        for status, count in counts.items():
            Delivery.objects.filter(pk__in=[next(numbers) for _ in range(count)]).update(status=status, epoch=1)
        made.claimed(mailing)  # so that its rows are counted
        return mailing

    return make


@pytest.mark.parametrize(
    ("since", "halts"),
    [
        (Counts(9, 9, 9), False),
        (Counts(10, 2, 0), False),
        (Counts(10, 3, 0), True),
        (Counts(100, 0, 10), False),
        (Counts(100, 0, 11), True),
        (Counts(0, 0, 0), False),
    ],
)
def test_a_share_counts_from_a_number_of_copies_on(since, halts):
    assert bool(halting.reasons_to_halt(since)) is halts


def test_a_share_of_nought_never_halts(settings):
    settings.SENDING_HALT_FAILED_PERCENT = settings.SENDING_HALT_COMPLAINED_PERCENT = 0
    assert halting.reasons_to_halt(Counts(100, 100, 100)) == []


def test_too_many_failures_halt_the_mailing(fated):
    mailing = fated(sent=9, failed=3)

    pumping.run()

    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.HALTED
    assert "3 of 12 copies failed or came back; 20 percent" in AuditEntry.objects.about(mailing).first().reason


def test_copies_that_came_back_count_as_failures_and_complaints_by_themselves(fated):
    mailing = fated(sent=10)
    first, second, third = mailing.deliveries.values_list("pk", flat=True)[:3]
    for number in (first, second):
        receipts.bounced(number, source="test", detail="5.2.2 Full", is_dead=False)
    pumping.run()
    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.SENDING

    receipts.complained(second, source="test")
    receipts.complained(third, source="test")
    pumping.run()

    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.HALTED
    assert "2 of 10 copies were reported as spam" in AuditEntry.objects.about(mailing).first().reason


def test_who_resumes_has_looked_and_the_shares_count_anew(fated):
    mailing = fated(sent=9, failed=3)
    pumping.run()
    mailing.refresh_from_db()

    mailings.resume(mailing, by=mailing.created_by)
    pumping.run()

    mailing.refresh_from_db()
    assert (mailing.status, mailing.counted_from) == ("sending", {"tried": 12, "failed": 3, "complained": 0})
    Delivery.objects.filter(mailing=mailing, status="pending").update(status="failed")
    pumping.run()
    mailing.refresh_from_db()
    assert mailing.status == "sending"  # eight more are too few to judge by


def test_a_sender_halts_it_after_its_batch_without_waiting_for_the_clock(sink, settings, monkeypatch):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    mailing = made.frozen(subscribers=12)
    for address in mailing.deliveries.values_list("address", flat=True)[:6]:
        sink.refused_recipients[address] = "550 5.7.1 No"

    sending.run(owner="a worker")

    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.HALTED


def test_a_test_mail_that_fails_halts_nothing(settings):
    settings.SENDING_HALT_AFTER = 1
    mailing = made.frozen(subscribers=1)
    test = mailings.send_test(mailing.edition, mailing.snapshot, to="me@desk.example", by=mailing.created_by)
    test.deliveries.update(status="failed")

    halting.check(test, now=timezone.now())

    test.refresh_from_db()
    assert test.status == MailingStatus.SENDING


def test_halting_what_stands_already_changes_nothing():
    mailing = made.frozen()
    mailings.pause(mailing, by=mailing.created_by)

    halting.halt(mailing, "Too late")

    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.PAUSED
