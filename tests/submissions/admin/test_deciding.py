import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from bulletin.models import AuditEntry, OutboxMail
from submissions import triage
from submissions.admin.deciding import VERBS
from submissions.workflow import SUBMISSION, SubmissionStatus
from tests.factories import people
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db

REFUSED = 409


@pytest.fixture
def ada():
    return people.editor(username="ada", first_name="Ada", last_name="Bell")


@pytest.fixture
def desk(client, ada):
    client.force_login(ada)
    return client


def page_of(submission):
    return reverse("admin:submissions_submission_change", args=[submission.pk])


def move(submission, name):
    return reverse("admin:submissions_submission_move", args=[submission.pk, name])


def text_of(response):
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def due(days=14):
    return timezone.localdate() + timedelta(days=days)


LETTER = {"subject": "About your article", "text": "Dear Sam\r\n\r\nThank you.\r\n"}


@pytest.mark.parametrize("status", SubmissionStatus)
def test_the_article_page_offers_exactly_the_moves_that_are_permitted(desk, status):
    submission = SubmissionFactory(status=status)
    page = desk.get(page_of(submission)).content.decode()
    offered = {name for name in VERBS if move(submission, name) in page}
    assert offered == {each.name for each in SUBMISSION.leaving(status)} - {"submit"}


def test_a_reader_is_offered_nothing(client):
    submission = SubmissionFactory()
    client.force_login(people.reader())
    response = client.get(page_of(submission))
    assert submission.title in text_of(response)
    assert not [name for name in VERBS if move(submission, name) in response.content.decode()]
    assert "Assign to me" not in text_of(response)


@pytest.mark.parametrize("name", VERBS)
def test_opening_a_page_changes_and_sends_nothing(desk, name):
    source = sorted(SUBMISSION[name].sources - {"draft"})[0]
    submission = SubmissionFactory(status=source)
    assert desk.get(move(submission, name)).status_code == 200
    submission.refresh_from_db()
    assert (submission.status, submission.version) == (source, 1)
    assert not AuditEntry.objects.exists()
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("name", VERBS)
def test_a_page_says_whether_a_mail_is_sent(desk, name):
    submission = SubmissionFactory(status=sorted(SUBMISSION[name].sources - {"draft"})[0])
    said = text_of(desk.get(move(submission, name)))
    if name == "accept":
        assert "Accept and send this email" in said
        assert f"{submission.contributor.name} <{submission.contributor.email}>" in said
    elif name in {"start_review", "resubmit"}:
        assert "No email will be sent" in said
    else:
        assert "No email is sent yet: next you read it and can change it." in said


def test_accept_sends_the_mail_as_it_was_edited(desk, ada):
    submission = SubmissionFactory()
    response = desk.post(move(submission, "accept"), {**LETTER, "seen": 1, "step": "send"}, follow=True)
    submission.refresh_from_db()
    assert submission.status == "accepted"
    mail = OutboxMail.objects.get()
    assert (mail.subject, mail.text, mail.created_by) == ("About your article", "Dear Sam\n\nThank you.", ada)
    assert f"is now “Accepted”. The email to {submission.contributor.name}" in text_of(response)


def test_accept_without_an_email_says_so(desk):
    submission = SubmissionFactory()
    response = desk.post(move(submission, "accept"), {**LETTER, "seen": 1, "step": "silent"}, follow=True)
    assert "is now “Accepted”. No email was sent." in text_of(response)
    assert not OutboxMail.objects.exists()


