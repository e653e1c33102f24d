from datetime import timedelta

import pytest
from django.utils import timezone

from editions.distribution import ledger
from editions.distribution.stepping import Outcome
from editions.models import Batch, Delivery
from editions.workflow import DELIVERY, DeliveryStatus, MailingStatus
from tests.editions.distribution.batches import conclude, intend
from tests.factories import mailings

pytestmark = pytest.mark.django_db
STATUSES = list(DeliveryStatus)
HOUR = timedelta(hours=1)


def intends(delivery):
    intend(mailings.claim_of(delivery), delivery.pk)


def concludes(status):
    return lambda delivery: conclude(Outcome(delivery.pk, 1, status, timezone.now()))


def free(delivery):
    ledger.free(mailings.claim_of(delivery), now=timezone.now())


def reap(delivery):
    ledger.reap(now=timezone.now() + HOUR)


def skip(delivery):
    ledger.skip_for([delivery.subscriber_id])


def cancel(delivery):
    Batch.objects.update(lease_until=None, owner="")
    type(delivery.mailing).objects.update(status=MailingStatus.CANCELLED)
    ledger.cancel_rest(now=timezone.now())


def decide(status):
    return lambda delivery: ledger.decide([delivery.pk], status, reply="", now=timezone.now())


@pytest.mark.parametrize("status", STATUSES)
@pytest.mark.parametrize(
    ("statement", "move"),
    [
        (intends, "intend"),
        (concludes("sent"), "take"),
        (concludes("failed"), "fail"),
        (concludes("retry_later"), "defer"),
        (concludes("pending"), "give_back"),
        (free, "lose"),
        (reap, "lose"),
        (skip, "skip"),
        (cancel, "cancel"),
        (decide("sent"), "count_as_sent"),
        (decide("pending"), "send_again"),
    ],
    ids=[
        "intend",
        "sent",
        "failed",
        "retry_later",
        "pending",
        "free",
        "reap",
        "skip",
        "cancel",
        "count_as_sent",
        "send_again",
    ],
)
def test_a_statement_moves_what_the_table_permits_and_nothing_else(statement, move, status):
    delivery = mailings.delivery_in(status, due_at=timezone.now() - HOUR)

    statement(delivery)

    expected = DELIVERY[move].target if status in DELIVERY[move].sources else status
    delivery.refresh_from_db()
    assert delivery.status == expected


def test_the_statements_cover_every_move_that_needs_no_person():
    unattended = {move.name for move in DELIVERY if move.unattended}

    assert unattended == {"intend", "take", "defer", "fail", "give_back", "lose", "skip", "cancel"}


def test_an_outcome_of_another_epoch_changes_nothing():
    delivery = mailings.delivery_in("sending")

    conclude(Outcome(delivery.pk, 2, DeliveryStatus.SENT, timezone.now()))

    delivery.refresh_from_db()
    assert delivery.status == "sending"


@pytest.mark.parametrize("status", ["paused", "cancelled", "finished"])
def test_an_outcome_is_written_whatever_became_of_the_mailing(status):
    delivery = mailings.delivery_in("sending")
    type(delivery.mailing).objects.update(status=status)

    conclude(Outcome(delivery.pk, 1, DeliveryStatus.SENT, timezone.now(), "250 Ok"))

    delivery.refresh_from_db()
    assert (delivery.status, delivery.reply) == ("sent", "250 Ok")
    assert delivery.ended_at is not None


@pytest.mark.parametrize(
    ("table", "changes"),
    [
        (Batch, {"epoch": 2}),
        (Batch, {"owner": "somebody else"}),
        (Batch, {"lease_until": timezone.now() - HOUR}),
        (Batch, {"lease_until": None}),
        (Delivery, {"status": "retry_later", "due_at": timezone.now() + HOUR}),
    ],
)
def test_no_intent_stands_when_the_batch_was_lost_or_the_row_is_not_due(table, changes):
    delivery = mailings.delivery_in("pending")
    claim = mailings.claim_of(delivery)
    table.objects.update(**changes)

    stands = intend(claim, delivery.pk)

    delivery.refresh_from_db()
    assert not stands
    assert delivery.status != "sending"


@pytest.mark.parametrize("status", [status for status in MailingStatus if status != "sending"])
def test_no_intent_stands_while_the_mailing_is_not_sending(status):
    delivery = mailings.delivery_in("pending")
    type(delivery.mailing).objects.update(status=status)

    assert not intend(mailings.claim_of(delivery), delivery.pk)


