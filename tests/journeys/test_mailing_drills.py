"""A mailing under everything that goes wrong at once, with real workers: small here, large by `make drill`."""

import os
import random
import subprocess
import time

import pytest
from django.conf import settings
from django.db import connection

from tests.journeys import mailing
from tests.servers.live import CELERY, ROOT

PEOPLE = int(os.environ.get("DRILL_PEOPLE", "3000" if settings.ON_SQLITE else "100000"))
KILLS = int(os.environ.get("DRILL_KILLS", "20" if settings.ON_SQLITE else "100"))
WORKERS = 1 if settings.ON_SQLITE else 4
CONNECTIONS = 1 if settings.ON_SQLITE else 16 * WORKERS  # so many that each worker has its own


@pytest.mark.slow
def test_bursts_of_refusals_and_connections_that_end_without_an_answer_cost_nobody_a_copy(live_system):
    journey = mailing.begin(live_system, subscribers=120, work_seconds=60)
    sink = live_system.sink
    live_system.environment["SENDING_RETRY_SECONDS"] = "1,1,1,1"
    busy = {f"reader{number}@council.example": "451 4.3.0 Busy" for number in range(0, 120, 10)}
    closing = {f"reader{number}@council.example": "421 4.3.2 Closing" for number in range(5, 120, 20)}
    sink.refused_recipients.update(busy)
    sink.refused_messages.update(closing)
    sink.drops_after_dot = 3
    live_system.start_beat()
    live_system.start_worker()
    journey.start()

    journey.wait_for(100)
    assert set(sink.by_recipient).isdisjoint(busy | closing)
    sink.refused_recipients.clear()
    sink.refused_messages.clear()
    journey.wait_until_finished()

    assert journey.counts["unknown"] == 3
    journey.assert_once_each(most_unknown=3)
    assert len(sink.received) == 120


@pytest.mark.drill
def test_a_hundred_kills_of_four_workers_mail_nobody_twice_and_miss_nobody(live_system):
    journey = mailing.begin(live_system, subscribers=PEOPLE)
    live_system.environment["SENDING_CONNECTIONS"] = str(CONNECTIONS)
    live_system.sink.takes_chunks = True
    live_system.sink.delay = 0.04 if settings.ON_SQLITE else 0.25  # so slow that the last kill still comes in time
    live_system.start_beat()
    workers = [live_system.start_worker() for _ in range(WORKERS)]
    journey.start()
    journey.wait_for(1)
    killed = 0

    for number in range(KILLS):
        time.sleep(random.uniform(0.05, 0.7))
        place = random.randrange(WORKERS)
        killed += connections_of(workers[place].pid)
        workers[place].kill()
        if number % 10 == 9:
            subprocess.run([*CELERY, "purge", "-f"], cwd=ROOT, env=live_system.environment, check=True)
        workers[place] = live_system.start_worker()
    still_sending = journey.mailing.status == "sending"
    live_system.sink.delay = 0
    journey.wait_until_finished(seconds=900)

    assert still_sending, "The last kill came too late to prove anything"
    assert killed > 0
    journey.assert_once_each(most_unknown=killed)


def connections_of(pid: int) -> int:
    """How many batches the worker with this number holds now; a batch's owner says whose it is."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM editions_batch WHERE lease_until IS NOT NULL AND owner LIKE %s", [f"%:{pid}:%"]
        )
        return cursor.fetchone()[0]


@pytest.mark.drill
def test_a_mail_server_that_takes_twenty_seconds_for_each_answer_gets_each_copy_once(live_system):
    journey = mailing.begin(live_system, subscribers=8, work_seconds=60)
    live_system.environment.update(SMTP_TIMEOUT_SECONDS="30", SENDING_CONNECTIONS=str(CONNECTIONS))
    live_system.sink.delay = 20
    live_system.start_beat()
    live_system.start_worker()
    journey.start()

    journey.wait_until_finished(seconds=240)

    journey.assert_once_each()
    assert len(live_system.sink.received) == 8
