from pathlib import Path

import pytest
from django.db import transaction

from bulletin import generation, mail, tasks
from bulletin.mail import Letter
from bulletin.models import Generation, OutboxMail

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def file(settings, tmp_path):
    settings.GENERATION_FILE = str(tmp_path / "generation")
    return Path(settings.GENERATION_FILE)


def lived(times=3):
    for _ in range(times):
        assert generation.advance()


def test_a_new_database_is_not_doubted_and_begins_both(file):
    assert generation.doubt() == ""
    generation.advance()

    row = Generation.objects.get()
    assert generation.outside() == generation.Mark(row.lineage, row.count, row.at)
    assert generation.doubt() == ""


def test_a_new_database_takes_over_the_folder_of_another(file):
    file.write_text("another 900 2026-01-01T00:00:00+00:00\n")

    assert generation.advance()
    assert generation.outside().lineage == Generation.objects.get().lineage


def test_it_counts_on_inside_and_outside():
    lived(times=3)

    assert generation.outside().count == Generation.objects.get().count == 4


def test_a_worker_that_counts_on_while_another_one_looks_raises_no_doubt(monkeypatch):
    lived()
    look = generation.outside

    def look_after_the_other() -> generation.Mark | None:
        monkeypatch.setattr(generation, "outside", look)
        lived(times=1)
        return look()

    monkeypatch.setattr(generation, "outside", look_after_the_other)

    assert generation.doubt() == ""


def test_a_worker_that_begins_both_while_another_one_looks_raises_no_doubt(monkeypatch):
    look = generation.outside

    def look_before_the_other() -> generation.Mark | None:
        monkeypatch.setattr(generation, "outside", look)
        mark = look()
        generation.advance()
        return mark

    monkeypatch.setattr(generation, "outside", look_before_the_other)

    assert generation.doubt() == ""


def test_an_older_copy_is_doubted_and_doesnt_count_on():
    lived(times=2)
    copied = Generation.objects.get()
    lived(times=1)
    copied.save()

    assert "is a copy of" in generation.doubt()
    assert not generation.advance()
    assert Generation.objects.get().count == copied.count


def test_a_copy_in_another_place_is_doubted(file):
    lived()
    file.unlink()

    assert "is missing" in generation.doubt()
    assert not generation.advance()
    assert not file.exists()


def test_a_database_of_another_lineage_is_doubted(file):
    lived()
    file.write_text("another 1 2026-01-01T00:00:00+00:00\n")

    assert "in another place or before another restore" in generation.doubt()


@pytest.mark.parametrize("text", ["", "one two", "lineage many 2026-01-01T00:00:00+00:00", "lineage 5 yesterday"])
def test_a_file_that_makes_no_sense_is_doubted(file, text):
    lived()
    file.write_text(text)

    assert "is missing" in generation.doubt()


def test_a_file_that_is_behind_is_only_late(file):
    lived()
    before = file.read_text()
    lived()
    file.write_text(before)

    assert generation.doubt() == ""
    lived(times=1)
    assert generation.outside().count == Generation.objects.get().count


def test_a_life_that_begins_anew_belongs_to_no_earlier_copy(file):
    lived()
    before = file.read_text()
    file.unlink()
    with transaction.atomic():
        generation.begin_anew()

    assert generation.doubt() == ""
    file.write_text(before)
    assert generation.doubt() != ""


def test_the_workers_sign_of_life_counts_on():
    tasks.heartbeat()
    tasks.heartbeat()

    assert Generation.objects.get().count == 3


def test_the_outbox_of_a_restored_copy_stays_where_it_is(file):
    lived()
    kept = mail.queue(Letter("Thank you", "It came.\n"), kind="test", to_email="ada@council.example", dedupe_key="1")
    file.unlink()

    assert mail.send_due() == 0
    kept.refresh_from_db()
    assert kept.status == OutboxMail.Status.QUEUED
    assert kept.attempts == 0