def test_outcome_and_next_intent_are_written_together_each_under_its_own_condition():
    mailing = mailings.frozen(subscribers=3)
    claim = mailings.claimed(mailing)
    first, second, third = mailing.deliveries.values_list("pk", flat=True)
    intend(claim, first)

    assert intend(claim, second, Outcome(first, 1, DeliveryStatus.SENT, timezone.now()))
    type(mailing).objects.update(status=MailingStatus.PAUSED)
    assert not intend(claim, third, Outcome(second, 1, DeliveryStatus.SENT, timezone.now()))

    assert list(mailing.deliveries.values_list("status", "attempts")) == [("sent", 1), ("sent", 1), ("pending", 0)]


def test_each_claim_has_a_new_epoch_and_only_one_holds_a_batch():
    mailing = mailings.frozen()
    first = mailings.claimed(mailing)

    assert ledger.claim(owner="b", lease=HOUR, connections=4, now=timezone.now()) is None
    ledger.free(first, now=timezone.now())
    second = mailings.claimed(mailing, owner="b")

    assert (first.epoch, second.epoch) == (1, 2)
    assert not ledger.holds(first, now=timezone.now())
    assert ledger.holds(second, now=timezone.now())
    assert not ledger.free(first, now=timezone.now())


def test_no_more_batches_are_held_than_there_are_connections():
    mailings.frozen(subscribers=1)
    second = mailings.frozen(subscribers=1)
    mailings.claimed(second)

    assert ledger.claim(owner="b", lease=HOUR, connections=1, now=timezone.now()) is None
    assert ledger.claim(owner="b", lease=HOUR, connections=2, now=timezone.now()) is not None


def test_a_freed_batch_is_counted_and_due_when_its_next_delivery_is():
    mailing = mailings.frozen(subscribers=4)
    claim, now = mailings.claimed(mailing), timezone.now()
    outcomes = [("sent", None), ("failed", None), ("retry_later", now + HOUR), ("retry_later", now + HOUR * 2)]
    for delivery, (status, due_at) in zip(mailing.deliveries.all(), outcomes, strict=True):
        Delivery.objects.filter(pk=delivery.pk).update(status=status, due_at=due_at)

    ledger.free(claim, now=now)

    batch = mailing.batches.get()
    assert (batch.sent, batch.failed, batch.retry_later, batch.pending) == (1, 1, 2, 0)
    assert batch.due_at == now + HOUR
    assert (batch.owner, batch.lease_until) == ("", None)


def test_a_batch_rests_as_long_as_it_was_told_to():
    mailing = mailings.frozen()
    claim, now = mailings.claimed(mailing), timezone.now()

    ledger.free(claim, now=now, not_before=now + HOUR)

    assert mailing.batches.get().due_at == now + HOUR
    assert ledger.claim(owner="b", lease=HOUR, connections=4, now=now) is None


def test_a_batch_with_nothing_left_is_never_due_again():
    mailing = mailings.frozen()
    claim = mailings.claimed(mailing)
    mailing.deliveries.update(status=DeliveryStatus.SENT)

    ledger.free(claim, now=timezone.now())

    assert mailing.batches.get().due_at is None


def test_only_lapsed_leases_are_reaped():
    mailing = mailings.frozen(subscribers=2)
    claim = mailings.claimed(mailing, seconds=60)
    first = mailing.deliveries.first()
    intend(claim, first.pk)

    assert ledger.reap(now=timezone.now()) == 0
    assert ledger.reap(now=timezone.now() + HOUR) == 1

    assert list(mailing.deliveries.values_list("status", flat=True)) == ["unknown", "pending"]
    batch = mailing.batches.get()
    assert (batch.unknown, batch.pending, batch.lease_until) == (1, 1, None)
    assert batch.due_at is not None


def test_an_outcome_that_comes_after_the_reaper_still_counts():
    mailing = mailings.frozen(subscribers=1)
    claim = mailings.claimed(mailing)
    number = mailing.deliveries.get().pk
    intend(claim, number)
    ledger.reap(now=timezone.now() + HOUR)

    conclude(Outcome(number, claim.epoch, DeliveryStatus.PENDING, timezone.now()))
    ledger.settle(claim.batch_id, now=timezone.now())

    batch = mailing.batches.get()
    assert (batch.pending, batch.unknown) == (1, 0)
    assert batch.due_at is not None


def test_leaving_skips_only_that_person_s_copies():
    mailing = mailings.frozen(subscribers=3)
    leaver = mailing.deliveries.all()[1]

    assert ledger.skip_for([leaver.subscriber_id]) == 1

    assert list(mailing.deliveries.values_list("status", flat=True)) == ["pending", "skipped", "pending"]


def test_the_clock_is_near_ours():
    assert abs(ledger.clock() - timezone.now()) < timedelta(seconds=5)
