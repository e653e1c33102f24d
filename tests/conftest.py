"""Fixtures for every test.

db, transactional_db  (pytest-django) the database of this run: SQLite, or PostgreSQL where DATABASE_URL is given
sink          a mail server: `sink.port`, `sink.received`, `sink.to(address)`, `sink.by_recipient`, `sink.doubled`, and
              its failures: `delay`, `refused_recipients`, `refused_messages`, `drops_after_dot`, `stop()`, `start()`
mail_server   the same sink, with Django's own mail going to it through the real SMTP backend
browser, page a real Chromium, and a page of 1280 pixels in it; the test fails when the page had a script error
              or broke the content security policy. `visit(path)` opens a path of the live server; `narrow` is 360
              pixels wide, `page_without_javascript` is what it says
live_system   the product as real processes with a migrated database, broker, VAR_DIR and sink of their own. The
              test's own ORM and factories write to that database too (real commits). `start_worker()`, `start_beat()`,
              `start_web()` give a Process with `kill()` (-9), `freeze()`, `wake()`, `stop()` (SIGTERM), `pid`, `alive`,
              `output`; `manage("mail_edition", "5")` gives the output; `wait_until(lambda: ..., seconds=60)`; `url`,
              `sink`, `var_dir`; set `environment["PUMP_SECONDS"] = "1"` before a start
Mark what takes more than a few seconds `slow`, and minutes `drill`.
To run one test on PostgreSQL: `python -m tests.servers [--durable] python -m pytest tests/x/test_y.py`.
"""

import os
import uuid
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import psycopg2
import pytest
from django.conf import settings as django_settings
from django.db import connections
from playwright.sync_api import Browser, Page, Response
from pytest_django.live_server_helper import LiveServer
from pytest_django.plugin import blocking_manager_key

from tests import needs
from tests.servers import browser as chromium
from tests.servers import live, ports, valkey
from tests.servers.smtp import SmtpSink

# Playwright's loop runs in the tests' thread while the ORM is used there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Before each test that commits, put back the rows that migrations made: groups, sections, themes.

    Mark what any database gives the same answer to, so that `make test` asks it once: whatever looks into a browser, or
    has no database and is not about one kind of them. And let the long ones begin first, so that none is left alone at
    the end: journeys with a database of their own, then the others as pytest-django orders them.
    """
    places, longest = {}, defaultdict(float)
    for item in items:
        names = set(getattr(item, "fixturenames", []))
        marker, slow = item.get_closest_marker("django_db"), item.get_closest_marker("slow")
        if (marker and marker.kwargs.get("transaction")) or {"transactional_db", "live_server"} & names:
            item.fixturenames.append("django_db_serialized_rollback")
        has_rows = commits(item) or bool(marker) or "db" in names
        if "browser" in names or not (has_rows or "live_database" in names or item.get_closest_marker("skipif")):
            item.add_marker("once")
        places[item] = (1 + commits(item)) if has_rows else 0 if slow else 3
        longest[item.path] = max(longest[item.path], *(slow.args or (5,)) if slow else (0,))
    items.sort(key=lambda item: (places[item], -longest[item.path]))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item, nextitem: pytest.Item | None) -> Iterator[None]:
    """Put these rows back also before a test that doesn't commit: a process takes any test over from another."""
    yield
    if nextitem and commits(item) and not commits(nextitem):
        with item.config.stash[blocking_manager_key].unblock():
            connection = connections["default"]
            connection.creation.deserialize_db_from_string(connection._test_serialized_contents)


def commits(item: pytest.Item) -> bool:
    return "django_db_serialized_rollback" in getattr(item, "fixturenames", [])


@pytest.fixture(autouse=True)
def own_media_folder(settings, tmp_path):
    """No test sees the files of another."""
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    server = SmtpSink().start()
    yield server
    server.close()


@pytest.fixture
def mail_server(sink: SmtpSink, settings) -> SmtpSink:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    return sink


