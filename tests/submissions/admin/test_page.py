import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bulletin.mail import Letter
from editions.models import Article, Edition, EditionSection
from submissions import conversing, searching, triage
from submissions.models import Section, Theme
from tests.factories import people
from tests.factories.submissions import RevisionFactory, RevisionPictureFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(people.editor(first_name="Ada", last_name="Bell"))
    return client


def page_of(submission):
    return reverse("admin:submissions_submission_change", args=[submission.pk])


def face(submission, number, name):
    return reverse("admin:submissions_submission_face", args=[submission.pk, number, name])


def text_of(response):
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def test_the_page_says_who_sent_it_what_it_is_about_and_where_it_stands(desk):
    submission = SubmissionFactory(
        accepted=True,
        suggested_section=Section.objects.get(name="Partnerships"),
        contributor__name="Priya Nair",
        contributor__phone="020 7946 0000",
        contributor__organisation__name="Harbour Council",
    )
    submission.themes.add(Theme.objects.get(name="Prevent"))
    edition = Edition.objects.create(number=5, label="December 2026", mailbox="bulletin@scoc.example")
    section = EditionSection.objects.create(edition=edition, name="Spotlight")
    Article.objects.create(edition=edition, section=section, submission=submission, slug="doors")
    said = text_of(desk.get(page_of(submission)))
    for fact in (
        "Priya Nair",
        "020 7946 0000",
        "Harbour Council",
        "North East",
        "Local government",
        "Partnerships",
        "Prevent",
        "Stands in Edition 5, December 2026",
        "under “Spotlight”.",
    ):
        assert fact in said


def test_the_page_says_when_a_locked_edition_prints_an_earlier_revision(desk):
    submission = SubmissionFactory(accepted=True)
    edition = Edition.objects.create(number=5, label="December 2026", mailbox="bulletin@scoc.example")
    section = EditionSection.objects.create(edition=edition, name="Spotlight")
    Article.objects.create(
        edition=edition, section=section, submission=submission, slug="doors", revision=submission.latest
    )
    RevisionFactory(submission=submission)
    assert "prints revision 1, whatever is written now" in text_of(desk.get(page_of(submission)))


def test_the_page_lists_revisions_what_was_done_and_the_mails(desk):
    submission = SubmissionFactory()
    RevisionFactory(submission=submission, made_by=people.editor(first_name="Ben"), note="Shortened")
    by = people.editor(first_name="Cleo", last_name="Stone")
    triage.decline(submission, by=by, reason="We had three of these", letter=Letter("About it", "Sorry\n"))
    said = text_of(desk.get(page_of(submission)))
    assert "Shortened" in said
    assert re.search(r"Cleo Stone Decline We had three of these", said)
    assert re.search(r"About it sam\d+@northshire.example .* Waiting to be sent", said)


def test_each_revision_and_face_has_its_frame(desk):
    submission = SubmissionFactory(revision__title="Before")
    RevisionFactory(submission=submission, title="After")
    assert face(submission, 2, "web") in desk.get(page_of(submission)).content.decode()
    earlier = desk.get(page_of(submission), {"revision": 1, "face": "email"})
    assert face(submission, 1, "email") in earlier.content.decode()
    assert "revision 1, not the newest" in text_of(earlier)
    assert "<h1" in desk.get(face(submission, 1, "web")).content.decode()
    assert "Before" in text_of(desk.get(face(submission, 1, "web")))
    assert "After" in text_of(desk.get(face(submission, 2, "email")))


def test_the_text_face_stands_on_the_page(desk):
    submission = SubmissionFactory(revision__body="<p>Neighbours <strong>noticed</strong>.</p>")
    assert "Neighbours noticed." in desk.get(page_of(submission), {"face": "text"}).content.decode()


