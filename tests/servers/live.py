"""The whole product as real processes on a database, a broker and a mail server of its own."""

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.servers import ports
from tests.servers.smtp import SmtpSink

ROOT = Path(__file__).resolve().parents[2]
CELERY = [sys.executable, "-m", "celery", "-A", "bulletin"]
WORKER = [*CELERY, "worker", "--loglevel=INFO", "--without-gossip", "--without-mingle"]
WEB = [sys.executable, "-m", "gunicorn", "bulletin.wsgi", "--threads=4", "--no-control-socket"]


class Process:
    """One program that runs; everything it writes is in `log`."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], log: Path) -> None:
        self.log = log
        with open(log, "ab") as out:
            self.popen = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
            )
        self.pid = self.popen.pid

    @property
    def alive(self) -> bool:
        return self.popen.poll() is None

    @property
    def output(self) -> str:
        return self.log.read_text(errors="replace")

    def signal(self, number: signal.Signals) -> None:
        """Send it to the program and to all that it started."""
        if self.alive:
            os.killpg(self.pid, number)

    def kill(self) -> None:
        """End it at once, as `kill -9` and a power cut do."""
        self.signal(signal.SIGKILL)
        self.popen.wait(10)

    def freeze(self) -> None:
        self.signal(signal.SIGSTOP)

    def wake(self) -> None:
        self.signal(signal.SIGCONT)

    def stop(self, *, seconds: float = 20) -> int:
        """Ask it to end, as a new release does; gives its exit status, and kills it when it doesn't listen."""
        self.wake()
        self.signal(signal.SIGTERM)
        try:
            return self.popen.wait(seconds)
        except subprocess.TimeoutExpired:
            self.kill()
            return self.popen.wait()


@dataclass
class LiveSystem:
    """Settings for real processes, and the processes; change `environment` before you start one."""

    var_dir: Path
    environment: dict[str, str]
    sink: SmtpSink
    broker_url: str
    port: int = field(default_factory=ports.free)
    processes: list[Process] = field(default_factory=list)
    static: Callable[[], Path] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def manage(self, *arguments: str, status: int | None = 0, seconds: float = 300, given: str = "") -> str:
        """Run `manage.py` with these arguments and this input; gives its output, and raises at another status."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=given,
            capture_output=True,
            text=True,
            check=False,
            timeout=seconds,
        )
        if status is not None and done.returncode != status:
            raise AssertionError(f"manage.py {' '.join(arguments)} ended with {done.returncode}:\n{done.stderr}")
        return done.stdout

    def start(self, name: str, command: Sequence[str]) -> Process:
        process = Process(command, self.environment, self.var_dir / f"{name}-{len(self.processes)}.log")
        self.processes.append(process)
        return process

    def start_worker(self, *options: str) -> Process:
        """Start a worker and wait until it takes tasks."""
        worker = self.start("worker", [*WORKER, *options])
        self.wait_until(lambda: " ready." in worker.output, what=worker)
        return worker

    def start_beat(self) -> Process:
        return self.start("beat", [*CELERY, "beat", "--pidfile="])

    def start_web(self, *options: str) -> Process:
        """Start the web server and wait until it listens at `url`; the static files are those collected before."""
        if self.static and not (self.var_dir / "static").exists():
            (self.var_dir / "static").symlink_to(self.static())
        web = self.start("web", [*WEB, f"--bind=127.0.0.1:{self.port}", *options])
        self.wait_until(lambda: ports.answers(self.port), what=web)
        return web

    def wait_until(
        self, condition: Callable[[], object], *, seconds: float = 90, what: Process | None = None, every: float = 0.1
    ) -> None:
        """Return when the condition holds; raises AssertionError with the processes' last words when it never does."""
        end = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > end or (what is not None and not what.alive):
                raise AssertionError(f"Not within {seconds} s.\n{self.last_words()}")
            time.sleep(every)

    def last_words(self) -> str:
        return "\n".join(f"--- {one.log.name}\n{one.output[-3000:]}" for one in self.processes)

    def stop(self) -> None:
        """End every process, the frozen ones too."""
        for process in self.processes:
            process.wake()
            process.signal(signal.SIGTERM)
        for process in self.processes:
            process.stop()


def environment_for(*, var_dir: Path, database_url: str, broker_url: str, sink: SmtpSink, port: int) -> dict[str, str]:
    """The environment of a real installation, but over plain http on loopback."""
    kept = {name: value for name, value in os.environ.items() if name.startswith(("COVERAGE_", "LC_", "LANG"))}
    return {
        **kept,
        "SUBMIT_SECONDS": "0",  # nobody here writes as slowly as a person
        "PATH": os.environ["PATH"],
        "ENV_FILE": os.devnull,
        "PYTHONUNBUFFERED": "1",
        "VAR_DIR": str(var_dir),
        "SECRET_KEY": "a-secret-of-the-live-systems-that-is-long-enough-and-never-used-elsewhere",
        "SITE_URL": f"http://127.0.0.1:{port}",
        "ALLOW_HTTP": "true",
        "ALLOWED_HOSTS": "127.0.0.1",
        "DATABASE_URL": database_url,
        "CELERY_BROKER_URL": broker_url,
        "EMAIL_URL": f"smtp://127.0.0.1:{sink.port}",
        # A journey should not wait for the clock.
        "PUMP_SECONDS": "0.5",
        "UNDO_MINUTES": "0",
    }


def prepare(command: str, var_dir: Path, database_url: str = "sqlite://") -> None:
    """Run `migrate` or `collectstatic` in a folder, as a new installation does."""
    sink = SmtpSink(port=1)
    environment = environment_for(
        var_dir=var_dir, database_url=database_url, broker_url="filesystem://", sink=sink, port=1
    )
    LiveSystem(var_dir, environment, sink, "filesystem://", port=1).manage(command, "--noinput", "--verbosity=0")


def made_once(folder: Path, name: str, make: Callable[[Path], None]) -> Path:
    """What `make` makes of that name in a folder of its own: by the first of all test processes that needs it."""
    made = folder / "made-once"
    made.mkdir(exist_ok=True)
    with open(made / f"{name}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (made / name).exists():
            making = Path(tempfile.mkdtemp(dir=made))
            make(making)
            (making / name).rename(made / name)
    return made / name


def copy_of_sqlite(template: Path, var_dir: Path) -> str:
    """A copy of the migrated file; gives its URL."""
    copy = var_dir / "bulletin.sqlite3"
    shutil.copy(template, copy)
    return f"sqlite:///{copy}"
