from datetime import timedelta

import pytest
from django.utils import timezone

from editions.distribution import mailings, progress, telling
from editions.distribution.stepping import Outcome
from editions.models import Delivery, Mailing
from tests.editions.distribution.batches import conclude, intend
from tests.factories import mailings as made
from tests.factories import people
from tests.factories.subscribers import SubscriberFactory

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


def send_so_many(mailing, count):
    chosen = list(mailing.deliveries.filter(status="pending").values_list("pk", flat=True)[:count])
    Delivery.objects.filter(pk__in=chosen).update(status="sent")


@pytest.fixture
def mailing():
    """A mailing to ten that somebody works on, so that its rows are counted."""
    mailing = made.frozen(subscribers=10)
    made.claimed(mailing)
    return mailing


def measure(mailing, at):
    progress.measure(mailing, now=at)
    mailing.refresh_from_db()


def test_the_speed_is_known_after_two_looks_and_says_how_long_it_takes(mailing):
    now = timezone.now()
    measure(mailing, now - 10 * SECOND)
    assert progress.of(mailing)["per_second"] is None
    send_so_many(mailing, 5)
    measure(mailing, now)

    numbers = progress.of(mailing)

    assert (numbers["per_second"], numbers["seconds_left"], numbers["percent"]) == (0.5, 10, 50)


def test_the_speed_is_smoothed(mailing):
    now = timezone.now()
    measure(mailing, now - 10 * SECOND)
    send_so_many(mailing, 5)
    measure(mailing, now - 5 * SECOND)
    measure(mailing, now)

    assert 0.5 < progress.of(mailing)["per_second"] < 1


def test_looks_in_quick_succession_measure_once(mailing):
    now = timezone.now()
    measure(mailing, now)
    send_so_many(mailing, 5)
    measure(mailing, now + SECOND)

    assert mailing.measured["done"] == 0


def test_an_old_speed_is_forgotten(mailing):
    now = timezone.now()
    measure(mailing, now - 70 * SECOND)
    send_so_many(mailing, 5)
    measure(mailing, now - 60 * SECOND)
    assert progress.of(mailing)["per_second"] is None
    measure(mailing, now)
    assert mailing.measured["speed"] is None


def test_a_mailing_that_stands_has_no_speed(mailing):
    now = timezone.now()
    measure(mailing, now - 10 * SECOND)
    send_so_many(mailing, 5)
    measure(mailing, now)
    mailings.pause(mailing, by=people.publisher())

    assert progress.of(mailing)["seconds_left"] is None


def test_a_mailing_to_nobody_yet_is_at_nought_percent():
    assert progress.of(made.started())["percent"] == 0


@pytest.mark.parametrize("stop", [mailings.pause, mailings.cancel])
def test_after_a_stop_it_says_how_many_left_since(mailing, stop):
    claim = made.claim_of(mailing.deliveries.first())
    first, second = mailing.deliveries.values_list("pk", flat=True)[:2]
    intend(claim, first)
    outcome = Outcome(first, claim.epoch, "sent", timezone.now())
    intend(claim, second, outcome)

    stop(mailing, by=people.publisher(), reason="Wait")
    before = progress.of(mailing)
    conclude(Outcome(second, claim.epoch, "sent", timezone.now()))
    after = progress.of(mailing)

    assert (before["left_after_stop"], telling.stop(before)) == (
        0,
        "0 copies left after it was stopped. 1 copy on the way still.",
    )
    assert (after["left_after_stop"], telling.stop(after)) == (
        1,
        "1 copy left after it was stopped. Nothing is on the way any more.",
    )


def test_a_second_stop_still_counts_from_the_first_and_a_resume_forgets_it(mailing):
    publisher = people.publisher()
    mailings.pause(mailing, by=publisher)
    send_so_many(mailing, 1)
    mailings.cancel(mailing, by=publisher, reason="No")
    assert progress.of(mailing)["left_after_stop"] == 1

    Mailing.objects.update(status="paused")
    mailing.refresh_from_db()
    mailings.resume(mailing, by=publisher)
    assert progress.of(mailing)["left_after_stop"] is None


def test_the_domains_with_the_most_copies_come_first_with_each_status():
    for number in range(12):
        SubscriberFactory(email=f"one@host{number}.example")
    SubscriberFactory.create_batch(2)
    SubscriberFactory(email="three@Council.example")
    mailing = made.frozen(subscribers=0)
    mailing.deliveries.filter(address__startswith="three").update(status="failed")

    domains = progress.by_domain(mailing)

    assert len(domains) == 10
    first = domains[0]
    assert (first["domain"], first["total"], first["pending"], first["failed"]) == ("council.example", 3, 2, 1)


@pytest.mark.parametrize("copies", [1, 3])
def test_the_domains_cost_one_question(django_assert_num_queries, copies):
    mailing = made.frozen(subscribers=copies)
    with django_assert_num_queries(1):
        assert progress.by_domain(mailing)[0]["total"] == copies
