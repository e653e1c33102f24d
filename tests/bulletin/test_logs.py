import json
import logging
import sys
from io import StringIO

import pytest

from bulletin import logs

ADDRESSES = [
    "ada@council.example",
    "Ada.Byron+news@police.example",
    "zoë@straße.example",
    "o'hara@council.example",
    "a_b%c@mail-1.a.b.example",
]


def written(form, message, *args, exc_info=None, extra=None):
    """The line that the configured handler writes for a record."""
    out = StringIO()
    handler = logging.StreamHandler(out)
    settings = logs.configuration(form=form, level="INFO")
    handler.setFormatter(settings["formatters"]["line"]["()"]())
    handler.addFilter(settings["filters"]["remember"]["()"]())
    record = logging.getLogger("bulletin.test").makeRecord(
        "bulletin.test", logging.WARNING, __file__, 1, message, args, exc_info, extra=extra
    )
    handler.handle(record)
    return out.getvalue()


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("form", ["json", ""])
@pytest.mark.parametrize("frame", ["%s", "550 <%s>: no such user", "to=%s, twice", "('%s',)", "mailto:%s?subject=x"])
def test_no_line_holds_an_address(address, form, frame):
    line = written(form, frame, address)

    assert "@" not in line
    assert address.partition("@")[2] not in line
    assert "(address)" in line


def test_an_address_in_a_traceback_is_hidden_too():
    said = "ada@council.example is there already\nDETAIL: Failing row contains (5, The whole article)."
    try:
        raise ValueError(said)
    except ValueError:
        line = written("json", "It failed", exc_info=sys.exc_info())

    traceback = json.loads(line)["traceback"]
    assert "ValueError: (address) is there already" in traceback
    assert "The whole article" not in traceback


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("postgres://bulletin:pass-word@db:5432/bulletin", "postgres://(hidden) at db:5432/bulletin"),
        ("redis://:p@ss@redis:6379/0", "redis://(hidden) at redis:6379/0"),
        ("Not Found: /leave/0123456789abcdefABCDEF-_01234567/", "Not Found: /leave/(secret)/"),
        ("GET /editions/5/a-story-of-doors/", "GET /editions/5/a-story-of-doors/"),
        ("at 12:00 @ noon, 3 @ 4", "at 12:00 @ noon, 3 @ 4"),
    ],
)
def test_what_is_secret_is_hidden_and_the_rest_is_not(said, shown):
    assert logs.masked(said) == shown


def test_a_long_line_is_masked_in_no_time():
    long = "x" * 200_000

    assert logs.masked(f"{long} ada@council.example") == f"{long} (address)"


def test_a_line_for_machines_says_what_it_is_about():
    with logs.about(mailing=5), logs.about(batch=7):
        line = written("json", "Batch %s rests", 7, extra={"facts": {"reason": "ada@council.example"}})

    said = json.loads(line)
    assert (said["message"], said["mailing"], said["batch"]) == ("Batch 7 rests", 5, 7)
    assert (said["level"], said["logger"], said["reason"]) == ("warning", "bulletin.test", "(address)")
    assert said["at"].endswith("+00:00")


def test_a_line_for_people_says_what_it_is_about():
    with logs.about(mailing=5):
        line = written("", "The batch rests")

    assert line.endswith("WARNING bulletin.test The batch rests [mailing=5]\n")


def test_afterwards_lines_are_about_nothing():
    with logs.about(mailing=5):
        pass

    assert "mailing" not in written("json", "Quiet again")
