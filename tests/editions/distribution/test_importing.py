"""A list of addresses from a CSV file."""

import json

import pytest
from django.core.management import CommandError, call_command

from editions.distribution import importing, subscribers
from editions.models import ConsentEvent, Subscriber, Suppression
from editions.workflow import SubscriberStatus
from tests.factories.subscribers import SubscriberFactory

pytestmark = pytest.mark.django_db

MIXED = """Name,Email Address,Organisation
Ann Lee,ann@council.example,North Council
Bob,BOB@council.example,
Bob again,bob@council.example,
,,
Nobody,not an address,
Cai,cai@heddlu.example,Heddlu
Gone,gone@council.example,
"""


@pytest.fixture
def gone():
    return SubscriberFactory(email="gone@council.example", status=SubscriberStatus.LEFT)


def test_every_row_is_counted_exactly_once(gone):
    subscribers.suppress(SubscriberFactory(email="cai@heddlu.example"), reason="asked", source="Phone call")
    report = importing.run(MIXED, source="Import of list.csv")
    assert (report.rows, report.added, report.repeated, report.left, report.suppressed) == (6, 2, 1, 1, 1)
    assert [(row.line, row.text) for row in report.refused] == [(6, "not an address")]
    counted = report.added + report.already + report.repeated + report.left + report.suppressed
    assert report.rows == counted + len(report.refused)


def test_imported_people_are_on_the_list_with_their_consent_event(gone):
    importing.run(MIXED, source="Import of list.csv")
    ann = Subscriber.objects.get(address="ann@council.example")
    assert (ann.status, ann.name, ann.organisation) == (SubscriberStatus.ACTIVE, "Ann Lee", "North Council")
    assert ann.consent_events.get().source == "Import of list.csv"
    gone.refresh_from_db()
    assert gone.status == SubscriberStatus.LEFT


def test_a_suppression_without_a_row_beats_the_import():
    keyed_hash = SubscriberFactory.build(email="ann@council.example").address_hash
    Suppression.objects.create(address_hash=keyed_hash, reason="complaint")
    assert importing.run("email\nann@council.example\n", source="x").suppressed == 1
    assert not Subscriber.objects.exists()


def test_importing_twice_adds_nobody_twice():
    importing.run(MIXED, source="x")
    again = importing.run(MIXED, source="x")
    assert (again.added, again.already) == (0, 4)
    assert ConsentEvent.objects.count() == 4


def test_a_dry_run_says_the_same_and_changes_nothing():
    report = importing.run(MIXED, source="x", dry_run=True)
    assert report.added == 4
    assert not Subscriber.objects.exists()


def test_a_long_list_is_imported_in_parts(django_assert_max_num_queries):
    text = "email\n" + "".join(f"reader{number}@council.example\n" for number in range(2500))
    with django_assert_max_num_queries(80):
        assert importing.run(text, source="x").added == 2500


@pytest.mark.parametrize(
    ("raw", "text"),
    [("\ufeffemail\nsiân@x.example".encode(), "email\nsiân@x.example"), ("name\nSiân".encode("cp1252"), "name\nSiân")],
)
def test_files_of_spreadsheets_are_read(raw, text):
    assert importing.read_file(raw) == text


def test_a_cell_that_never_ends_is_refused_with_where_it_stands():
    with pytest.raises(importing.FileRefusedError, match="from line 3 on"):
        importing.run('email\nann@council.example\n"' + "a" * 200_000, source="x")


def test_nothing_invisible_is_kept_of_a_name():
    importing.run("email,name\nann@council.example,A\x00nn \u202eLee\n", source="x")

    assert Subscriber.objects.get().name == "Ann Lee"


def test_a_workbook_is_refused_with_what_to_do():
    with pytest.raises(importing.FileRefusedError, match="Save it as CSV"):
        importing.read_file(b"PK\x03\x04")


def test_the_command_prints_json(tmp_path, capsys):
    path = tmp_path / "list.csv"
    path.write_text(MIXED)
    call_command("import_subscribers", str(path), "--dry-run", "--json")
    report = json.loads(capsys.readouterr().out)
    assert (report["added"], report["dry_run"], report["refused"][0]["line"]) == (4, True, 6)


def test_the_command_tells_a_person_what_it_did(tmp_path, capsys):
    path = tmp_path / "list.csv"
    path.write_text("email\n" + "x\n" * 25 + "ann@council.example\n")
    call_command("import_subscribers", str(path))
    told = capsys.readouterr().out
    assert "26 rows: 1 added" in told
    assert "line 2: 'x'" in told
    assert "and 5 more" in told


@pytest.mark.parametrize("content", [None, "Ann,ann@council.example\n"])
def test_the_command_says_why_a_file_cannot_be_read(tmp_path, content):
    path = tmp_path / "list.csv"
    if content:
        path.write_text(content)
    with pytest.raises(CommandError, match=r"can't be read|names no column"):
        call_command("import_subscribers", str(path))
