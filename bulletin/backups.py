"""Backups: the database and the pictures in one folder that says what is in it, and the way back.

PostgreSQL is read and written by its own programs, SQLite by its own copy. The database is taken before the
pictures: these are never changed, so each one that it names is in the folder too.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
from contextlib import closing
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction
from django.db.backends.postgresql.client import DatabaseClient
from django.utils import timezone

from bulletin import heartbeats
from bulletin.models import Heartbeat

DATABASE, PICTURES, CONTENTS = "database", "pictures.tar", "contents.json"
# In one transaction with the dump itself: either all of it is there, or all that was there before.
EMPTY = "SET lock_timeout = '15s'; DROP SCHEMA public CASCADE; CREATE SCHEMA public;"


class BackupError(Exception):
    """A backup that can't be made or restored; the message says why and what to do."""


def make(folder: Path) -> dict[str, Any]:
    """Write a backup into a new folder while everything runs; returns what is in it.

    The settings, and so the secrets, are not in it. Raises BackupError. The list of contents is written last, so that a
    folder without it is no backup.
    """
    if folder.exists() and any(folder.iterdir()):
        raise BackupError(f"{folder} is not empty: name a new folder.")
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    rows = _dump(folder / DATABASE)
    with tarfile.open(folder / PICTURES, "w") as tar:
        if Path(settings.MEDIA_ROOT).exists():
            tar.add(settings.MEDIA_ROOT, arcname=".")
    contents = {
        "made_at": timezone.now().isoformat(),
        "kind": connection.vendor,
        "sha256": {name: _hash(folder / name) for name in (DATABASE, PICTURES)},
        "rows": rows,
    }
    (folder / CONTENTS).write_text(json.dumps(contents, indent=2) + "\n")
    return contents


def read(folder: Path) -> dict[str, Any]:
    """What is in a backup. Raises BackupError when it is damaged, or of another kind of database."""
    try:
        contents: dict[str, Any] = json.loads((folder / CONTENTS).read_text())
    except (OSError, ValueError) as error:
        raise BackupError(f"{folder} holds no backup that was finished.") from error
    if contents["kind"] != connection.vendor:
        raise BackupError(f"The backup is of {contents['kind']}, and this database is {connection.vendor}.")
    for name, sha256 in contents["sha256"].items():
        if not (folder / name).exists() or _hash(folder / name) != sha256:
            raise BackupError(f"{folder / name} is not what was written then.")
    return contents


def restore(folder: Path) -> dict[str, Any]:
    """Put a backup in the place of this database and of its pictures; returns what is in it.

    The mark outside the database goes, so nothing is mailed until somebody confirms. Pictures that came after the
    backup stay. Raises BackupError before anything is changed when the backup is damaged or something is still running.
    """
    contents = read(folder)
    if running := [process for process, age in _ages().items() if age < heartbeats.FRESH_SECONDS]:
        names = " and ".join(sorted(running))
        raise BackupError(f"Stop web, worker and beat, then wait half a minute: {names} worked just now.")
    Path(settings.GENERATION_FILE).unlink(missing_ok=True)
    unpack(folder / PICTURES, Path(settings.MEDIA_ROOT))
    _load(folder / DATABASE)
    with connection.cursor() as cursor:
        found = _rows(cursor, connection.introspection.table_names(cursor))
    lost = sorted(table for table, count in contents["rows"].items() if found.get(table) != count)
    if lost:
        raise BackupError(f"Not all rows are there again: look at {', '.join(lost)}.")
    return contents


def unpack(archive: Path, into: Path) -> None:
    """Write the files of an archive, and only files, and only below this folder.

    The same as tarfile's filter “data”, which Python before 3.11.4 does not have.
    """
    with tarfile.open(archive) as tar:
        for member in tar.getmembers():
            place = (into / member.name).resolve()
            packed = tar.extractfile(member) if member.isfile() else None
            if packed and place.is_relative_to(into.resolve()):
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(packed.read())
                place.chmod(member.mode & 0o644)


def _ages() -> dict[str, float]:
    """Signs of life; none in an empty database."""
    return heartbeats.ages() if Heartbeat._meta.db_table in connection.introspection.table_names() else {}


def _dump(path: Path) -> dict[str, int]:
    """Write the whole database as of one moment; returns how many rows each table had then."""
    if connection.vendor == "sqlite":
        with closing(_sqlite()) as here, closing(sqlite3.connect(path)) as copy:
            here.backup(copy)
            return _rows(copy.cursor(), _tables())
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        cursor.execute("SELECT pg_export_snapshot()")
        _postgres("pg_dump", "--no-owner", "--no-acl", f"--snapshot={cursor.fetchone()[0]}", f"--file={path}")
        return _rows(cursor, _tables())


def _load(path: Path) -> None:
    if connection.vendor == "sqlite":
        connection.close()
        with closing(sqlite3.connect(path)) as copy, closing(_sqlite()) as here:
            copy.backup(here)
        return
    connection.close()
    once = ["--single-transaction", "--set=ON_ERROR_STOP=1", "--no-psqlrc", "--quiet"]
    _postgres("psql", *once, f"--command={EMPTY}", f"--file={path}", f"--output={os.devnull}")


def _postgres(program: str, *options: str) -> None:
    """Run one of PostgreSQL's programs on this database; its password goes through the environment."""
    path = shutil.which(program)
    if path is None:
        raise BackupError(f"{program} is not installed: on Debian or Ubuntu, apt install postgresql-client.")
    [_, *where], given = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    command = [path, *options, *where]
    done = subprocess.run(  # noqa: S603  # our own program, options and settings
        command, env={**os.environ, **(given or {})}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip()[-1000:]}")


def _sqlite() -> sqlite3.Connection:
    """A connection to the database file beside Django's own."""
    return sqlite3.connect(connection.settings_dict["NAME"], timeout=20)


def _tables() -> list[str]:
    return sorted({model._meta.db_table for model in apps.get_models(include_auto_created=True)})


def _rows(cursor: Any, tables: list[str]) -> dict[str, int]:
    counted = {}
    for table in tables:
        cursor.execute(f'SELECT count(*) FROM "{table}"')  # noqa: S608  # a name of our own
        counted[table] = cursor.fetchone()[0]
    return counted


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
