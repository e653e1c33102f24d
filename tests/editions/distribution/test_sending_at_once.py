"""One sender with many connections: what one of them meets is nothing to the others."""

import socket
import time
from collections import Counter

import pytest
from django.db import OperationalError
from django.utils import timezone

from editions.distribution import composing, freezing, stepping
from editions.distribution.conversing import Fate
from editions.distribution.relay import Relay, Server
from editions.distribution.sending import Ending
from editions.distribution.sink import Sink
from tests.editions.distribution.batches import deliver, make_due, scripted, send
from tests.factories import mailings

pytestmark = pytest.mark.django_db
IN_CHUNKS = {"EHLO": "250-relay.example\r\n250-PIPELINING\r\n250 CHUNKING"}
ENVELOPE = "bounce@scoc.example", "ada@council.example"


@pytest.fixture(params=[False, True], ids=["step by step", "in chunks"])
def mailing(sink, settings, monkeypatch, request):
    """Eight people in four batches, and a connection for each batch."""
    sink.takes_chunks = request.param
    monkeypatch.setattr(freezing, "BATCH_SIZE", 2)
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.SMTP_TIMEOUT_SECONDS, settings.SENDING_CONNECTIONS = 2, 4
    return mailings.frozen(subscribers=8)


def statuses(mailing):
    return Counter(mailing.deliveries.values_list("status", flat=True))


def test_each_batch_has_its_connection_and_each_person_one_copy(mailing, sink):
    assert send(mailing) is Ending.ALL_TAKEN

    assert sink.connections == 4
    assert statuses(mailing) == {"sent": 8}
    assert len(sink.received) == 8
    assert not sink.doubled


def test_no_more_connections_are_used_than_the_settings_allow(mailing, sink, settings):
    settings.SENDING_CONNECTIONS = 3

    send(mailing)

    assert sink.connections == 3
    assert statuses(mailing) == {"sent": 8}


def test_what_several_connections_have_to_write_is_one_commit(mailing, sink, monkeypatch):
    real, written = stepping.take, []

    def count(steps, **more):
        written.append(len(steps))
        return real(steps, **more)

    monkeypatch.setattr(stepping, "take", count)
    sink.delay = 0.1  # so that answers come together

    send(mailing)

    assert len(written) < sum(written)


def test_waiting_for_the_answers_of_all_servers_takes_no_longer_than_for_one(mailing, sink):
    sink.delay = 0.3
    begun = time.monotonic()

    send(mailing)

    assert statuses(mailing) == {"sent": 8}
    assert time.monotonic() - begun < 8 * 0.3  # one after the other


def test_an_idle_connection_takes_a_batch_that_falls_due_meanwhile(mailing, sink, settings):
    settings.SENDING_CONNECTIONS = 2
    sink.delay = 0.8
    late = mailing.batches.last()
    mailing.batches.exclude(pk=mailing.batches.first().pk).update(due_at=None)

    def let_it_fall_due() -> bool:
        if sink.received:
            mailing.batches.filter(pk=late.pk, lease_until=None, due_at=None, pending__gt=0).update(
                due_at=timezone.now()
            )
        return False

    send(mailing, stopping=let_it_fall_due)

    late.refresh_from_db()
    assert late.sent == 2


def test_an_error_of_the_program_with_one_message_lets_the_others_finish_theirs(mailing, sink, monkeypatch):
    real, unlucky = composing.return_path, mailing.deliveries.first().pk

    def fail_for_one(delivery_id):
        if delivery_id == unlucky:
            raise RuntimeError("No idea")
        return real(delivery_id)

    monkeypatch.setattr(composing, "return_path", fail_for_one)

    with pytest.raises(RuntimeError, match="No idea"):
        send(mailing)

    assert mailing.deliveries.get(pk=unlucky).status == "unknown"
    assert statuses(mailing)["sent"] == len(sink.received)
    assert not mailing.batches.exclude(lease_until=None).exists()
    monkeypatch.undo()
    make_due(mailing)
    send(mailing)
    assert statuses(mailing) == {"sent": 7, "unknown": 1}
    assert not sink.doubled


def test_an_interruption_frees_every_batch(mailing, sink):
    def interrupt() -> bool:
        if len(sink.received) >= 2:
            raise KeyboardInterrupt
        return False

    with pytest.raises(KeyboardInterrupt):
        send(mailing, stopping=interrupt)

    assert not mailing.batches.exclude(lease_until=None).exists()
    assert statuses(mailing)["sending"] == 0
    make_due(mailing)
    send(mailing)
    assert statuses(mailing)["pending"] == 0
    assert not sink.doubled


