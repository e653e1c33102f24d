"""A PostgreSQL of a test's own: killed and started again, seen from other machines, or with a disk that is full."""

import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Self

from django.db import connections

from tests.servers import ports, postgres


class Database:
    """A cluster in a folder of its own. `durable` is as in `postgres.running`, `options` are those of initdb.

    `hosts` are the addresses that it listens at: machines of a `Network` see the last of them.
    """

    def __init__(
        self, *, durable: bool = True, hosts: Sequence[str] = ("127.0.0.1",), options: Sequence[str] = ()
    ) -> None:
        self._temporary = tempfile.TemporaryDirectory(prefix="bulletin-pg-", dir="/tmp", ignore_cleanup_errors=True)
        self.folder, self.port, self.hosts = Path(self._temporary.name), ports.free(), hosts
        self.kind = postgres.DURABLE if durable else postgres.FAST
        self.programs = postgres.system_programs() or postgres.wheel_programs(self.folder)
        self.settings = {
            "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "HOME": str(self.folder), "TZ": "UTC"},
            "cwd": "/",
            **postgres.plain_user(self.folder),
        }
        postgres.make_cluster(self.programs, self.folder, self.settings, options)
        if hosts[1:]:
            with open(self.folder / "data/pg_hba.conf", "a") as rules:
                rules.writelines(f"host all all {host}/24 trust\n" for host in hosts[1:])

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self.kill()
        self._temporary.cleanup()

    @property
    def url(self) -> str:
        return f"postgres://bulletin@{self.hosts[-1]}:{self.port}/postgres"

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    def start(self) -> None:
        options = ["-c", f"listen_addresses={','.join(self.hosts)}", *self.kind]
        self.server = postgres.start(self.programs, self.folder, self.port, options, self.settings)

    def kill(self) -> None:
        self.server.kill()
        self.server.wait(10)

    def fill_from(self, url: str) -> None:
        """Copy everything of another database into this one, which is faster than to lay it out anew."""
        with subprocess.Popen([self.programs / "pg_dump", url], stdout=subprocess.PIPE, **self.settings) as dump:
            command = [self.programs / "psql", "-q", "-v", "ON_ERROR_STOP=1", "-f", "-", self.url]
            subprocess.run(command, check=True, stdin=dump.stdout, stdout=subprocess.DEVNULL, **self.settings)

    def limit_files(self, size: int) -> None:
        """Let none of its files grow beyond so many bytes, as on a full disk; -1 is no limit."""
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text().split()
        for pid in (str(self.server.pid), *children):
            limit = f"--fsize={size if size >= 0 else 'unlimited'}:unlimited"
            # As the server's user, who needs no right for it; whoever ended meanwhile has no files.
            subprocess.run(["prlimit", f"--pid={pid}", limit], check=False, capture_output=True, **self.settings)


@contextmanager
def orm_on(port: int) -> Iterator[None]:
    """The test looks into the same database."""
    connection = connections["default"]
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update(HOST="127.0.0.1", PORT=port, NAME="postgres", USER="bulletin")
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)
