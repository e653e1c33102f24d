import pytest

from editions.distribution.breaker import Breaker


class Clock:
    """Seconds, moved by hand."""

    def __init__(self) -> None:
        self.seconds = 1_000.0

    def __call__(self) -> float:
        return self.seconds

    def shift(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def clock(settings):
    settings.SENDING_BREAKER_FAILURES, settings.SENDING_RELAY_PAUSE_SECONDS = 3, 30
    return Clock()


@pytest.fixture
def breaker(clock):
    """It has just failed for the third time."""
    broken = Breaker(clock)
    for _ in range(3):
        broken.failed()
    return broken


def test_it_admits_everybody_until_the_last_failure(clock):
    breaker = Breaker(clock)
    breaker.failed()
    breaker.failed()

    assert [breaker.admits() for _ in range(3)] == [True] * 3
    breaker.failed()
    assert not breaker.admits()


def test_a_success_forgets_the_failures_before(clock):
    breaker = Breaker(clock)
    breaker.failed()
    breaker.failed()
    breaker.worked()
    breaker.failed()

    assert breaker.admits()


def test_after_the_pause_one_sender_may_try_and_the_others_wait(breaker, clock):
    clock.shift(29)
    assert not breaker.admits()
    clock.shift(2)

    assert [breaker.admits() for _ in range(3)] == [True, False, False]


def test_a_trial_that_worked_lets_everybody_in_again(breaker, clock):
    clock.shift(31)
    assert breaker.admits()
    breaker.worked()

    assert breaker.admits()
    assert not breaker.has_failed


def test_a_trial_that_failed_starts_the_pause_anew(breaker, clock):
    clock.shift(31)
    assert breaker.admits()
    clock.shift(5)
    breaker.failed()

    clock.shift(29)
    assert not breaker.admits()
    clock.shift(2)
    assert breaker.admits()