def test_changes_are_asked_in_two_steps_and_the_mail_lists_them(desk):
    submission = SubmissionFactory(in_review=True)
    answers = {"items": "Add the dates\n- Who is Jo?\n\n", "due_on": due().isoformat(), "seen": 1}

    proposed = desk.post(move(submission, "request_changes"), {**answers, "step": "letter"})
    page = proposed.content.decode()
    assert "- Add the dates\n- Who is Jo?" in page
    assert f"Action needed by {due().day} {due():%B %Y}" in page
    assert not OutboxMail.objects.exists()

    desk.post(move(submission, "request_changes"), {**answers, **LETTER, "step": "send"})
    submission.refresh_from_db()
    assert (submission.status, submission.changes_due_on) == ("changes_requested", due())
    assert AuditEntry.objects.get().details["items"] == ["Add the dates", "Who is Jo?"]
    assert OutboxMail.objects.get().subject == "About your article"


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        ({"items": "- \n", "due_on": date(2099, 1, 1)}, "Say at least one thing that should change."),
        ({"items": "Add a date", "due_on": ""}, "Say by when you need the changes."),
        ({"items": "Add a date", "due_on": "2020-01-01"}, "Choose a day that is not past."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_is_kept(desk, answers, said):
    submission = SubmissionFactory()
    response = desk.post(move(submission, "request_changes"), {**answers, "seen": 1, "step": "letter"})
    assert said in text_of(response)
    assert answers["items"].strip() in response.content.decode()
    assert "Continue to the email" in text_of(response)


def test_the_reason_stands_in_the_letter_and_can_still_be_changed(desk):
    submission = SubmissionFactory()
    answers = {"reason": "We have three articles on this already.", "seen": 1}
    letter = desk.post(move(submission, "decline"), {**answers, "step": "letter"}).content.decode()
    assert letter.count("We have three articles on this already.") == 3  # shown, hidden, and in the mail
    again = desk.post(move(submission, "decline"), {**answers, **LETTER, "step": "answers"}).content.decode()
    assert "We have three articles on this already.</textarea>" in again
    assert "Continue to the email" in again


def test_an_empty_mail_is_not_sent(desk):
    submission = SubmissionFactory()
    answers = {"reason": "Too long", "subject": "", "text": " ", "seen": 1, "step": "send"}
    response = desk.post(move(submission, "decline"), answers)
    assert "The email needs a subject." in text_of(response)
    assert "The email needs a text." in text_of(response)
    submission.refresh_from_db()
    assert submission.status == "submitted"


@pytest.mark.parametrize(("name", "status"), [("withdraw", "accepted"), ("reopen", "declined")])
def test_a_quiet_move_offers_to_send_nothing_first(desk, name, status):
    submission = SubmissionFactory(status=status)
    said = text_of(desk.post(move(submission, name), {"reason": "They asked", "seen": 1, "step": "letter"}))
    assert said.index("without an email") < said.index("and send this email")


def test_the_answers_of_the_contributor_are_taken_in_by_an_editor(desk):
    submission = SubmissionFactory(changes_requested=True, changes_due_on=due())
    desk.post(move(submission, "resubmit"), {"reason": "By telephone", "seen": 1, "step": "silent"})
    submission.refresh_from_db()
    assert (submission.status, submission.changes_due_on) == ("in_review", None)


def test_a_double_click_makes_one_move_and_one_mail(desk):
    submission = SubmissionFactory()
    data = {**LETTER, "seen": 1, "step": "send"}
    desk.post(move(submission, "accept"), data)
    second = desk.post(move(submission, "accept"), data, follow=True)
    assert "It was done once." in text_of(second)
    assert OutboxMail.objects.count() == 1
    assert AuditEntry.objects.filter(action="accept").count() == 1


def test_whoever_acted_meanwhile_is_named_and_nothing_typed_is_lost(desk):
    submission = SubmissionFactory()
    other = people.editor(first_name="Ben", last_name="Okoro")
    triage.start_review(submission, by=other)

    response = desk.post(move(submission, "accept"), {**LETTER, "seen": 1, "step": "send"})

    said = text_of(response)
    assert response.status_code == REFUSED
    assert "Ben Okoro did “start review” while you had this page open" in said
    assert "Dear Sam" in said
    assert 'name="seen" value="2"' in response.content.decode()
    again = desk.post(move(submission, "accept"), {**LETTER, "seen": 2, "step": "send"}, follow=True)
    assert "is now “Accepted”" in text_of(again)


def test_a_decision_that_came_too_late_keeps_the_text_for_copying(desk):
    submission = SubmissionFactory()
    triage.decline(submission, by=people.editor(first_name="Ben", last_name="Okoro"), reason="Too long", letter=None)
    response = desk.post(move(submission, "accept"), {**LETTER, "seen": 1, "step": "send"})
    said = text_of(response)
    assert "Ben Okoro did “decline”" in said
    assert "“Accept” can't be done while the status is “Declined”." in said
    assert "Too long" in said
    assert "Dear Sam" in said
    assert "send this email" not in said
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize("seen", ["", "x", "99999999999", "٣"])
def test_a_version_that_cannot_be_read_counts_as_out_of_date(desk, seen):
    submission = SubmissionFactory()
    response = desk.post(move(submission, "accept"), {**LETTER, "seen": seen, "step": "send"})
    assert response.status_code == REFUSED
    submission.refresh_from_db()
    assert submission.status == "submitted"


def test_all_that_stands_in_the_way_is_said_when_the_page_opens(client):
    submission = SubmissionFactory(declined=True, revision=None)
    client.force_login(people.reader())
    said = text_of(client.get(move(submission, "accept")))
    assert "“Accept” can't be done while the status is “Declined”." in said
    assert "You don't have permission to do “Accept”." in said
    assert "There is no text to print." in said


@pytest.mark.parametrize("name", ["submit", "publish", "x"])
def test_there_are_no_pages_for_other_moves(desk, name):
    assert desk.get(move(SubmissionFactory(), name)).status_code == 404


def test_somebody_without_the_permission_decides_nothing(client):
    submission = SubmissionFactory()
    client.force_login(people.reader())
    response = client.post(move(submission, "accept"), {**LETTER, "seen": 1, "step": "send"})
    assert response.status_code == REFUSED
    submission.refresh_from_db()
    assert submission.status == "submitted"


def test_the_page_says_that_the_assignee_hears_of_it(desk):
    submission = SubmissionFactory(changes_requested=True, assignee=people.editor(first_name="Ben", last_name="Okoro"))
    assert "Ben Okoro will get one" in text_of(desk.get(move(submission, "resubmit")))


# --- assigning -----------------------------------------------------------------------------------


def assigning(submission):
    return reverse("admin:submissions_submission_assign", args=[submission.pk])


def test_an_editor_takes_a_submission(desk, ada):
    submission = SubmissionFactory()
    said = text_of(desk.post(assigning(submission), {"to": ada.pk}, follow=True))
    submission.refresh_from_db()
    assert submission.assignee == ada
    assert "is now assigned to Ada Bell. No email was sent." in said


def test_a_submission_can_be_nobodys_again(desk, ada):
    submission = SubmissionFactory(assignee=ada)
    desk.post(assigning(submission), {"to": ""})
    submission.refresh_from_db()
    assert submission.assignee is None


def test_only_those_who_review_are_offered_and_taken(desk):
    submission, stranger = SubmissionFactory(), people.reader(first_name="Cleo", last_name="Stone")
    assert "Cleo Stone" not in text_of(desk.get(page_of(submission)))
    said = text_of(desk.post(assigning(submission), {"to": stranger.pk}, follow=True))
    assert "Cleo Stone doesn't have permission to review submissions." in said


def test_assigning_by_a_link_is_impossible(desk):
    assert desk.get(assigning(SubmissionFactory())).status_code == 405
