from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from bulletin import links
from bulletin.models import AuditEntry
from editions.distribution import composing, ledger, pumping, sending
from editions.distribution import mailings as verbs
from editions.distribution.ledger import Outcome
from editions.distribution.sending import Ending
from editions.models import Delivery, Suppression
from tests.factories import mailings, people
from tests.servers import ports
from tests.servers import scripted as scripted_server

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailing(sink, settings):
    """Three people are owed a copy, and the mail server of the settings is the sink."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.SMTP_TIMEOUT_SECONDS = 2
    return mailings.frozen(subscribers=3)


@contextmanager
def scripted(settings, answers):
    """The mail server of the settings says this; gives what it heard."""
    with scripted_server.running(answers) as (settings.EMAIL_PORT, said):
        yield said


def addresses(mailing):
    return list(mailing.deliveries.values_list("address", flat=True))


def statuses(mailing):
    return list(mailing.deliveries.values_list("status", flat=True))


def make_due(mailing):
    """Let every pause that a batch or a delivery takes be over."""
    mailing.batches.filter(due_at__isnull=False).update(due_at=timezone.now())
    mailing.deliveries.filter(due_at__isnull=False).update(due_at=timezone.now() - timedelta(seconds=1))


def send(mailing, **given):
    return sending.run(owner="a worker", **given)


def test_everybody_gets_one_copy_of_their_own(mailing, sink):
    ending = send(mailing)

    assert ending is Ending.ALL_TAKEN
    assert statuses(mailing) == ["sent"] * 3
    assert sink.by_recipient == dict.fromkeys(addresses(mailing), 1)
    for delivery, received in zip(mailing.deliveries.all(), sink.received, strict=True):
        assert received.recipients == (delivery.address,)
        assert received.sender == composing.return_path(delivery.pk)
        assert links.sign("leave", delivery.pk) in received.message["List-Unsubscribe"]
        assert delivery.reply == "250 2.0.0 Kept"
    assert sink.connections == 1


def test_with_nothing_due_no_connection_is_opened(mailing, sink):
    mailing.batches.update(due_at=None)

    assert send(mailing) is Ending.IDLE
    assert sink.connections == 0


def test_a_second_run_sends_nothing_again(mailing, sink):
    send(mailing)
    make_due(mailing)
    mailing.batches.update(due_at=timezone.now())

    send(mailing)

    assert not sink.doubled


def test_a_refused_person_fails_and_the_others_get_theirs(mailing, sink):
    second = addresses(mailing)[1]
    sink.refused_recipients[second] = "550 5.7.1 Not welcome"

    send(mailing)

    assert statuses(mailing) == ["sent", "failed", "sent"]
    assert mailing.deliveries.get(address=second).reply == "550 5.7.1 Not welcome"
    assert not Suppression.objects.exists()


@pytest.mark.parametrize("reply", ["550 5.1.1 No such user", "550 User unknown", "550 5.1.10 Null MX"])
def test_a_dead_address_is_suppressed(mailing, sink, reply):
    second = mailing.deliveries.all()[1]
    sink.refused_recipients[second.address] = reply

    send(mailing)

    second.refresh_from_db()
    assert second.status == "failed"
    assert second.subscriber.status == "suppressed"
    assert Suppression.objects.get(address_hash=second.subscriber.address_hash).reason == "dead"
    assert statuses(mailing) == ["sent", "failed", "sent"]


@pytest.mark.parametrize("reply", ["450 4.2.1 Mailbox busy", "452 4.2.2 Full: user unknown here"])
def test_a_person_put_off_is_tried_again_later(mailing, sink, settings, reply):
    settings.SENDING_RETRY_SECONDS = [600, 3600]
    second = mailing.deliveries.all()[1]
    sink.refused_recipients[second.address] = reply

    send(mailing)

    second.refresh_from_db()
    assert statuses(mailing) == ["sent", "retry_later", "sent"]
    assert timedelta(seconds=590) < second.due_at - timezone.now() < timedelta(seconds=610)
    assert mailing.batches.get().due_at == second.due_at
    assert send(mailing) is Ending.IDLE
    sink.refused_recipients.clear()
    make_due(mailing)
    send(mailing)
    assert statuses(mailing) == ["sent"] * 3
    assert not sink.doubled


def test_the_pauses_grow_and_the_last_try_fails(mailing, sink, settings):
    settings.SENDING_RETRY_SECONDS = [600, 3600]
    second = mailing.deliveries.all()[1]
    sink.refused_recipients[second.address] = "450 4.2.1 Mailbox busy"
    pauses = []

    for _ in range(3):
        send(mailing)
        second.refresh_from_db()
        pauses.append(second.due_at and round((second.due_at - timezone.now()).total_seconds(), -1))
        make_due(mailing)

    assert pauses == [600, 3600, None]
    assert (second.status, second.attempts) == ("failed", 3)
    assert mailing.batches.get().due_at is None


@pytest.mark.parametrize(
    ("reply", "status"),
    [("450 4.3.0 Later", "retry_later"), ("554 5.7.1 Spam", "failed"), ("421 4.3.2 Shutting down", "retry_later")],
)
def test_the_answer_to_the_final_dot_decides(mailing, sink, reply, status):
    second = addresses(mailing)[1]
    sink.refused_messages[second] = reply

    send(mailing)

    assert statuses(mailing) == ["sent", status, "sent"]
    assert second not in sink.by_recipient


def test_a_connection_lost_after_the_final_dot_leaves_it_unknown_and_never_sends_again(mailing, sink):
    sink.drops_after_dot = 1

    send(mailing)
    make_due(mailing)
    send(mailing)

    assert statuses(mailing) == ["unknown", "sent", "sent"]
    assert not sink.doubled
    assert "Connection" in mailing.deliveries.first().reply


def test_a_mail_server_that_takes_too_long_to_answer_leaves_it_unknown(mailing, sink, settings):
    settings.SMTP_TIMEOUT_SECONDS = 0.3
    sink.delay = 1.5

    ending = send(mailing)

    assert ending is Ending.IDLE
    assert statuses(mailing) == ["unknown", "pending", "pending"]
    assert mailing.batches.get().due_at > timezone.now()


def test_a_connection_lost_before_the_end_of_the_message_is_surely_not_sent(mailing, sink):
    sink.drops_before_dot = 1

    ending = send(mailing)

    assert ending is Ending.IDLE
    assert statuses(mailing) == ["pending"] * 3
    batch = mailing.batches.get()
    assert batch.due_at > timezone.now() + timedelta(seconds=20)
    make_due(mailing)
    send(mailing)
    assert statuses(mailing) == ["sent"] * 3
    assert not sink.doubled


def test_a_connection_that_served_and_then_broke_is_replaced_at_once(mailing, sink):
    original = sink.keep

    def keep_and_hang_up_on_the_next(*message) -> None:
        original(*message)
        sink.drops_before_dot = 1 if len(sink.received) == 1 else 0

    sink.keep = keep_and_hang_up_on_the_next

    send(mailing)

    assert statuses(mailing) == ["sent"] * 3
    assert sink.connections == 2
    assert not sink.doubled


def test_a_message_at_which_the_connection_always_breaks_makes_way_for_the_others(mailing, sink, settings):
    settings.SENDING_RETRY_SECONDS = [600] * 6
    mailing.deliveries.filter(pk=mailing.deliveries.first().pk).update(attempts=sending.MOST_BREAKS)
    sink.drops_before_dot = 1

    send(mailing)
    mailing.batches.update(due_at=timezone.now())
    send(mailing)

    assert statuses(mailing) == ["retry_later", "sent", "sent"]


def test_a_mail_server_that_is_down_costs_nobody_an_attempt(mailing, sink):
    sink.stop()

    ending = send(mailing)

    assert ending is Ending.IDLE
    assert list(mailing.deliveries.values_list("status", "attempts")) == [("pending", 0)] * 3
    assert mailing.batches.get().due_at > timezone.now()
    sink.start()
    make_due(mailing)
    send(mailing)
    assert statuses(mailing) == ["sent"] * 3


@pytest.mark.parametrize("reply", ["421 4.3.2 Too many connections", "451 4.3.0 Not now", "550 5.7.1 Sender refused"])
def test_a_mail_server_that_refuses_our_sender_costs_nobody_an_attempt(mailing, settings, reply):
    with scripted(settings, {"MAIL": reply}):
        send(mailing)

    assert list(mailing.deliveries.values_list("status", "attempts")) == [("pending", 0)] * 3
    assert mailing.deliveries.first().reply == reply
    assert mailing.batches.get().due_at > timezone.now()


@pytest.mark.parametrize(
    ("reply", "status"), [("451 4.3.0 Not now", "retry_later"), ("554 5.5.1 No", "failed"), ("250 What?", "pending")]
)
def test_the_answer_to_data_decides_before_a_byte_of_the_message_left(mailing, settings, reply, status):
    with scripted(settings, {"DATA": reply}):
        send(mailing)

    assert mailing.deliveries.first().status == status


@pytest.mark.parametrize("reply", ["334 What?", "nonsense", "x" * 9000])
def test_an_answer_to_the_final_dot_that_is_none_leaves_it_unknown(mailing, settings, reply):
    with scripted(settings, {".": reply}):
        send(mailing, stopping=lambda: "unknown" in statuses(mailing))

    assert mailing.deliveries.first().status == "unknown"


@pytest.mark.parametrize("greeting", ["554 Go away", "421 Later"])
def test_a_mail_server_that_does_not_let_us_in_is_down(mailing, settings, greeting):
    with scripted(settings, {"": greeting}):
        assert send(mailing) is Ending.IDLE

    assert list(mailing.deliveries.values_list("status", "attempts")) == [("pending", 0)] * 3


def test_an_address_that_needs_more_than_the_mail_server_can_fails_with_a_reason(mailing):
    first = mailing.deliveries.first()
    Delivery.objects.filter(pk=first.pk).update(address="żaneta@council.example")

    send(mailing)

    first.refresh_from_db()
    assert statuses(mailing) == ["failed", "sent", "sent"]
    assert "letters before the @" in first.reply


def test_an_address_that_would_bring_a_command_with_it_fails_and_nothing_is_said(mailing, sink):
    first = mailing.deliveries.first()
    Delivery.objects.filter(pk=first.pk).update(address="a@b.example>\r\nRCPT TO:<c@d.example")

    send(mailing)

    assert statuses(mailing) == ["failed", "sent", "sent"]
    assert set(sink.by_recipient) == set(addresses(mailing)[1:])


def test_a_message_to_letters_beyond_ascii_goes_to_a_server_that_offers_them(mailing, settings):
    Delivery.objects.filter(pk=mailing.deliveries.first().pk).update(address="żaneta@council.example")
    with scripted(settings, {"EHLO": "250-relay.example\r\n250-8BITMIME\r\n250 SMTPUTF8"}) as said:
        send(mailing)

    assert mailing.deliveries.first().status == "sent"
    assert any(line.startswith("MAIL FROM") and line.endswith("SMTPUTF8") for line in map(str.upper, said))
    assert "RCPT TO:<żaneta@council.example>" in [line.replace("rcpt", "RCPT") for line in said]


def test_who_leaves_while_the_batch_is_worked_on_gets_nothing(mailing, sink):
    first, second, third = mailing.deliveries.all()

    def leave_after_the_first() -> bool:
        first.refresh_from_db()
        if first.status == "sending":
            ledger.skip_for([second.subscriber_id])
        return False

    send(mailing, stopping=leave_after_the_first)

    assert statuses(mailing) == ["sent", "skipped", "sent"]
    assert set(sink.by_recipient) == {first.address, third.address}


def test_a_pause_takes_effect_after_the_message_in_hand_and_loses_no_outcome(mailing, sink):
    def pause_in_the_middle() -> bool:
        mailing.refresh_from_db()
        if sink.received and mailing.status == "sending":
            verbs.pause(mailing, by=people.publisher())
        return False

    send(mailing, stopping=pause_in_the_middle)

    assert len(sink.received) == 1
    assert statuses(mailing) == ["sent", "pending", "pending"]
    assert mailing.batches.get().lease_until is None
    verbs.resume(mailing, by=people.publisher())
    send(mailing)
    assert statuses(mailing) == ["sent"] * 3
    assert not sink.doubled


def test_a_worker_that_is_asked_to_end_finishes_its_message_and_frees_the_batch(mailing, sink):
    ending = send(mailing, stopping=lambda: bool(sink.received))

    assert ending is Ending.IDLE
    assert statuses(mailing) == ["sent", "pending", "pending"]
    batch = mailing.batches.get()
    assert (batch.sent, batch.pending, batch.lease_until) == (1, 2, None)


def test_when_the_time_is_up_somebody_else_should_go_on(mailing, settings):
    settings.SENDING_WORK_SECONDS = 0

    assert send(mailing) is Ending.TIME_UP


def test_a_sender_whose_batch_was_taken_away_stops_and_still_writes_its_outcome(mailing, sink):
    def lose_the_batch() -> bool:
        if len(sink.received) == 1 and "sending" in statuses(mailing):
            ledger.reap(now=timezone.now() + timedelta(hours=1))
            assert statuses(mailing) == ["unknown", "pending", "pending"]
        return False

    send(mailing, stopping=lose_the_batch)

    assert statuses(mailing) == ["sent"] * 3
    assert mailing.batches.get().epoch == 2
    assert not sink.doubled


@pytest.mark.parametrize(("outcome", "counted"), [("sent", "sent"), ("failed", "failed"), ("pending", "cancelled")])
def test_an_outcome_that_comes_after_the_certificate_makes_its_next_issue(mailing, outcome, counted):
    claim = ledger.claim(owner="slow", lease=timedelta(seconds=1), connections=4, now=timezone.now())
    first = mailing.deliveries.first()
    ledger.step(None, claim, first.pk, now=timezone.now())
    ledger.reap(now=timezone.now() + timedelta(hours=1))
    mailing.batches.update(due_at=timezone.now())
    send(mailing)
    pumping.run()
    mailing.refresh_from_db()
    assert (mailing.certificate["unknown"], mailing.certificate["issue"]) == (1, 1)

    late = sending.Work(claim, sending.Route(), sending.Clock(), lambda: True)
    late.in_hand = Outcome(first.pk, claim.epoch, outcome, timezone.now())
    late.do()
    pumping.run()

    mailing.refresh_from_db()
    first.refresh_from_db()
    assert first.status == counted
    assert (mailing.certificate["unknown"], mailing.certificate["issue"]) == (0, 2)
    assert mailing.certificate[counted] == (3 if counted == "sent" else 1)
    assert mailing.certificate["adds_up"]


def test_a_database_that_fails_for_a_moment_loses_no_outcome(mailing, sink, monkeypatch):
    real, failures = ledger.step, []

    def fail_once(outcome, *given, **more):
        if outcome and not failures:
            failures.append(outcome)
            raise OperationalError("The connection is gone")
        return real(outcome, *given, **more)

    monkeypatch.setattr(ledger, "step", fail_once)
    monkeypatch.setattr("django.db.connection.close", lambda: None)  # the test's transaction lives on it

    send(mailing)

    assert failures
    assert statuses(mailing) == ["sent"] * 3
    assert not sink.doubled


def test_a_batch_rests_when_the_database_takes_no_intent(mailing, sink, settings, monkeypatch):
    settings.SENDING_RELAY_PAUSE_SECONDS = 30

    def fail(*_given, **_more):
        raise OperationalError("could not extend file: No space left on device")

    monkeypatch.setattr(ledger, "step", fail)
    monkeypatch.setattr("django.db.connection.close", lambda: None)  # the test's transaction lives on it
    begun = ledger.clock()

    assert send(mailing) is Ending.IDLE

    assert not sink.received
    assert statuses(mailing) == ["pending"] * 3
    assert mailing.batches.get().due_at > begun + timedelta(seconds=29)


def test_a_database_that_stays_away_for_a_while_is_asked_again_until_it_takes_the_outcome(mailing, sink, monkeypatch):
    real_conclude, failures = ledger.conclude, iter(range(2))

    def step_fails(outcome, *given, **more):
        if outcome:
            raise OperationalError("The connection is gone")
        return real_step(outcome, *given, **more)

    def conclude_fails_twice(outcome):
        if next(failures, None) is not None:
            raise OperationalError("Not back yet")
        return real_conclude(outcome)

    real_step = ledger.step
    monkeypatch.setattr(ledger, "step", step_fails)
    monkeypatch.setattr(ledger, "conclude", conclude_fails_twice)
    monkeypatch.setattr("django.db.connection.close", lambda: None)  # the test's transaction lives on it
    monkeypatch.setattr(sending.time, "sleep", lambda _seconds: None)

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


def test_a_port_where_nobody_listens_is_a_mail_server_that_is_down(mailing, settings):
    settings.EMAIL_PORT = ports.free()

    assert send(mailing) is Ending.IDLE
    assert statuses(mailing) == ["pending"] * 3


def test_an_email_that_is_not_what_was_signed_off_halts_the_mailing(mailing, sink):
    type(mailing.snapshot).objects.update(email_text="Something else")

    send(mailing)

    mailing.refresh_from_db()
    assert mailing.status == "halted"
    assert "not what was signed off" in AuditEntry.objects.about(mailing).first().reason
    assert statuses(mailing) == ["pending"] * 3
    assert not sink.received
