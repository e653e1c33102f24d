"""The command that prepares everything and runs all processes of the Procfile in one terminal."""

import os
import signal
import socket
import sys
import threading
import time
from io import StringIO
from pathlib import Path
from types import FrameType

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.db import connections
from honcho.environ import parse_procfile
from honcho.manager import Manager

# Ctrl-C and SIGTERM: the end that was asked for, which make need not report as an error.
ASKED_TO_END = (128 + signal.SIGINT, 128 + signal.SIGTERM)


class Command(BaseCommand):
    help = "Prepare the database and the demo, then run web, worker, beat and mailbox here until Ctrl-C."
    requires_system_checks = ()

    def handle(self, **options: object) -> None:
        refuse_taken_ports({"PORT": settings.PORT, "MAILBOX_PORT": settings.MAILBOX_PORT})
        settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)
        self.step("1 of 3  Preparing the database", "migrate", interactive=False, verbosity=0)
        if settings.DEMO:
            self.step("2 of 3  Preparing the demo", "demo", verbosity=0)
        self.stdout.write("3 of 3  Starting web, worker, beat and mailbox")
        threading.Thread(target=self.welcome, args=[welcome_text()], daemon=True).start()
        connections.close_all()
        sys.exit(supervise(settings.BASE_DIR / "Procfile"))

    def step(self, text: str, command: str, **options: object) -> None:
        """Run another command and say how long it took."""
        self.stdout.write(f"{text} ... ", ending="")
        self.stdout.flush()
        started = time.monotonic()
        call_command(command, stdout=StringIO(), **options)
        self.stdout.write(f"{time.monotonic() - started:.1f} s")

    def welcome(self, text: str) -> None:
        """Say where to look, once the web server answers."""
        while not answers(settings.PORT):
            time.sleep(0.2)
        self.stdout.write(f"\n{text}\nCtrl-C ends everything.\n")
        self.stdout.flush()


def welcome_text() -> str:
    """What the demo tells a newcomer, else only the addresses."""
    if settings.DEMO:
        text = StringIO()
        call_command("demo", welcome=True, stdout=text)
        return text.getvalue().rstrip()
    return f"The site: {settings.SITE_URL}/\nThe desk: {settings.SITE_URL}/{settings.ADMIN_PATH}"


def answers(port: int) -> bool:
    """Whether somebody listens on this port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0


def refuse_taken_ports(ports: dict[str, int]) -> None:
    """Raises CommandError that names the setting to change for the first port in use."""
    for name, port in ports.items():
        if answers(port):
            raise CommandError(f"Port {port} is in use. Choose another: make run {name}={port + 10}")


def supervise(procfile: Path) -> int:
    """Run the Procfile's processes until one ends or we are told to end; none is left behind. Gives the exit status."""
    environment = {
        **os.environ,
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PORT": str(settings.PORT),
        "PYTHONUNBUFFERED": "1",
    }
    manager = Manager()
    for name, command in parse_procfile(procfile.read_text()).processes.items():
        manager.add_process(name, command, env=environment, cwd=str(procfile.parent))

    here = os.getpid()

    def hang_up(number: int, frame: FrameType | None) -> None:
        if os.getpid() == here:  # each process has a watcher, forked from this one, that must stay
            write_nowhere()
            manager.terminate()

    signal.signal(signal.SIGHUP, hang_up)
    try:
        manager.loop()
    except OSError:  # nobody reads our output any more
        write_nowhere()
        manager.kill()
    return 0 if manager.returncode in ASKED_TO_END else manager.returncode or 0


def write_nowhere() -> None:
    """Give up an output that is closed, so that writing to it can't stop the ending."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
