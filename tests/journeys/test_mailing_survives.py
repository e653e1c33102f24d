"""A mailing by real workers that are killed, frozen, stopped and rung twice: each person has exactly one copy."""

import random
import subprocess
import time

import pytest

from editions.distribution import mailings, subscribers
from editions.models import Delivery, Mailing
from tests.factories import people
from tests.journeys import mailing
from tests.servers.live import CELERY, ROOT

KILLS = 10
pytestmark = pytest.mark.slow(25)


def test_a_thousand_people_get_exactly_one_copy_each(live_system):
    journey = mailing.begin(live_system, subscribers=1000, work_seconds=60)
    live_system.start_worker()
    live_system.start_beat()

    told = journey.start("--wait")

    assert "1,000 of 1,000 sent" in told
    assert len(live_system.sink.received) == 1000
    journey.assert_once_each()
    journey.assert_their_own()


def test_a_worker_killed_ten_times_mails_nobody_twice_and_misses_nobody(live_system):
    journey = mailing.begin(live_system, subscribers=1000)
    live_system.sink.delay, live_system.sink.takes_chunks = 0.02, True
    live_system.start_beat()
    journey.start()
    moments = [random.uniform(0.1, 1.2) for _ in range(KILLS)]
    connections_killed = 0

    for moment in moments:
        worker = live_system.start_worker()
        time.sleep(moment)
        worker.kill()
        connections_killed += journey.held_batches()
    assert journey.mailing.status == "sending", "The last kill came too late to prove anything"
    live_system.sink.delay = 0
    live_system.start_worker()
    journey.wait_until_finished()

    assert connections_killed > 0, f"No kill met a sender: {moments}"
    journey.assert_once_each(most_unknown=connections_killed)
    journey.assert_their_own()


def test_a_worker_frozen_past_its_lease_and_woken_does_no_harm(live_system):
    journey = mailing.begin(live_system, subscribers=30, work_seconds=3)
    live_system.sink.delay = 0.5
    live_system.start_beat()
    frozen = live_system.start_worker()
    journey.start()
    journey.wait_for(2)
    time.sleep(0.1)  # now it waits for an answer of the mail server
    frozen.freeze()

    live_system.sink.delay = 0
    live_system.start_worker()
    journey.wait_until_finished()
    assert journey.counts["unknown"] == 1
    assert journey.mailing.certificate["issue"] == 1

    frozen.wake()
    live_system.wait_until(lambda: (journey.mailing.certificate or {}).get("issue") == 2)
    journey.assert_once_each()
    assert len(live_system.sink.received) == 30


def test_a_pause_in_the_middle_loses_no_outcome(live_system):
    journey = mailing.begin(live_system, subscribers=200, work_seconds=60)
    live_system.sink.delay = 0.02
    live_system.start_beat()
    live_system.start_worker()
    journey.start()
    journey.wait_for(40)

    mailings.pause(journey.mailing, by=people.publisher())
    at_the_pause = len(live_system.sink.received)
    live_system.wait_until(lambda: not journey.held_batches())
    time.sleep(0.5)

    counts = journey.counts
    assert len(live_system.sink.received) <= at_the_pause + 1  # one batch, so one connection
    assert (counts["status"], counts["sent"]) == ("paused", len(live_system.sink.received))
    assert (counts["sending"], counts["unknown"]) == (0, 0)

    mailings.resume(journey.mailing, by=people.publisher())
    journey.wait_until_finished()
    journey.assert_once_each()


def test_a_worker_asked_to_end_finishes_its_message_and_the_next_one_goes_on_at_once(live_system):
    journey = mailing.begin(live_system, subscribers=200, work_seconds=60)
    live_system.sink.delay = 0.02
    live_system.start_beat()
    worker = live_system.start_worker()
    journey.start()
    journey.wait_for(20)

    assert worker.stop() == 0
    counts = journey.counts
    assert (counts["sending"], counts["unknown"], counts["connections"]) == (0, 0, 0)
    assert 20 <= counts["sent"] == len(live_system.sink.received) < 200

    live_system.start_worker()
    journey.wait_until_finished()
    journey.assert_once_each()


def test_tasks_that_come_many_times_or_get_lost_change_nothing(live_system):
    journey = mailing.begin(live_system, subscribers=300, work_seconds=3)
    live_system.sink.delay = 0.01
    live_system.start_beat()
    live_system.start_worker()
    live_system.start_worker()
    journey.start()
    journey.wait_for(10)

    live_system.manage(
        "shell",
        "--no-imports",
        "-c",
        "from editions import tasks; [(tasks.send_batch.delay(), tasks.pump.delay()) for _ in range(40)]",
    )
    journey.wait_for(60)
    subprocess.run([*CELERY, "purge", "-f"], cwd=ROOT, env=live_system.environment, check=True, capture_output=True)
    journey.wait_until_finished()

    journey.assert_once_each()


def test_nobody_is_mailed_after_they_left(live_system):
    journey = mailing.begin(live_system, subscribers=200, work_seconds=60)
    live_system.sink.delay = 0.01
    live_system.start_beat()
    live_system.start_worker()
    journey.start()
    journey.wait_for(20)

    last = Delivery.objects.select_related("subscriber").last()
    subscribers.leave(last.subscriber, source="test")
    journey.wait_until_finished()

    assert last.address not in live_system.sink.by_recipient
    certificate = Mailing.objects.get().certificate
    assert (certificate["sent"], certificate["skipped"], certificate["adds_up"]) == (199, 1, True)
