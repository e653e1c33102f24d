import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bulletin.admin import exporting
from bulletin.models import AuditEntry
from submissions import searching
from tests.factories import people
from tests.factories.submissions import ContributorFactory, SubmissionFactory

pytestmark = pytest.mark.django_db

SUBMISSIONS = reverse("export", args=["submissions", "submission"])


def rows_of(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


@pytest.fixture
def desk(client):
    client.force_login(people.editor())
    return client


def test_the_file_has_the_columns_and_the_words_of_the_list(desk):
    row = SubmissionFactory(
        accepted=True, revision__title="Tŵr", contributor__name="Siân", contributor__organisation__name="Harbour"
    )

    response = desk.get(SUBMISSIONS)

    head, line = rows_of(response)
    assert head[:3] == ["Reference", "Title", "Status"]
    assert line[:5] == [row.reference, "Tŵr", "Accepted", "0", "Siân, Harbour"]
    assert response["Content-Disposition"].endswith('.csv"')


def test_filters_and_search_of_the_list_hold_for_the_file_and_its_page_does_not(desk):
    SubmissionFactory(declined=True)
    wanted = SubmissionFactory.create_batch(3, accepted=True)

    lines = rows_of(desk.get(SUBMISSIONS, {"status__exact": "accepted", "p": "2"}))[1:]

    assert {line[0] for line in lines} == {row.reference for row in wanted}


@pytest.mark.parametrize("typed", ["=1+1", "+44 20", "-2", "@SUM(A1)", "\t=1", "\uff1d1"])
def test_no_cell_is_a_formula(desk, typed):
    ContributorFactory(name=typed, email="a@b.example")

    cells = rows_of(desk.get(reverse("export", args=["submissions", "contributor"])))[1]

    assert cells[0] == f"'{typed}"
    assert exporting.cell(typed) == f"'{typed}"


def test_words_with_commas_quotes_and_lines_come_back_whole(desk):
    ContributorFactory(name='Kim "K", Bell\nand more')

    assert rows_of(desk.get(reverse("export", args=["submissions", "contributor"])))[1][0] == 'Kim "K", Bell\nand more'


def test_who_may_not_see_a_list_gets_no_file_of_it(client):
    client.force_login(people.editor())
    assert client.get(reverse("export", args=["auth", "user"])).status_code == 403
    client.force_login(people.UserFactory())
    assert client.get(SUBMISSIONS).status_code == 403
    client.logout()
    assert client.get(SUBMISSIONS).status_code == 302


@pytest.mark.parametrize("model", [("submissions", "draft"), ("nothing", "here")])
def test_what_has_no_list_has_no_file(desk, model):
    assert desk.get(reverse("export", args=model)).status_code == 404


def test_a_filter_that_makes_no_sense_leads_back_to_the_list(desk):
    response = desk.get(SUBMISSIONS, {"nonsense__exact": "1"})

    assert response.url == reverse("admin:submissions_submission_changelist")


def test_many_rows_take_as_many_queries_as_few(desk, django_assert_num_queries):
    SubmissionFactory.create_batch(3)
    with CaptureQueriesContext(connection) as few:
        rows_of(desk.get(SUBMISSIONS))
    SubmissionFactory.create_batch(27)
    with django_assert_num_queries(len(few)):
        assert len(rows_of(desk.get(SUBMISSIONS))) == 31


@pytest.mark.parametrize(
    "name",
    [
        "submissions_organisation",
        "submissions_phrase",
        "bulletin_outboxmail",
        "bulletin_auditentry",
        "editions_edition",
        "editions_subscriber",
        "editions_feedback",
        "editions_mailing",
    ],
)
def test_every_list_can_be_downloaded(client, name):
    client.force_login(people.UserFactory(is_superuser=True))
    assert rows_of(client.get(reverse("export", args=name.split("_", 1))))[0]


def test_who_took_how_many_rows_of_which_list_is_written_down_without_the_words_of_the_search(client):
    ada = people.editor(first_name="Ada", last_name="Bell")
    client.force_login(ada)
    SubmissionFactory(declined=True)
    taken = SubmissionFactory.create_batch(2, accepted=True)[0]
    searching.refresh(taken)

    rows_of(client.get(SUBMISSIONS, {"q": taken.reference, "status__exact": "accepted", "p": "2"}))

    entry = AuditEntry.objects.get()
    assert (entry.action, entry.by, entry.by_label) == ("download_list", ada, "Ada Bell")
    assert entry.details == {"list": "submissions.submission", "rows": 1, "narrowed_by": ["q", "status__exact"]}


def test_a_list_that_may_not_be_seen_leaves_no_entry_of_a_download(client):
    client.force_login(people.editor())
    client.get(reverse("export", args=["auth", "user"]))
    assert not AuditEntry.objects.exists()
