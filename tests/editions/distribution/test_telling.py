import pytest

from editions.distribution import telling


@pytest.mark.parametrize(
    ("per_second", "said"),
    [
        (None, ""),
        (0, ""),
        (1234.4, "1,234 a second"),
        (9.96, "10.0 a second"),
        (1, "1.0 a second"),
        (0.05, "180 an hour"),
    ],
)
def test_a_speed_is_said_in_the_unit_that_fits(per_second, said):
    assert telling.speed({"per_second": per_second}) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (None, ""),
        (59, "less than a minute left"),
        (60, "about 1 minute left"),
        (200, "about 3 minutes left"),
        (3600, "about 1 hour left"),
        (8000, "about 2 hours left"),
        (200_000, "about 2 days left"),
    ],
)
def test_the_time_left_is_said_in_the_unit_that_fits(seconds, said):
    assert telling.time_left({"seconds_left": seconds, "left": 5}) == said


def test_no_time_is_left_when_nothing_is():
    assert telling.time_left({"seconds_left": 0, "left": 0}) == ""


@pytest.mark.parametrize(("percent", "full"), [(0, 0), (50, 15), (99, 29), (100, 30)])
def test_the_bar_is_as_full_as_the_mailing(percent, full):
    bar = telling.bar({"percent": percent})
    assert bar.count("#") == full
    assert len(bar) == 38
    assert bar.endswith(f"{percent:3d} %")


@pytest.mark.parametrize("status", ["sending", "finished"])
def test_a_mailing_that_goes_on_says_nothing_of_an_earlier_stop(status):
    assert telling.stop({"left_after_stop": 3, "sending": 0, "status": status}) == ""
