from datetime import timedelta

import pytest
from django.utils import timezone

from bulletin import links
from bulletin.models import AuditEntry
from editions.distribution import composing, ledger, pumping, working
from editions.distribution import mailings as verbs
from editions.distribution.routing import Route
from editions.distribution.sending import Ending
from editions.distribution.stepping import Outcome
from tests.editions.distribution.batches import addresses, conclude, intend, make_due, send, statuses
from tests.factories import people

pytestmark = pytest.mark.django_db


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
    intend(claim, first.pk)
    ledger.reap(now=timezone.now() + timedelta(hours=1))
    mailing.batches.update(due_at=timezone.now())
    send(mailing)
    pumping.run()
    mailing.refresh_from_db()
    assert (mailing.certificate["unknown"], mailing.certificate["issue"]) == (1, 1)

    conclude(Outcome(first.pk, claim.epoch, outcome, timezone.now()))
    late = working.Work(claim, Route(), timezone.now, is_over=lambda: True, compose=lambda _mailing: None)
    assert list(late.do()) == []
    pumping.run()

    mailing.refresh_from_db()
    first.refresh_from_db()
    assert first.status == counted
    assert (mailing.certificate["unknown"], mailing.certificate["issue"]) == (0, 2)
    assert mailing.certificate[counted] == (3 if counted == "sent" else 1)
    assert mailing.certificate["adds_up"]


def test_an_email_that_is_not_what_was_signed_off_halts_the_mailing(mailing, sink):
    type(mailing.snapshot).objects.update(email_text="Something else")

    send(mailing)

    mailing.refresh_from_db()
    assert mailing.status == "halted"
    assert "not what was signed off" in AuditEntry.objects.about(mailing).first().reason
    assert statuses(mailing) == ["pending"] * 3
    assert not sink.received
