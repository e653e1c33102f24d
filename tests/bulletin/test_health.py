import json
import os
from datetime import timedelta
from pathlib import Path

import pytest
from celery.beat import SchedulingError
from celery.schedules import schedule
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from kombu import Connection

from bulletin import doorbell, generation, health, heartbeats, ringing
from bulletin.celery import app
from bulletin.doorbell import BrokerSilentError
from bulletin.models import Heartbeat
from tests.servers import ports

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def file(settings, tmp_path):
    settings.GENERATION_FILE = str(tmp_path / "generation")
    return Path(settings.GENERATION_FILE)


def beat(process, *, seconds_ago=0):
    at = timezone.now() - timedelta(seconds=seconds_ago)
    Heartbeat.objects.update_or_create(process=process, defaults={"at": at})


def test_all_is_well_when_both_show_signs_of_life(client):
    heartbeats.beat("worker")
    heartbeats.beat("beat")

    answer = client.get("/healthz")

    assert answer.status_code == 200
    said = answer.json()
    assert {said[part] for part in ("status", "database", "broker", "worker", "beat", "mailings")} == {"ok"}
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


def test_a_silent_worker_is_seen_while_beat_rings(client):
    beat("beat")
    beat("worker", seconds_ago=31)

    answer = client.get("/healthz")

    assert answer.status_code == 503
    assert (answer.json()["worker"], answer.json()["beat"]) == ("failing", "ok")


def test_of_a_worker_that_nobody_rings_nothing_is_said():
    beat("beat", seconds_ago=31)
    beat("worker", seconds_ago=31)

    report = health.report()

    assert (report["status"], report["worker"], report["beat"]) == ("failing", "unknown", "failing")


def test_a_new_installation_is_not_well_yet():
    assert health.report()["status"] == "failing"
    assert health.report()["seconds_since_heartbeat"] == {}


def test_a_broker_that_is_away_is_said_within_seconds(settings):
    beat("beat")
    beat("worker")
    settings.CELERY_BROKER_URL = f"redis://:a-password@127.0.0.1:{ports.free()}/0"

    report = health.report()

    assert (report["status"], report["broker"], report["worker"]) == ("failing", "failing", "ok")
    assert "a-password" not in str(report)


def test_a_broker_whose_folder_is_gone_is_silent(settings, tmp_path):
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {"data_folder_in": str(tmp_path / "gone" / "messages")}

    with pytest.raises(BrokerSilentError):
        doorbell.waiting()


@pytest.mark.django_db(transaction=True)
def test_a_database_that_is_away_is_said(client, monkeypatch):
    beat("beat")
    connection.close()
    name = "/nowhere/at.all" if connection.vendor == "sqlite" else "there_is_none"
    monkeypatch.setitem(connection.settings_dict, "NAME", name)

    answer = client.get("/healthz")

    connection.close()
    assert answer.status_code == 503
    said = answer.json()
    assert [said[part] for part in ("database", "worker", "beat", "mailings")] == ["failing", *["unknown"] * 3]


def test_a_restored_copy_is_said_but_is_no_fault(client, file):
    beat("beat")
    beat("worker")
    generation.advance()
    file.unlink()

    answer = client.get("/healthz")

    assert (answer.status_code, answer.json()["mailings"]) == (200, "halted")


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_however_much_there_is(rows, django_assert_num_queries):
    for number in range(rows):
        beat(f"process {number}")

    with django_assert_num_queries(2):
        health.report()


def test_whoever_asks_needs_no_host_name_and_no_https(client, settings):
    settings.SECURE_SSL_REDIRECT = True

    assert client.get("/livez", HTTP_HOST="10.0.0.7").content == b"ok\n"
    assert client.get("/healthz", HTTP_HOST="10.0.0.7").status_code == 503
    assert client.get("/subscribe/", HTTP_HOST="bulletin.example").status_code == 301


def test_a_sign_of_life_replaces_the_one_before():
    beat("worker", seconds_ago=100)
    heartbeats.beat("worker")

    assert heartbeats.ages()["worker"] < 5
    assert Heartbeat.objects.count() == 1


@pytest.fixture
def scheduler(tmp_path):
    clock = ringing.Ringing(app=app, schedule_filename=str(tmp_path / "schedule"))
    once = {"expires": 20, "retry": False}
    yield clock, clock.Entry("show signs of life", ringing.HEARTBEAT, schedule=schedule(10), options=once, app=app)
    clock.close()


@pytest.mark.django_db(transaction=True)  # beat's own connection is closed after each
def test_beat_shows_a_sign_of_life_when_its_ring_was_taken(scheduler):
    clock, entry = scheduler
    waiting = doorbell.waiting()

    clock.apply_async(entry)

    assert doorbell.waiting() == waiting + 1
    assert heartbeats.ages()["beat"] < 5


def test_beat_shows_no_sign_of_life_for_its_other_rings(scheduler):
    clock, entry = scheduler
    entry.task = "editions.tasks.pump"

    clock.apply_async(entry)

    assert heartbeats.ages() == {}


def test_beat_shows_no_sign_of_life_when_nobody_takes_its_ring(scheduler):
    clock, entry = scheduler
    producer = Connection(f"redis://127.0.0.1:{ports.free()}/0").Producer(auto_declare=False)

    with pytest.raises(SchedulingError):
        clock.apply_async(entry, producer=producer)

    assert heartbeats.ages() == {}


@pytest.mark.django_db(transaction=True)
def test_beat_rings_on_while_the_database_is_away(monkeypatch, caplog):
    connection.close()
    name = "/nowhere/at.all" if connection.vendor == "sqlite" else "there_is_none"
    monkeypatch.setitem(connection.settings_dict, "NAME", name)

    ringing.write_heartbeat()

    assert "beat rings on" in caplog.text
    monkeypatch.undo()
    ringing.write_heartbeat()
    assert heartbeats.ages()["beat"] < 5


def test_the_folder_of_the_filesystem_broker_is_counted(settings, tmp_path):
    settings.CELERY_BROKER_URL = "filesystem://"
    settings.CELERY_BROKER_TRANSPORT_OPTIONS = {
        name: str(tmp_path) for name in ("data_folder_in", "data_folder_out", "control_folder")
    }
    before = doorbell.waiting()
    for number, queue in enumerate(["letters", "bulk", "bulk"]):
        (tmp_path / f"{number}_{os.getpid()}.{queue}.msg").write_text("{}")

    assert (before, doorbell.waiting()) == (0, 3)


def test_the_command_says_the_same_and_ends_by_the_parts_it_was_asked_for(capsys):
    beat("beat")
    beat("worker", seconds_ago=31)

    call_command("health", "beat", "database")
    assert json.loads(capsys.readouterr().out)["worker"] == "failing"
    for parts in (["worker"], [], ["no-such-part"]):
        with pytest.raises(SystemExit, match="1"):
            call_command("health", *parts)
