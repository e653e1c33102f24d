import re
from html import unescape

import pytest
from django.urls import reverse

from bulletin.models import AuditEntry, OutboxMail
from submissions import triage
from tests.factories import people, proofs
from tests.factories.submissions import RevisionPictureFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return people.editor(first_name="Ada", last_name="Bell")


@pytest.fixture
def desk(client, ada):
    client.force_login(ada)
    return client


def edit(submission):
    return reverse("admin:submissions_submission_edit", args=[submission.pk])


def text_of(response):
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def filled(response):
    """What the page's form would post, as a browser would gather it."""
    page = response.content.decode()
    form = page[page.index('<form method="post" enctype') :]
    data = {}
    for tag in re.findall(r"<input[^>]+>", form):
        given = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        if "name" in given and (given.get("type") not in {"radio", "checkbox"} or " checked" in tag):
            data[given["name"]] = unescape(given.get("value", ""))
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        data[name] = unescape(value).removeprefix("\n")
    data.pop("csrfmiddlewaretoken")
    return {name: value for name, value in data.items() if not name.endswith("-file")}


def test_an_edit_is_the_next_revision_and_sends_nothing(desk, ada):
    submission = SubmissionFactory(in_review=True)
    RevisionPictureFactory(revision=submission.latest, alt="A closed door")
    data = {**filled(desk.get(edit(submission))), "title": "A shorter title", "note": "Shortened"}

    response = desk.post(edit(submission), data, follow=True)

    assert "Saved as revision 2. No email was sent." in text_of(response)
    first, second = submission.revisions.all()
    assert (second.title, second.note, second.made_by) == ("A shorter title", "Shortened", ada)
    assert second.body == first.body
    assert [use.picture for use in second.pictures.all()] == [use.picture for use in first.pictures.all()]
    assert AuditEntry.objects.about(submission).get().action == "revise"
    assert not OutboxMail.objects.exists()


def test_saving_without_a_change_makes_no_revision(desk):
    submission = SubmissionFactory(in_review=True)
    data = {**filled(desk.get(edit(submission))), "note": "Nothing"}
    response = desk.post(edit(submission), data, follow=True)
    assert "Nothing was different, so there is no new revision." in text_of(response)
    assert submission.revisions.count() == 1


def test_an_edit_needs_a_title_and_a_note_and_keeps_the_rest(desk):
    submission = SubmissionFactory(in_review=True)
    data = {**filled(desk.get(edit(submission))), "title": "", "summary": "Another summary"}
    response = desk.post(edit(submission), data)
    said = text_of(response)
    assert "Enter a title for the article" in said
    assert "Say in a few words what you changed" in said
    assert "Another summary" in response.content.decode()
    assert submission.revisions.count() == 1


def test_a_row_is_added_without_saving(desk):
    submission = SubmissionFactory(in_review=True)
    data = {**filled(desk.get(edit(submission))), "title": "Half written", "rows": "add:blocks:quote"}
    response = desk.post(edit(submission), data)
    page = response.content.decode()
    assert 'value="Half written"' in page
    assert 'name="blocks-0-text"' in page
    assert submission.revisions.count() == 1


def test_an_edit_of_an_article_that_changed_meanwhile_is_refused_once_and_kept(desk):
    submission = SubmissionFactory()
    data = {**filled(desk.get(edit(submission))), "title": "Mine", "note": "Mine"}
    triage.start_review(submission, by=people.editor())

    response = desk.post(edit(submission), data)
    assert "Look at it again before you save" in text_of(response)
    assert 'value="Mine"' in response.content.decode()
    assert submission.revisions.count() == 1

    desk.post(edit(submission), {**filled(response), "title": "Mine"})
    assert submission.revisions.last().title == "Mine"


@pytest.mark.parametrize("status", ["declined", "withdrawn"])
def test_what_is_over_is_not_edited(desk, status):
    submission = SubmissionFactory(status=status)
    assert (
        edit(submission)
        not in desk.get(reverse("admin:submissions_submission_change", args=[submission.pk])).content.decode()
    )
    data = {**filled(desk.get(edit(submission))), "title": "Mine", "note": "Mine"}
    assert "can't be changed while its status is" in text_of(desk.post(edit(submission), data))
    assert submission.revisions.count() == 1


def test_a_reader_cannot_edit(client):
    submission = SubmissionFactory()
    client.force_login(people.reader())
    assert client.get(edit(submission)).status_code == 403
    assert client.post(edit(submission), {"title": "Mine"}).status_code == 403
    assert submission.revisions.count() == 1


@pytest.mark.parametrize("is_hers", [True, False])
def test_an_edit_says_that_the_proof_counts_no_more_and_who_is_told(desk, ada, is_hers):
    submission = SubmissionFactory(accepted=True, assignee=ada if is_hers else people.editor(first_name="Ben"))
    proofs.approved(submission)
    before = OutboxMail.objects.count()
    data = {**filled(desk.get(edit(submission))), "title": "A shorter title", "note": "Shortened"}

    said = text_of(desk.post(edit(submission), data, follow=True))

    assert "The proof of revision 1 counts no more: send a new one." in said
    assert ("No email was sent." in said) is is_hers
    assert OutboxMail.objects.count() == before + (not is_hers)
