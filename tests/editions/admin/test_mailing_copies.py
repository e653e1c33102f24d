import csv

import pytest
from django.urls import reverse

from bulletin.models import AuditEntry
from editions.admin import mailing_copies
from editions.models import Delivery
from tests.factories import mailings, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailing():
    return mailings.finished(subscribers=6, failed=2, unknown=1, skipped=1)


@pytest.fixture
def desk(client):
    client.force_login(people.reader())
    return client


def at(mailing):
    return reverse("admin:editions_mailing_copies", args=[mailing.pk])


def taken(client, mailing, status):
    answer = client.post(at(mailing), {"status": status})
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return answer, list(csv.reader(text.splitlines()))


@pytest.mark.parametrize("status", ["failed", "unknown", "skipped", "sent"])
def test_the_copies_with_one_status_are_listed(desk, mailing, status):
    page = desk.get(at(mailing), {"status": status}).content.decode()
    for delivery in mailing.deliveries.all():
        assert (delivery.address in page) is (delivery.status == status)


def test_the_failed_ones_come_first_and_nonsense_shows_them_too(desk, mailing):
    assert "Failed: 2 copies" in desk.get(at(mailing)).content.decode()
    assert "Failed: 2 copies" in desk.get(at(mailing), {"status": "nonsense"}).content.decode()


def test_the_file_holds_all_of_them_and_who_took_it_is_kept(desk, mailing):
    Delivery.objects.filter(status="failed").update(reply="550 5.1.1 No, “Zoë”")

    answer, rows = taken(desk, mailing, "failed")

    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert f"mailing-{mailing.pk}-failed.csv" in answer["Content-Disposition"]
    assert rows[0] == list(mailing_copies.COLUMNS)
    assert [row[0] for row in rows[1:]] == list(
        mailing.deliveries.filter(status="failed").values_list("address", flat=True)
    )
    assert rows[1][4] == "550 5.1.1 No, “Zoë”"
    entry = AuditEntry.objects.about(mailing).get(action="export_copies")
    assert entry.details == {"status": "failed", "count": 2}


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_no_cell_is_a_formula(start):
    dangerous = f'{start}HYPERLINK("https://evil.example")'
    lines = list(mailing_copies.as_csv([Delivery(address=dangerous, status="failed", reply=dangerous)]))
    (row,) = csv.reader(lines[1:])
    assert row[0] == row[4] == f"'{dangerous}"


def test_a_long_list_has_pages_and_the_file_has_everybody(desk):
    mailing = mailings.finished(subscribers=52)
    page = desk.get(at(mailing), {"status": "sent", "page": 2}).content.decode()
    assert "Page 2 of 2" in page
    assert "?status=sent&amp;page=1" in page
    assert len(taken(desk, mailing, "sent")[1]) == 53


def test_a_get_takes_no_file_and_strangers_get_none(client, mailing):
    client.force_login(people.UserFactory())
    assert client.post(at(mailing), {"status": "failed"}).status_code == 403
    assert not AuditEntry.objects.filter(action="export_copies").exists()