def test_a_database_that_fails_once_loses_the_outcome_of_no_connection(mailing, sink, monkeypatch):
    real, failed = stepping.take, []

    def fail_once(steps, **more):
        if len([step for step in steps if step.outcomes]) > 1 and not failed:
            failed.extend(steps)
            raise OperationalError("The connection is gone")
        return real(steps, **more)

    monkeypatch.setattr(stepping, "take", fail_once)
    monkeypatch.setattr("django.db.connection.close", lambda: None)  # the test's transaction lives on it
    sink.delay = 0.05  # so that the answers come together

    send(mailing)

    assert failed
    assert statuses(mailing) == {"sent": 8}
    assert not sink.doubled


def test_a_server_that_never_answers_leaves_one_unknown_for_each_connection(mailing, settings):
    settings.SMTP_TIMEOUT_SECONDS = 0.5

    with scripted(settings, {**IN_CHUNKS, "MAIL": "", "RCPT": "", "BDAT": ""}):
        send(mailing)

    assert statuses(mailing) == {"unknown": 4, "pending": 4}
    assert "timed out" in mailing.deliveries.filter(status="unknown").first().reply


def test_refusals_and_yeses_side_by_side_are_told_apart(mailing, sink):
    refused = [delivery.address for delivery in mailing.deliveries.all()[::3]]
    sink.refused_recipients.update(dict.fromkeys(refused, "550 5.7.1 No"))

    send(mailing)

    assert set(mailing.deliveries.filter(status="failed").values_list("address", flat=True)) == set(refused)
    assert statuses(mailing)["sent"] == 8 - len(refused)


def test_a_message_leaves_without_waiting_and_a_plain_yes_is_heard_without_waiting():
    with Sink(delay=0.2) as sink:
        relay = Relay(Server("127.0.0.1", sink.port))
        relay.open()

        assert relay.begin(*ENVELOPE, b"Subject: Hello\r\n\r\nHello.\r\n")
        assert relay.heard() is None
        time.sleep(0.5)
        answer = relay.heard()
        relay.close()

    assert (answer.fate, answer.reply) == (Fate.TAKEN, "250 2.0.0 Counted")
    assert sink.by_recipient == {"ada@council.example": 1}


def test_a_message_that_the_system_can_not_take_whole_leaves_whole_all_the_same():
    with Sink() as sink:
        relay = Relay(Server("127.0.0.1", sink.port))
        relay.open()
        relay._smtp.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        big = b"Subject: Hello\r\n\r\n" + b"x" * 70 * 100_000 + b"\r\n"

        assert not relay.begin(*ENVELOPE, big)
        answer = relay.finish()
        after = deliver(relay, *ENVELOPE, b"Subject: Hello\r\n\r\nHello.\r\n")
        relay.close()

    assert answer.fate is after.fate is Fate.TAKEN
    assert sink.by_recipient == {"ada@council.example": 2}


@pytest.mark.parametrize(
    "answer", ["250 Ok\r\n250 Ok\r\n250-2.0.0 Kept\r\n250 for long", "250 Ok\r\n251 Moved\r\n250 Ok"]
)
def test_an_answer_that_is_no_plain_yes_is_left_to_the_code_that_waits(settings, answer):
    with scripted(settings, {**IN_CHUNKS, "MAIL": "", "RCPT": "", "BDAT": answer}):
        relay = Relay(Server("127.0.0.1", settings.EMAIL_PORT))
        relay.open()
        assert relay.begin(*ENVELOPE, b"Subject: Hello\r\n\r\nHello.\r\n")
        time.sleep(0.2)
        assert relay.heard() is None
        finished = relay.finish()
        relay.close()

    assert finished.fate is Fate.TAKEN


@pytest.mark.parametrize("gibberish", ["299 Odd", "25", "What?"])
def test_gibberish_before_the_yes_to_a_message_that_has_left_sends_nothing_twice(settings, gibberish):
    with scripted(settings, {**IN_CHUNKS, "MAIL": gibberish}):
        relay = Relay(Server("127.0.0.1", settings.EMAIL_PORT))
        relay.open()
        answer = deliver(relay, *ENVELOPE, b"Subject: Hello\r\n\r\nHello.\r\n")

    assert answer.fate is Fate.UNKNOWN
    assert not relay.is_open


def test_a_server_that_does_not_answer_the_goodbye_holds_up_nobody(settings):
    settings.SMTP_TIMEOUT_SECONDS = 5
    with scripted(settings, {"QUIT": ""}) as said:
        relay = Relay(Server("127.0.0.1", settings.EMAIL_PORT))
        relay.open()
        begun = time.monotonic()
        relay.close()
        assert time.monotonic() - begun < 1
        while "QUIT" not in said:
            assert time.monotonic() - begun < 5
            time.sleep(0.01)
