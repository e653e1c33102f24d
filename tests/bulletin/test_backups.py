import io
import json
import os
import tarfile
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from bulletin import backups
from bulletin.backups import BackupError
from bulletin.models import Heartbeat
from tests import needs
from tests.factories import people

pytestmark = pytest.mark.django_db(transaction=True)  # what backs up sees what is committed


@pytest.fixture(autouse=True)
def programs():
    needs.programs_of_postgres()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backup"


@pytest.fixture
def picture(settings):
    path = Path(settings.MEDIA_ROOT) / "pictures" / "door.png"
    path.parent.mkdir(parents=True)
    path.write_bytes(b"a door")
    return path


def test_a_backup_says_what_is_in_it(folder, picture):
    people.UserFactory.create_batch(3)

    contents = backups.make(folder)

    assert contents == backups.read(folder)
    assert contents["rows"]["auth_user"] == 3
    assert contents["kind"] == connection.vendor
    assert os.stat(folder).st_mode & 0o077 == 0


def test_a_backup_never_overwrites_anything(folder):
    backups.make(folder)
    before = (folder / "contents.json").read_text()

    with pytest.raises(BackupError, match="is not empty"):
        backups.make(folder)
    assert (folder / "contents.json").read_text() == before


@pytest.mark.parametrize("name", [backups.DATABASE, backups.PICTURES])
def test_a_damaged_backup_is_refused(folder, picture, name):
    backups.make(folder)
    with (folder / name).open("ab") as file:
        file.write(b"x")

    with pytest.raises(BackupError, match=f"{name} is not what was written then"):
        backups.read(folder)


def test_a_backup_that_lost_a_part_is_refused(folder):
    backups.make(folder)
    (folder / backups.PICTURES).unlink()

    with pytest.raises(BackupError, match="is not what was written then"):
        backups.read(folder)


@pytest.mark.parametrize("text", [None, "", "{"])
def test_a_backup_that_was_not_finished_is_refused(folder, text):
    backups.make(folder)
    (folder / "contents.json").unlink()
    if text is not None:
        (folder / "contents.json").write_text(text)

    with pytest.raises(BackupError, match="no backup that was finished"):
        backups.read(folder)


def test_a_backup_of_another_kind_of_database_is_refused(folder):
    contents = backups.make(folder)
    (folder / "contents.json").write_text(json.dumps({**contents, "kind": "oracle"}))

    with pytest.raises(BackupError, match="The backup is of oracle"):
        backups.read(folder)


def test_nothing_is_restored_beneath_what_still_runs(folder, picture):
    backups.make(folder)
    picture.unlink()
    Heartbeat.objects.create(process="worker", at=timezone.now() - timedelta(seconds=20))

    with pytest.raises(BackupError, match="Stop web, worker and beat, then wait half a minute: worker"):
        backups.restore(folder)
    assert not picture.exists()


def test_the_commands_say_what_they_did_and_what_they_need(folder, picture):
    out = StringIO()
    call_command("backup", str(folder), stdout=out)

    assert "rows and the pictures, as of " in out.getvalue()
    with pytest.raises(CommandError, match=r"Everything here is replaced by what was at .*: add --yes"):
        call_command("restore", str(folder))
    with pytest.raises(CommandError, match="is not empty"):
        call_command("backup", str(folder))


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="Only PostgreSQL needs a program")
def test_a_program_that_is_missing_or_fails_is_named(folder, monkeypatch):
    with pytest.raises(BackupError, match=r"pg_dump failed: .*no-such-option"):
        backups._postgres("pg_dump", "--no-such-option")
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(BackupError, match="pg_dump is not installed"):
        backups.make(folder)


def test_an_archive_writes_only_files_and_only_below_its_folder(tmp_path):
    archive, into = tmp_path / "pictures.tar", tmp_path / "media"
    with tarfile.open(archive, "w") as tar:
        for name in ("pictures/one.png", "../outside.png", str(tmp_path / "absolute.png")):
            member = tarfile.TarInfo(name)
            member.size, member.mode = 4, 0o4777
            tar.addfile(member, io.BytesIO(b"blue"))
        link = tarfile.TarInfo("link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc"
        tar.addfile(link)
    backups.unpack(archive, into)
    assert (into / "pictures/one.png").read_bytes() == b"blue"
    assert (into / "pictures/one.png").stat().st_mode & 0o7777 == 0o644
    assert [path.name for path in into.rglob("*") if path.is_file() or path.is_symlink()] == ["one.png"]
    assert not (tmp_path / "outside.png").exists()
    assert not (tmp_path / "absolute.png").exists()