def test_a_face_runs_no_script_and_asks_no_other_host(desk):
    policy = desk.get(face(SubmissionFactory(), 1, "web"))["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "script-src" not in policy
    assert "sandbox allow-same-origin allow-popups" in policy


def test_what_strangers_wrote_is_never_markup(desk):
    submission = SubmissionFactory(
        revision__title="<script>alert(1)</script>",
        revision__body="<p>Fine</p><script>alert(2)</script>",
        contributor__name="<img src=x onerror=alert(3)>",
    )
    for address in (page_of(submission), face(submission, 1, "web"), face(submission, 1, "email")):
        page = desk.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_pictures_are_shown_with_their_description_or_as_decoration(desk):
    submission = SubmissionFactory()
    RevisionPictureFactory(revision=submission.latest, alt="A closed door")
    RevisionPictureFactory(revision=submission.latest, alt="", is_decorative=True)
    page = desk.get(page_of(submission))
    assert "Described as “A closed door”" in text_of(page)
    assert "Decorative" in text_of(page)
    address = re.search(r'<img src="([^"]+)" alt="A closed door"', page.content.decode())[1]
    assert desk.get(address)["Content-Type"] == "image/png"


@pytest.mark.parametrize("address", ["?revision=7", "?revision=x"])
def test_an_unknown_revision_is_no_page(desk, address):
    assert desk.get(page_of(SubmissionFactory()) + address).status_code == 404


def test_an_unknown_face_is_no_page(desk):
    assert desk.get(face(SubmissionFactory(), 9, "web")).status_code == 404
    assert desk.get(face(SubmissionFactory(), 1, "x")).status_code == 404


def test_a_draft_without_a_revision_has_a_page(desk):
    submission = SubmissionFactory(draft=True, revision=None)
    assert "Nothing has been written yet." in text_of(desk.get(page_of(submission)))


def test_those_who_may_not_see_submissions_see_no_page_and_no_face(client):
    submission = SubmissionFactory()
    client.force_login(people.UserFactory())
    assert client.get(page_of(submission)).status_code == 403
    assert client.get(face(submission, 1, "web")).status_code == 403


def much_happened(number):
    """A submission about which everything was done that many times, with as many that are like it."""
    editor = people.editor()
    submission = SubmissionFactory(revision__title="How a harbour town closed the doors of six dealers")
    for _ in range(number):
        RevisionFactory(submission=submission, made_by=editor, title=submission.title)
        RevisionPictureFactory(revision=submission.latest)
        due = submission.submitted_at.date()
        triage.request_changes(submission, by=editor, items=["One", "Two"], due_on=due, letter=Letter("A", "B"))
        triage.resubmit(submission, by=editor, reason="By email")
        for audience in ("internal", "contributor"):
            conversing.write(submission, "When was this?", audience=audience, by=editor)
        other = SubmissionFactory(
            contributor__organisation=submission.contributor.organisation, revision__title=submission.title
        )
        searching.refresh(other)
    triage.assign(submission, to=editor, by=editor)
    return submission


@pytest.mark.parametrize("tab", ["article", "talk"])
def test_the_page_asks_the_same_number_of_queries_however_much_happened(desk, tab, django_assert_num_queries):
    quiet, busy = much_happened(1), much_happened(4)
    with CaptureQueriesContext(connection) as for_quiet:
        desk.get(page_of(quiet), {"tab": tab})
    with django_assert_num_queries(len(for_quiet)):
        desk.get(page_of(busy), {"tab": tab})
    assert len(for_quiet) <= 15


def test_the_page_shows_where_similar_articles_and_those_of_the_organisation_stand(desk):
    submission = much_happened(1)
    other = SubmissionFactory(revision__title="Closing the doors of dealers in a harbour town", revision__summary="")
    searching.refresh(other)
    far = SubmissionFactory(revision__title="Fraud against farmers", revision__summary="")
    searching.refresh(far)

    said = text_of(desk.get(page_of(submission), {"tab": "talk"}))

    assert f"More from {submission.contributor.organisation}" in said
    assert "Closing the doors of dealers in a harbour town" in said
    assert "Both say: dealers, doors, harbour, town" in said
    assert "Fraud against farmers" not in said
