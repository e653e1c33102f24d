from datetime import timedelta

import pytest
from django.utils import timezone

from bulletin import limits
from bulletin.models import Tally

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture(autouse=True)
def three_a_minute(settings):
    settings.LIMITS = {"asking": (3, 60), "telling": (3, 60)}


def test_as_many_as_permitted_pass_and_the_next_is_told_how_long_to_wait():
    waits = [limits.spend("asking", "ann", now=NOW + timedelta(seconds=10 * number)) for number in range(4)]
    assert waits == [0, 0, 0, 30]


def test_others_and_other_acts_are_counted_apart():
    for _ in range(3):
        limits.spend("asking", "ann", now=NOW)
    assert limits.spend("asking", "bob", now=NOW) == 0
    assert limits.spend("telling", "ann", now=NOW) == 0
    assert limits.spend("asking", "ann", now=NOW) == 60


def test_after_the_time_is_over_the_count_begins_anew():
    for _ in range(4):
        limits.spend("asking", "ann", now=NOW)
    assert limits.spend("asking", "ann", now=NOW + timedelta(seconds=60)) == 0
    assert Tally.objects.get().count == 1


def test_an_act_may_cost_more_than_one():
    assert limits.spend("asking", "ann", cost=3, now=NOW) == 0
    assert limits.spend("asking", "ann", cost=1, now=NOW) == 60


def test_who_is_forgiven_begins_anew():
    for _ in range(4):
        limits.spend("asking", "ann", now=NOW)
    limits.forgive("asking", "ann")
    assert limits.spend("asking", "ann", now=NOW) == 0


def test_who_acted_can_not_be_read_from_the_row():
    limits.spend("asking", "ann@council.example", "192.0.2.7", now=NOW)
    kept = str(Tally.objects.values().get())
    assert "ann" not in kept
    assert "192.0.2.7" not in kept


def test_only_what_has_ended_is_forgotten():
    limits.spend("asking", "ann", now=NOW - timedelta(seconds=60))
    limits.spend("asking", "bob", now=NOW)
    assert limits.forget(now=NOW) == 1
    assert Tally.objects.get().ends_at == NOW + timedelta(seconds=60)
