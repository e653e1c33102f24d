from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from editions.distribution import composing, ledger, stepping, working
from editions.distribution.sending import Ending
from tests.editions.distribution.batches import make_due, send, statuses

pytestmark = pytest.mark.django_db


def test_a_database_that_fails_for_a_moment_loses_no_outcome(mailing, sink, monkeypatch):
    real, failures = stepping.take, []

    def fail_once(steps, **more):
        if steps[0].outcomes and not failures:
            failures.append(steps)
            raise OperationalError("The connection is gone")
        return real(steps, **more)

    monkeypatch.setattr(stepping, "take", fail_once)
    monkeypatch.setattr("django.db.connection.close", lambda: None)  # the test's transaction lives on it

    send(mailing)

    assert failures
    assert statuses(mailing) == ["sent"] * 3
    assert not sink.doubled


def test_a_batch_rests_when_the_database_takes_no_intent(mailing, sink, settings, monkeypatch):
    settings.SENDING_RELAY_PAUSE_SECONDS = 30
    monkeypatch.setattr(working, "RESCUE_SECONDS", 1)

    def fail(*_given, **_more):
        raise OperationalError("could not extend file: No space left on device")

    monkeypatch.setattr(stepping, "take", fail)
    monkeypatch.setattr("django.db.connection.close", lambda: None)  # the test's transaction lives on it
    begun = ledger.clock()

    assert send(mailing) is Ending.IDLE

    assert not sink.received
    assert statuses(mailing) == ["pending"] * 3
    assert mailing.batches.get().due_at > begun + timedelta(seconds=29)


def test_a_database_that_stays_away_for_a_while_is_asked_again_until_it_takes_the_outcome(mailing, sink, monkeypatch):
    real, failures = stepping.take, iter(range(3))

    def fail_three_times(steps, **more):
        if steps[0].outcomes and next(failures, None) is not None:
            raise OperationalError("Not back yet")
        return real(steps, **more)

    monkeypatch.setattr(stepping, "take", fail_three_times)
    monkeypatch.setattr("django.db.connection.close", lambda: None)  # the test's transaction lives on it
    monkeypatch.setattr(working, "RESCUE_PAUSE_SECONDS", 0)

    send(mailing, stopping=lambda: "sent" in statuses(mailing))

    assert statuses(mailing) == ["sent", "pending", "pending"]
    assert len(sink.received) == 1


def test_a_batch_that_can_not_be_given_back_is_left_to_the_reaper(mailing, monkeypatch, caplog):
    def fail(*_about, **_more):
        raise OperationalError("The connection is gone")

    with monkeypatch.context() as broken:
        broken.setattr(ledger, "free", fail)
        send(mailing, stopping=lambda: "sending" in statuses(mailing))

    assert "its lease will lapse" in caplog.text
    assert mailing.batches.get().lease_until is not None
    ledger.reap(now=timezone.now() + timedelta(hours=1))
    make_due(mailing)
    send(mailing)
    assert statuses(mailing) == ["sent"] * 3


def test_an_error_of_the_program_leaves_the_message_in_hand_unknown_and_lets_the_batch_rest(mailing, sink, monkeypatch):
    def fail(*_about):
        raise RuntimeError("No idea")

    monkeypatch.setattr(composing, "return_path", fail)

    with pytest.raises(RuntimeError, match="No idea"):
        send(mailing)

    assert statuses(mailing) == ["unknown", "pending", "pending"]
    assert mailing.batches.get().due_at > timezone.now()
    assert not sink.received
