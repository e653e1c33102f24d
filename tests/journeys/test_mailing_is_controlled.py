"""A mailing held back, begun with staff, bounced and resolved, by real workers: each person has exactly one copy."""

import time

import pytest
from django.contrib.auth.models import User

from editions.distribution import composing, mailings, resolving
from editions.models import Batch, Delivery, Receipt
from tests.factories import people
from tests.journeys import mailing

pytestmark = pytest.mark.slow(40)


def test_two_workers_keep_to_one_rate(live_system):
    journey = mailing.begin(live_system, subscribers=600, work_seconds=60)
    live_system.environment.update(SENDING_RATE="100", SENDING_CONNECTIONS="2", PUMP_SECONDS="0.5")
    live_system.start_worker()
    live_system.start_worker()
    live_system.start_beat()
    journey.start()

    journey.wait_for(1)
    began, seen = time.monotonic(), len(live_system.sink.received)
    journey.wait_for(600)
    seconds = time.monotonic() - began

    # A quarter of a second's turns are taken at once, and as many may be on their way.
    assert (600 - seen) / seconds < 110
    journey.wait_until_finished()
    journey.assert_once_each()


def test_a_worker_that_is_killed_while_it_waits_for_its_turn_leaves_nothing_unknown(live_system):
    journey = mailing.begin(live_system, subscribers=6)
    live_system.start_beat()
    worker = live_system.start_worker()
    journey.start("--rate", "1")
    journey.wait_for(2)
    live_system.wait_until(lambda: Delivery.objects.filter(status="sent").count() == 2, every=0.02)

    worker.kill()
    assert not Delivery.objects.filter(status="sending").exists()
    live_system.start_worker()
    journey.wait_until_finished()

    journey.assert_once_each()


def test_staff_are_first_and_the_rest_waits_for_a_go(live_system):
    journey = mailing.begin(live_system, subscribers=20, work_seconds=60)
    live_system.start_worker()
    live_system.start_beat()
    journey.start("--seeds-first")
    live_system.wait_until(lambda: journey.mailing.status == "paused")
    staff = set(User.objects.filter(is_staff=True).values_list("email", flat=True))
    assert set(live_system.sink.by_recipient) == staff

    mailings.go_on(journey.mailing, by=people.publisher())
    journey.wait_until_finished()

    assert live_system.sink.doubled == {}
    assert len(live_system.sink.by_recipient) == len(staff) + 20
    assert journey.mailing.certificate["adds_up"]


def test_unknown_copies_are_resolved_by_a_bounce_and_by_a_person(live_system):
    journey = mailing.begin(live_system, subscribers=10)
    live_system.sink.drops_after_dot = 2
    live_system.start_worker()
    live_system.start_beat()
    journey.start()
    journey.wait_until_finished()
    bounced, other = resolving.unknown(journey.mailing)

    live_system.manage("record_bounce", given=f"To: {composing.return_path(bounced.pk)}\n\nI am on leave.\n")
    live_system.wait_until(lambda: journey.mailing.certificate["issue"] == 2)
    resolving.send_again(journey.mailing, [other.pk], by=people.publisher(), reason="Their log lost it")
    live_system.wait_until(lambda: (journey.mailing.certificate or {})["issue"] == 3)

    assert Receipt.objects.get().kind == "answered"
    assert live_system.sink.doubled == {other.address: 2}  # which a person decided
    numbers = {message.message["Message-ID"] for message in live_system.sink.received}
    assert len(numbers) == 10
    certificate = journey.mailing.certificate
    assert (certificate["sent"], certificate["unknown"]) == (10, 0)
    assert certificate["decided"] == {"count_by_evidence": 1, "count_as_sent": 0, "send_again": 1}
    assert not Batch.objects.filter(due_at__isnull=False).exists()
