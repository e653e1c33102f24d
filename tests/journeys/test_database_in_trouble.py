"""PostgreSQL in trouble in the middle of a mailing: it is killed and started again, or its disk is full for a while."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, closing

import psycopg2
import pytest
from django.conf import settings as product
from django.db import connection

from tests.conftest import url_of
from tests.journeys import mailing
from tests.servers import live, valkey
from tests.servers.cluster import Database, orm_on

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(
        product.ON_SQLITE, reason="SQLite is no server; its full disk: tests/editions/distribution/test_full_disk.py"
    ),
]
PEOPLE = 3000
CONNECTIONS = 4  # of one worker, by default
SEGMENT = 1_048_576  # bytes of a WAL segment, which must find room, or PostgreSQL itself stops


@pytest.fixture
def database() -> Iterator[Database]:
    with Database(options=["--wal-segsize=1"]) as own:
        yield own


@pytest.fixture
def system(database, empty_postgres, sink, tmp_path, django_db_setup, django_db_blocker) -> Iterator[live.LiveSystem]:
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        broker = stack.enter_context(valkey.running())
        environment = live.environment_for(
            var_dir=tmp_path, database_url=database.url, broker_url=broker, sink=sink, port=1
        )
        system = live.LiveSystem(tmp_path, environment, sink, broker)
        stack.callback(system.stop)
        database.fill_from(url_of(empty_postgres))
        stack.enter_context(orm_on(database.port))
        yield system


def test_postgresql_killed_and_started_again_costs_nobody_a_copy_and_mails_nobody_twice(system, database):
    journey = mailing.begin(system, subscribers=1000, work_seconds=3)
    system.start_beat()
    worker = system.start_worker()
    journey.start()
    journey.wait_for(200)
    connection.close()

    database.kill()
    system.wait_until(lambda: "the database failed" in worker.output)
    time.sleep(1)  # each connection has ended the one message that it had in hand
    during = len(system.sink.received)
    time.sleep(0.5)
    assert len(system.sink.received) == during < 1000
    database.start()
    journey.wait_until_finished()

    journey.assert_once_each(most_unknown=CONNECTIONS)


def size_of_deliveries() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_relation_size('editions_delivery')")
        return cursor.fetchone()[0]


def test_a_full_disk_of_postgresql_gives_nobody_a_false_success_or_a_second_copy_and_all_get_theirs(system, database):
    journey = mailing.begin(system, subscribers=PEOPLE, work_seconds=60)
    system.start_beat()
    worker = system.start_worker()
    # A backup sees the rows as they were, so none of their old versions makes room for a new one.
    with closing(psycopg2.connect(database.url)) as backup:
        backup.set_session(isolation_level="REPEATABLE READ", readonly=True)
        backup.cursor().execute("SELECT count(*) FROM editions_subscriber")
        journey.start()
        journey.wait_for(100)
        database.limit_files(max(SEGMENT, size_of_deliveries()))

        system.wait_until(lambda: "could not extend file" in database.log)
        system.wait_until(lambda: "the database failed" in worker.output)
        time.sleep(2)
        during = len(system.sink.received)
        sent = set(journey.mailing.deliveries.filter(status="sent").values_list("address", flat=True))
        assert sent <= set(system.sink.by_recipient)
        time.sleep(0.5)
        assert len(system.sink.received) == during < PEOPLE

        database.limit_files(-1)
        journey.wait_until_finished()

    journey.assert_once_each()
    assert len(system.sink.received) == PEOPLE
