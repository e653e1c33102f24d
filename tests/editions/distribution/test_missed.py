"""Mailing an edition to those on the list who missed it."""

import pytest
from django.utils import timezone

from bulletin.moves import MoveRefusedError
from editions.distribution import freezing, mailings, pumping, subscribers
from editions.models import Mailing
from editions.workflow import MailingStatus
from tests.factories import editions, people
from tests.factories import mailings as made
from tests.factories.subscribers import SubscriberFactory

pytestmark = pytest.mark.django_db
MISSED = Mailing.Audience.MISSED


def start(edition):
    mailing = mailings.start(edition, by=people.publisher(), audience=MISSED)
    freezing.freeze(mailing.pk, now=timezone.now())
    mailing.refresh_from_db()
    return mailing


def test_it_goes_to_who_is_on_the_list_and_has_no_certain_or_possible_copy():
    first = made.finished(subscribers=6, failed=1, unknown=1, skipped=1, cancelled=1)
    gone = first.deliveries.get(status="cancelled").subscriber
    subscribers.leave(gone, source="test")
    new = SubscriberFactory()

    mailing = start(first.edition)

    missed = set(first.deliveries.filter(status__in=["failed", "skipped"]).values_list("subscriber", flat=True))
    assert set(mailing.deliveries.values_list("subscriber", flat=True)) == missed | {new.pk}
    assert mailing.excluded == {"had_it": 3, "left": 1}
    assert mailing.candidates == mailing.total + 4


def test_a_second_one_leaves_out_who_had_it_by_the_first():
    edition = made.finished(subscribers=1).edition
    SubscriberFactory()
    second = start(edition)
    second.deliveries.update(status="sent")
    second.batches.update(due_at=None)
    pumping.run()
    newest = SubscriberFactory()

    third = start(edition)

    assert [delivery.subscriber for delivery in third.deliveries.all()] == [newest]


def test_when_nobody_missed_it_nothing_is_mailed():
    edition = made.finished(subscribers=2).edition

    with pytest.raises(MoveRefusedError, match="Nobody on the distribution list would get it"):
        start(edition)


def test_it_waits_for_the_end_of_the_other_mailings():
    mailing = made.frozen(subscribers=2)
    with pytest.raises(MoveRefusedError, match="is not over yet"):
        start(mailing.edition)

    edition = made.finished(subscribers=1).edition
    SubscriberFactory()
    start(edition)
    with pytest.raises(MoveRefusedError, match="is not over yet"):
        start(edition)


def test_an_edition_that_was_never_mailed_has_nobody_who_missed_it():
    SubscriberFactory()
    with pytest.raises(MoveRefusedError, match="has not been mailed to the list yet"):
        start(editions.published())


def test_only_the_list_and_those_who_missed_it_are_mailed_this_way():
    SubscriberFactory()
    with pytest.raises(MoveRefusedError, match="to the list, or to those on it who missed it"):
        mailings.start(editions.published(), by=people.publisher(), audience="everyone")


def test_the_four_eyes_rule_holds_for_it_too():
    edition = made.finished(subscribers=1).edition
    SubscriberFactory()
    with pytest.raises(MoveRefusedError, match="You signed this edition off"):
        mailings.start(edition, by=edition.signed_off_by, audience=MISSED)


def test_what_comes_next_is_the_list_until_that_is_done():
    mailing = made.frozen(subscribers=1)
    assert mailings.next_audience(mailing.edition) == Mailing.Audience.LIVE
    Mailing.objects.update(status=MailingStatus.CANCELLED)
    assert mailings.next_audience(mailing.edition) == Mailing.Audience.LIVE
    assert mailings.next_audience(made.finished(subscribers=1).edition) == MISSED