# --- browser ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")  # while it runs, nobody else on this thread may run an asyncio loop
def browser(django_db_setup) -> Iterator[Browser]:
    path = chromium.program()
    if path is None:
        needs.missing("Chromium is not installed: apt install chromium")
    outside = connections["default"]
    with chromium.running(path) as running:
        # Within the browser's loop Django gives this thread another connection, which must know the same.
        if hasattr(outside, "_test_serialized_contents"):  # only when a test of this run asks for it
            connections["default"]._test_serialized_contents = outside._test_serialized_contents
        yield running
        connections.close_all()


def open_page(browser: Browser, width: int, javascript: bool = True) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, locale="en-GB", java_script_enabled=javascript
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    faults = chromium.listen_for_faults(page)
    yield page
    context.close()
    assert faults == []


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    yield from open_page(browser, 1280)


@pytest.fixture
def narrow(browser: Browser) -> Iterator[Page]:
    yield from open_page(browser, 360)


@pytest.fixture
def page_without_javascript(browser: Browser) -> Iterator[Page]:
    yield from open_page(browser, 1280, javascript=False)


@pytest.fixture
def visit(page: Page, live_server: LiveServer) -> Callable[[str], Response | None]:
    return lambda path: page.goto(live_server.url + path)


# --- the whole product -----------------------------------------------------------------------------


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of all test processes of this run."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


@pytest.fixture(scope="session")
def empty_sqlite(shared_folder: Path) -> Path:
    """A migrated SQLite file to copy."""

    def make(folder: Path) -> None:
        live.prepare("migrate", folder, f"sqlite:///{folder / 'bulletin.sqlite3'}")

    return live.made_once(shared_folder, "bulletin.sqlite3", make)


@pytest.fixture(scope="session")
def static_files(shared_folder: Path) -> Path:
    """The static files as a release collects them, which takes seconds."""
    return live.made_once(shared_folder, "static", lambda folder: live.prepare("collectstatic", folder))


@pytest.fixture(scope="session")
def empty_postgres(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The name of a migrated PostgreSQL database to copy."""
    name = f"template_{uuid.uuid4().hex[:12]}"
    on_server(f"CREATE DATABASE {name}")
    live.prepare("migrate", tmp_path_factory.mktemp("template"), url_of(name))
    yield name
    on_server(f"DROP DATABASE {name}")


def url_of(name: str) -> str:
    return os.environ["DATABASE_URL"].rpartition("/")[0] + f"/{name}"


def on_server(statement: str) -> None:
    """Run a statement that no transaction may hold."""
    connection = psycopg2.connect(os.environ["DATABASE_URL"])
    connection.autocommit = True
    connection.cursor().execute(statement)
    connection.close()


@pytest.fixture
def live_database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated database of its own, of the kind of this run."""
    if django_settings.ON_SQLITE:
        yield live.copy_of_sqlite(request.getfixturevalue("empty_sqlite"), tmp_path)
        return
    name = f"live_{uuid.uuid4().hex[:12]}"
    on_server(f"CREATE DATABASE {name} TEMPLATE {request.getfixturevalue('empty_postgres')}")
    yield url_of(name)
    on_server(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def orm_on_live_database(live_database: str, django_db_setup, django_db_blocker) -> Iterator[None]:
    """Point the ORM of this process, all its threads included, at the live database."""
    connection = connections["default"]
    before = connection.settings_dict["NAME"]
    file = live_database.removeprefix("sqlite:///")
    name = file if django_settings.ON_SQLITE else file.rpartition("/")[2]
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = name
        yield
        connection.close()
        connection.settings_dict["NAME"] = before


@pytest.fixture
def live_system(
    live_database: str, orm_on_live_database: None, sink: SmtpSink, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[live.LiveSystem]:
    with ExitStack() as stack:
        broker = "filesystem://" if django_settings.ON_SQLITE else stack.enter_context(valkey.running())
        port = ports.free()
        environment = live.environment_for(
            var_dir=tmp_path, database_url=live_database, broker_url=broker, sink=sink, port=port
        )
        system = live.LiveSystem(tmp_path, environment, sink, broker, port)
        system.static = lambda: request.getfixturevalue("static_files")
        stack.callback(system.stop)
        yield system
