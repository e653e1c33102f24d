import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from editions.distribution import turns
from editions.distribution.turns import Limit
from editions.models import Pace

pytestmark = pytest.mark.django_db
PATIENT, IMPATIENT = timedelta(hours=9), timedelta(0)


def taken_within(limit, seconds, *, start):
    """How many turns somebody gets who always asks again at once, for so long."""
    now, ends, total = start, start + timedelta(seconds=seconds, milliseconds=-1), 0
    while True:
        count, begins = turns.take(limit, now=now, patience=ends - now)
        if not count:
            return total
        now, total = max(now, begins), total + count


def test_turns_come_no_faster_than_the_rate():
    assert taken_within(Limit("everything", 8), 60, start=timezone.now()) in range(480, 483)


def test_nobody_who_waited_gets_more_at_once():
    limit, now = Limit("everything", 1), timezone.now()
    turns.take(limit, now=now, patience=PATIENT)

    first = turns.take(limit, now=now + timedelta(hours=1), patience=IMPATIENT)
    second = turns.take(limit, now=now + timedelta(hours=1), patience=IMPATIENT)

    assert first == (1, now + timedelta(hours=1))
    assert second == (0, now + timedelta(hours=1, seconds=1))


def test_who_can_not_wait_takes_no_turn_and_learns_when_the_next_is():
    limit, now = Limit("everything", 0.1), timezone.now()
    turns.take(limit, now=now, patience=IMPATIENT)

    assert turns.take(limit, now=now, patience=timedelta(seconds=9)) == (0, now + timedelta(seconds=10))
    assert Pace.objects.get().taken == 1
    assert turns.take(limit, now=now, patience=timedelta(seconds=10)) == (1, now + timedelta(seconds=10))


def test_the_warm_up_grows_hour_by_hour_and_then_only_the_rate_counts():
    limit, now = Limit("mailing 1", 5, (10, 20)), timezone.now()

    assert taken_within(limit, 3600, start=now) == 10
    assert taken_within(limit, 3600, start=now + timedelta(hours=1)) == 20
    assert taken_within(limit, 60, start=now + timedelta(hours=2)) in range(300, 302)


def test_a_pause_in_the_warm_up_makes_nothing_faster():
    limit, now = Limit("mailing 1", 0, (10, 20)), timezone.now()
    assert taken_within(limit, 1800, start=now) == 5

    assert taken_within(limit, 1800, start=now + timedelta(days=3)) == 5
    assert taken_within(limit, 1800, start=now + timedelta(days=4)) == 10


def test_after_a_warm_up_without_a_rate_nothing_is_held_back():
    limit, now = Limit("mailing 1", 0, (1,)), timezone.now()
    turns.take(limit, now=now, patience=IMPATIENT)

    assert turns.take(limit, now=now + timedelta(hours=1), patience=IMPATIENT) == (turns.MANY, now + timedelta(hours=1))


def test_a_warm_up_is_never_faster_than_the_rate():
    assert Limit("mailing 1", 2, (360_000,)).stage(0) == (2, 360_000)


def test_mailings_whose_next_turn_is_far_away_are_held_back():
    now = timezone.now()
    Pace.objects.create(name="mailing 7", next_at=now + timedelta(minutes=1))
    Pace.objects.create(name="mailing 8", next_at=now + timedelta(seconds=1))
    Pace.objects.create(name="domain a.example", next_at=now + timedelta(minutes=1))

    assert turns.held_back(now=now) == [7]
    Pace.objects.create(name=turns.EVERYTHING, next_at=now + timedelta(minutes=1))
    assert turns.held_back(now=now) is None


@pytest.mark.django_db(transaction=True)
def test_two_who_ask_at_once_get_different_turns():
    limit, now, got = Limit("everything", 1), timezone.now(), []
    Pace.objects.create(name="everything", next_at=now)

    def ask() -> None:
        got.append(turns.take(limit, now=now, patience=PATIENT)[1])
        connection.close()

    asking = [threading.Thread(target=ask) for _ in range(4)]
    for thread in asking:
        thread.start()
    for thread in asking:
        thread.join()

    assert sorted(got) == [now + timedelta(seconds=second) for second in range(4)]
