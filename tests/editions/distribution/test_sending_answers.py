from datetime import timedelta

import pytest
from django.utils import timezone

from editions.distribution import working
from editions.distribution.sending import Ending
from editions.models import Delivery, Suppression
from tests.editions.distribution.batches import addresses, make_due, scripted, send, statuses
from tests.servers import ports

pytestmark = pytest.mark.django_db


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
    mailing.deliveries.filter(pk=mailing.deliveries.first().pk).update(attempts=working.MOST_BREAKS)
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


def test_a_port_where_nobody_listens_is_a_mail_server_that_is_down(mailing, settings):
    settings.EMAIL_PORT = ports.free()

    assert send(mailing) is Ending.IDLE
    assert statuses(mailing) == ["pending"] * 3
