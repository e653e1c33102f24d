"""`make run`: everything in one terminal, with demo data, and nothing left of it afterwards."""

import os
import signal
import socket
import sys
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings

from tests.servers import live, ports

pytestmark = pytest.mark.skipif(not settings.ON_SQLITE, reason="make run is about the embedded default only")


@pytest.fixture
def start(tmp_path):
    """Start `manage.py run` in a session of its own, as a terminal does."""
    started = []

    def start_one() -> live.Process:
        process = live.Process([sys.executable, "manage.py", "run"], environment, tmp_path / f"{len(started)}.log")
        started.append(process)
        return process

    environment = {
        **{name: value for name, value in os.environ.items() if name.startswith(("COVERAGE_", "LANG", "PATH"))},
        "DEBUG": "true",
        "DEMO": "true",
        "ENV_FILE": os.devnull,
        "VAR_DIR": str(tmp_path / "var"),
        "PORT": str(ports.free()),
        "MAILBOX_PORT": str(ports.free()),
    }
    start_one.environment = environment
    yield start_one
    for process in started:
        process.stop()


def wait_for(process: live.Process, words: str) -> None:
    system = live.LiveSystem(process.log.parent, {}, None, "", processes=[process])
    system.wait_until(lambda: words in process.output, what=process, seconds=90)


def living(variable: str) -> list[str]:
    """The command lines of all processes that have this in their environment."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if variable.encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append((folder / "cmdline").read_text().replace("\0", " "))
        except OSError:
            continue
    return found


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_run_shows_the_demo_and_leaves_no_process_behind(start, number):
    process = start()
    wait_for(process, "Ctrl-C ends everything")
    with urllib.request.urlopen(f"http://127.0.0.1:{start.environment['PORT']}/") as answer:
        page = answer.read().decode()
    variable = f"VAR_DIR={start.environment['VAR_DIR']}"
    during = living(variable)

    process.signal(number)
    status = process.popen.wait(30)

    assert "govuk" in page
    assert "Warning" not in process.output
    assert status == 0 or number == signal.SIGHUP  # make would report what was asked for as an error
    assert all(any(word in line for line in during) for word in ("gunicorn", " worker ", " beat ", " mailbox"))
    assert living(variable) == []


@pytest.mark.parametrize("name", ["PORT", "MAILBOX_PORT"])
def test_a_port_in_use_is_named_with_the_setting_that_changes_it(start, name):
    with socket.create_server(("127.0.0.1", int(start.environment[name]))):
        process = start()
        process.popen.wait(30)

    port = int(start.environment[name])
    assert process.output == f"CommandError: Port {port} is in use. Choose another: make run {name}={port + 10}\n"


@pytest.mark.slow
def test_a_process_that_dies_takes_the_others_with_it(start):
    start.environment["DEMO"] = "false"
    process = start()
    wait_for(process, "Ctrl-C ends everything")
    wait_for(process, "mailbox started (pid=")
    mailbox = int(process.output.partition("mailbox started (pid=")[2].partition(")")[0])

    os.killpg(mailbox, signal.SIGKILL)
    status = process.popen.wait(30)

    assert status != 0
    assert living(f"VAR_DIR={start.environment['VAR_DIR']}") == []
