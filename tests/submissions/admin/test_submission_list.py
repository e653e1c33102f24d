import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from submissions import searching
from submissions.models import SavedSearch, Section, Submission, Theme
from tests.factories import people
from tests.factories.submissions import RevisionFactory, SubmissionFactory

pytestmark = pytest.mark.django_db

LIST = reverse("admin:submissions_submission_changelist")


@pytest.fixture
def desk(client):
    client.force_login(people.editor(username="ada", first_name="Ada", last_name="Bell"))
    return client


def shown(response):
    """The references in the list, in its order."""
    return re.findall(r'class="[^"]*field-reference.*?>(SOC-\w+)<', response.content.decode(), re.DOTALL)


def test_the_list_shows_the_newest_title_the_status_in_words_and_who_sent_it(desk):
    submission = SubmissionFactory(changes_requested=True, revision__title="Before")
    RevisionFactory(submission=submission, title="After the edit")
    page = desk.get(LIST).content.decode()
    assert "After the edit" in page
    assert "Before" not in page
    assert "Waiting for the contributor" in page
    assert submission.contributor.organisation.name in page


def test_the_list_asks_the_same_number_of_queries_for_any_number_of_rows(desk, django_assert_num_queries):
    def row():
        return SubmissionFactory(suggested_section=Section.objects.first(), assignee=people.editor())

    row()
    with CaptureQueriesContext(connection) as for_one:
        assert len(shown(desk.get(LIST))) == 1
    row(), row()
    with django_assert_num_queries(len(for_one)):
        assert len(shown(desk.get(LIST))) == 3


@pytest.mark.parametrize(
    "words",
    ["SOC-FIND", "cuckooed flats", "Priya", "Harbour Council", "priya@harbour.example"],
)
def test_search_finds_by_reference_title_contributor_organisation_and_address(desk, words):
    SubmissionFactory()
    SubmissionFactory(
        reference="SOC-FIND",
        revision__title="Closing the cuckooed flats",
        contributor__name="Priya Nair",
        contributor__email="priya@harbour.example",
        contributor__organisation__name="Harbour Council",
    )
    searching.refresh_all(Submission.objects.all())
    assert shown(desk.get(LIST, {"q": words})) == ["SOC-FIND"]


def test_an_article_with_many_revisions_is_found_once(desk):
    submission = SubmissionFactory(revision__title="Closing flats")
    RevisionFactory(submission=submission, title="Closing more flats")
    searching.refresh(submission)
    assert shown(desk.get(LIST, {"q": "closing"})) == [submission.reference]


def test_filters_narrow_by_section_theme_sector_region_status_and_assignee(desk):
    section, theme, ada = Section.objects.first(), Theme.objects.first(), people.editor()
    SubmissionFactory(accepted=True)
    wanted = SubmissionFactory(
        suggested_section=section,
        assignee=ada,
        contributor__organisation__sector="health",
        contributor__organisation__region="wales",
    )
    wanted.themes.add(theme)
    for query in (
        {"suggested_section__id__exact": section.pk},
        {"themes__id__exact": theme.pk},
        {"contributor__organisation__sector__exact": "health"},
        {"contributor__organisation__region__exact": "wales"},
        {"status__exact": "submitted"},
        {"assignee": ada.pk},
    ):
        assert shown(desk.get(LIST, query)) == [wanted.reference], query


def test_the_list_of_nobodys_submissions_leaves_out_those_that_are_assigned(desk):
    SubmissionFactory(assignee=people.editor())
    wanted = SubmissionFactory()
    assert shown(desk.get(LIST, {"assignee": "nobody"})) == [wanted.reference]


def test_the_filter_that_is_on_is_named_with_a_way_out(desk):
    SubmissionFactory()
    page = desk.get(LIST, {"turn": "triage"}).content.decode()
    assert "whose turn: Needs triage" in page
    assert "show all submissions" in page


def test_the_overdue_are_those_whose_day_is_past(desk):
    today = timezone.localdate()
    SubmissionFactory(changes_requested=True, changes_due_on=today)
    late = SubmissionFactory(changes_requested=True, changes_due_on=today - timedelta(days=1))
    assert shown(desk.get(LIST, {"turn": "overdue"})) == [late.reference]


def test_those_who_may_not_see_submissions_are_refused(client):
    client.force_login(people.UserFactory())
    assert client.get(LIST).status_code == 403


@pytest.mark.parametrize("name", ["add", "delete"])
def test_no_form_adds_or_deletes_a_submission_even_for_a_superuser(client, name):
    submission = SubmissionFactory()
    client.force_login(people.UserFactory(is_superuser=True))
    args = [submission.pk] if name == "delete" else []
    assert client.post(reverse(f"admin:submissions_submission_{name}", args=args), {"post": "yes"}).status_code == 403
    submission.refresh_from_db()


def test_a_search_is_kept_under_a_name_and_found_again_by_its_owner_only(desk, client):
    save = reverse("admin:submissions_submission_save_search")
    desk.post(
        save, {"name": "Waiting in Wales", "query": "turn=waiting&contributor__organisation__region__exact=wales&p=2"}
    )

    page = desk.get(LIST).content.decode()
    assert "Waiting in Wales" in page
    assert SavedSearch.objects.get().query == "contributor__organisation__region__exact=wales&turn=waiting"
    client.force_login(people.editor())
    assert "Waiting in Wales" not in client.get(LIST).content.decode()


def test_a_search_kept_again_under_its_name_replaces_the_first(desk):
    save = reverse("admin:submissions_submission_save_search")
    for words in ("first", "second"):
        desk.post(save, {"name": "Mine", "query": f"q={words}"})
    assert list(SavedSearch.objects.values_list("query", flat=True)) == ["q=second"]


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"name": " ", "query": "q=a"}, "Give the search a name."),
        ({"name": "x" * 61, "query": "q=a"}, "The name must be 60 characters or fewer."),
        ({"name": "Mine", "query": "p=3"}, "Search or filter first: there is nothing to keep."),
        ({"name": "Mine", "query": f"q={'x' * 600}"}, "The search is too long to keep."),
    ],
)
def test_a_search_that_cannot_be_kept_says_why(desk, given, reason):
    page = desk.post(reverse("admin:submissions_submission_save_search"), given, follow=True).content.decode()
    assert reason in page
    assert not SavedSearch.objects.exists()


def test_nobody_forgets_the_search_of_somebody_else(desk, client):
    mine = SavedSearch.objects.create(user=people.editor(), name="Mine", query="q=a")
    forget = reverse("admin:submissions_submission_forget_search", args=[mine.pk])
    desk.post(forget)
    assert SavedSearch.objects.exists()
    client.force_login(mine.user)
    client.post(forget)
    assert not SavedSearch.objects.exists()


def test_the_file_of_the_list_is_offered_with_the_same_search(desk):
    SubmissionFactory(accepted=True)
    page = desk.get(LIST, {"status__exact": "accepted"}).content.decode()
    assert f"{reverse('export', args=['submissions', 'submission'])}?status__exact=accepted" in page
