import time
from collections import Counter
from datetime import timedelta

import pytest
from django.utils import timezone

from editions.distribution import ledger, pumping, sending
from editions.distribution import mailings as verbs
from editions.distribution.mailings import Plan
from editions.distribution.sending import Ending
from editions.models import Pace
from tests.factories import mailings
from tests.factories.subscribers import SubscriberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def server(sink, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    return sink


def send():
    began = time.monotonic()
    ending = sending.run(owner="a worker")
    return ending, time.monotonic() - began


def statuses(mailing):
    return Counter(mailing.deliveries.values_list("status", flat=True))


def test_the_rate_of_the_settings_holds_for_every_mailing(settings, sink):
    settings.SENDING_RATE = 8
    mailing = mailings.frozen(subscribers=8)

    _, seconds = send()

    assert statuses(mailing) == {"sent": 8}
    assert 0.7 < seconds < 3
    assert Pace.objects.get().name == "everything"


def test_a_mailing_has_its_own_rate(sink):
    mailing = mailings.frozen(subscribers=5, plan=Plan(rate=4))

    _, seconds = send()

    assert statuses(mailing) == {"sent": 5}
    assert 0.9 < seconds < 3


def test_nothing_is_kept_in_hand_during_a_wait(sink):
    mailing = mailings.frozen(subscribers=2, plan=Plan(rate=1))
    seen, begun = [], time.monotonic()

    def look() -> bool:
        if sink.received and time.monotonic() > begun + 0.3:
            seen.append(dict(statuses(mailing)))
        return False

    sending.run(owner="a worker", stopping=look)

    assert {"sent": 1, "pending": 1} in seen
    assert all(not each.get("sending") for each in seen[:3])


def test_for_a_long_wait_the_batch_is_given_back_and_nobody_else_takes_it(sink):
    mailing = mailings.frozen(subscribers=3, plan=Plan(warm_up=(60, 600)))

    ending, seconds = send()

    assert ending is Ending.ALL_TAKEN
    assert seconds < 2
    assert statuses(mailing) == {"sent": 1, "pending": 2}
    batch = mailing.batches.get()
    assert batch.lease_until is None
    assert timedelta(seconds=50) < batch.due_at - timezone.now() < timedelta(seconds=61)
    assert pumping.run() == 0
    Pace.objects.update(next_at=timezone.now())
    mailing.batches.update(due_at=timezone.now())
    assert pumping.run() == 1
    send()
    assert statuses(mailing) == {"sent": 2, "pending": 1}
    assert not sink.doubled


def test_one_mailing_that_is_held_back_leaves_the_connections_to_another(sink):
    slow, quick = mailings.frozen(subscribers=3, plan=Plan(warm_up=(60,))), mailings.frozen(subscribers=3)

    send()

    assert statuses(slow)["sent"] == 1
    assert statuses(quick) == {"sent": quick.total}


def test_a_domain_has_its_own_rate_and_the_others_go_first(settings, sink):
    settings.SENDING_DOMAIN_RATES = {"slow.example": 0.1}
    for number in range(3):
        SubscriberFactory(email=f"reader{number}@Slow.example")
    mailing = mailings.frozen(subscribers=3)

    ending, seconds = send()

    assert ending is Ending.ALL_TAKEN
    assert seconds < 2
    reached = Counter(address.partition("@")[2].lower() for address in sink.by_recipient)
    assert reached == {"council.example": 3, "slow.example": 1}
    batch = mailing.batches.get()
    assert timedelta(seconds=7) < batch.due_at - timezone.now() < timedelta(seconds=11)


def test_a_short_wait_for_a_domain_is_waited_for(settings, sink):
    settings.SENDING_DOMAIN_RATES = {"council.example": 4, "other.example": 1}
    SubscriberFactory(email="reader@other.example")
    mailing = mailings.frozen(subscribers=4)

    _, seconds = send()

    assert statuses(mailing) == {"sent": 5}
    assert 0.7 < seconds < 3


def test_a_domain_gets_as_many_copies_as_its_rate_permits(settings, sink):
    settings.SENDING_DOMAIN_RATES = {"council.example": 20}
    mailing = mailings.frozen(subscribers=20)

    _, seconds = send()

    assert statuses(mailing) == {"sent": 20}
    assert 0.9 < seconds < 3


def test_a_pause_holds_from_the_next_message_on_also_during_a_wait(sink):
    mailing = mailings.frozen(subscribers=3, plan=Plan(rate=1))

    def pause_once() -> bool:
        mailing.refresh_from_db()
        if statuses(mailing)["sent"] and mailing.status == "sending":
            verbs.pause(mailing, by=mailing.created_by)
        return False

    sending.run(owner="a worker", stopping=pause_once)

    assert statuses(mailing) == {"sent": 1, "pending": 2}


def test_a_worker_that_stops_does_not_wait_for_its_turn(monkeypatch, sink):
    mailings.frozen(subscribers=3, plan=Plan(rate=1))

    began = time.monotonic()
    sending.run(owner="a worker", stopping=lambda: bool(sink.received))

    assert time.monotonic() - began < 0.9
    assert ledger.free_connections(1, now=timezone.now()) == 1
