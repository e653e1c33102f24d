from datetime import timedelta

import pytest
from django.utils import timezone

from bulletin.models import AuditEntry
from bulletin.moves import MoveRefusedError
from editions import publishing
from editions.distribution import mailings, pumping, scheduling
from editions.distribution.mailings import Plan
from editions.models import Mailing
from editions.workflow import MailingStatus
from tests.factories import editions, people
from tests.factories import mailings as made
from tests.factories.subscribers import SubscriberFactory

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def scheduled(**plan):
    now = timezone.now()
    return made.started(subscribers=2, plan=Plan(begins=now + HOUR, ends=now + DAY, **plan))


def test_a_mailing_waits_for_its_time_and_then_freezes_the_list_of_that_moment():
    mailing = scheduled()
    pumping.run()
    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.SCHEDULED
    SubscriberFactory()

    Mailing.objects.update(scheduled_at=timezone.now())
    pumping.run()

    mailing.refresh_from_db()
    assert (mailing.status, mailing.total) == (MailingStatus.SENDING, 3)
    assert [entry.action for entry in AuditEntry.objects.about(mailing)][::-1] == ["schedule", "start", "send"]


def test_a_mailing_expires_a_week_after_its_beginning_unless_somebody_says_otherwise():
    now = timezone.now()
    mailing = made.started()
    assert timedelta(days=6.9) < mailing.expires_at - now < timedelta(days=7.1)


@pytest.mark.parametrize(
    "status", [MailingStatus.FREEZING, MailingStatus.SENDING, MailingStatus.PAUSED, MailingStatus.HALTED]
)
def test_what_is_left_at_the_expiry_is_cancelled_with_a_reason_and_a_certificate(status):
    mailing = made.frozen(subscribers=3)
    mailing.deliveries.filter(pk=mailing.deliveries.first().pk).update(status="sent")
    Mailing.objects.update(status=status, expires_at=timezone.now() - HOUR)

    pumping.run()

    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.EXPIRED
    assert mailing.certificate["cancelled"] == 2
    assert mailing.certificate["sent"] == 1
    assert "It was not done by its expiry" in AuditEntry.objects.about(mailing).get(action="expire").reason


def test_a_schedule_that_comes_back_with_an_old_backup_mails_nobody():
    mailing = scheduled()
    Mailing.objects.update(scheduled_at=timezone.now() - 90 * DAY, expires_at=timezone.now() - 83 * DAY)

    pumping.run()

    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.EXPIRED
    assert not mailing.deliveries.exists()


def test_a_scheduled_mailing_of_an_edition_that_was_withdrawn_expires():
    mailing = scheduled()
    publishing.withdraw(mailing.edition, by=people.publisher(), reason="A mistake")
    Mailing.objects.update(scheduled_at=timezone.now())

    pumping.run()

    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.EXPIRED
    assert "no longer the one" in AuditEntry.objects.about(mailing).get(action="expire").reason


def test_a_scheduled_mailing_can_be_cancelled():
    mailing = scheduled()

    mailings.cancel(mailing, by=people.publisher(), reason="Another day")
    pumping.run()

    mailing.refresh_from_db()
    assert (mailing.status, mailing.certificate["total"]) == (MailingStatus.CANCELLED, 0)


@pytest.mark.parametrize(
    ("begins", "ends", "said"),
    [
        (-HOUR, None, "The start is in the past"),
        (HOUR, HOUR, "not after the start"),
        (None, -HOUR, "not after the start"),
    ],
)
def test_a_plan_that_can_not_be_kept_is_refused(begins, ends, said):
    SubscriberFactory()
    now, edition = timezone.now(), editions.published()
    plan = Plan(begins=begins and now + begins, ends=ends and now + ends)

    with pytest.raises(MoveRefusedError, match=said):
        mailings.start(edition, by=people.publisher(), plan=plan)

    assert not Mailing.objects.exists()


def test_an_expiry_that_is_over_is_replaced_by_the_usual_one():
    now = timezone.now()
    assert scheduling.at_least(now + HOUR, now=now) == now + HOUR
    assert scheduling.at_least(now - HOUR, now=now) == scheduling.at_least(None, now=now) == now + 7 * DAY


def test_who_is_faster_than_the_clock_wins(monkeypatch):
    mailing = scheduled()
    Mailing.objects.update(expires_at=timezone.now())
    stale = list(Mailing.objects.all())
    mailings.cancel(mailing, by=people.publisher(), reason="Another day")

    assert scheduling._expire(stale[0], "Late", now=timezone.now()) is False
    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.CANCELLED
