import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import people
from tests.factories.submissions import RevisionFactory, RevisionPictureFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(people.editor())
    return client


def compare(submission):
    return reverse("admin:submissions_submission_compare", args=[submission.pk])


def text_of(response):
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def edited(times=1):
    row = SubmissionFactory(revision__title="Six doors", revision__body="<p>Same.</p><p>Six <em>closed</em> doors.</p>")
    for _ in range(times):
        RevisionFactory(
            submission=row,
            title="Nine doors",
            body="<p>Same.</p><p>Nine <em>closed</em> doors.</p>",
            made_by=people.editor(),
        )
        RevisionPictureFactory(revision=row.latest)
    return row


def test_the_last_two_revisions_are_shown_with_what_was_taken_out_and_put_in(desk):
    page = desk.get(compare(edited())).content.decode()
    assert '<del class="desk-del">Six </del>doors' in page
    assert '<ins class="desk-ins">Nine </ins>doors' in page
    assert "Picture, alt" in page


def test_what_is_the_same_is_left_out_unless_it_is_asked_for(desk):
    row = edited()
    assert "Same." not in text_of(desk.get(compare(row)))
    assert "Same." in text_of(desk.get(compare(row), {"whole": "1"}))


def test_any_two_can_be_chosen_and_the_last_of_the_contributor_is_one_click_away(desk):
    row = edited(times=2)
    page = desk.get(compare(row))
    assert "Both say the same, word for word." in desk.get(compare(row), {"before": "1", "after": "1"}).content.decode()
    assert "?before=1&amp;after=3" in page.content.decode()
    assert "Six doors" in text_of(desk.get(compare(row), {"before": "1", "after": "3"}))


def test_no_text_of_an_article_becomes_html(desk):
    row = SubmissionFactory(revision__title="<script>alert(1)</script>")
    RevisionFactory(submission=row, title="<img src=x onerror=alert(2)>")
    page = desk.get(compare(row)).content.decode()
    assert "<script>alert(1)" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("query", [{"before": "9"}, {"after": "x"}])
def test_an_unknown_revision_is_no_page(desk, query):
    assert desk.get(compare(edited()), query).status_code == 404


def test_those_who_may_not_see_submissions_are_refused(client):
    client.force_login(people.UserFactory())
    assert client.get(compare(edited())).status_code == 403


def test_many_revisions_take_as_many_queries_as_few(desk, django_assert_num_queries):
    few, many = edited(2), edited(12)
    with CaptureQueriesContext(connection) as for_few:
        desk.get(compare(few))
    with django_assert_num_queries(len(for_few)):
        desk.get(compare(many))
    assert len(for_few) <= 15
