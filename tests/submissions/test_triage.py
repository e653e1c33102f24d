from dataclasses import replace
from datetime import date

import pytest

from bulletin import moves
from bulletin.mail import Letter
from bulletin.models import AuditEntry, OutboxMail
from editions.models import Article, Edition, EditionSection
from editions.workflow import EditionStatus
from submissions import revising, triage
from submissions.content import content_of
from submissions.workflow import SUBMISSION, SubmissionStatus
from tests.factories import people
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db

LETTER = Letter("About your article", "Dear Sam\n\nThank you.\n")
DUE = date(2027, 1, 31)
# How each move is made, with everything that it needs.
VERBS = {
    "start_review": lambda row, by: triage.start_review(row, by=by),
    "request_changes": lambda row, by: triage.request_changes(
        row, by=by, items=["Add a date"], due_on=DUE, letter=LETTER
    ),
    "accept": lambda row, by: triage.accept(row, by=by, letter=LETTER),
    "decline": lambda row, by: triage.decline(row, by=by, reason="Too long", letter=LETTER),
    "resubmit": lambda row, by: triage.resubmit(row, by=by, reason="By email"),
    "withdraw": lambda row, by: triage.withdraw(row, by=by, reason="They asked", letter=LETTER),
    "reopen": lambda row, by: triage.reopen(row, by=by, reason="New facts", letter=LETTER),
}
ROLES = {
    "nobody": people.UserFactory.create,
    "reader": people.reader,
    "editor": people.editor,
    "publisher": people.publisher,
}
MAY_DECIDE = {"editor", "publisher"}
WITH_LETTER = {"request_changes", "accept", "decline", "withdraw", "reopen"}


def placed(submission, status):
    edition = Edition.objects.create(number=5, label="December 2026", mailbox="bulletin@scoc.example")
    section = EditionSection.objects.create(edition=edition, name="Partnerships")
    Article.objects.create(edition=edition, section=section, submission=submission, slug="doors")
    Edition.objects.filter(pk=edition.pk).update(status=status)
    return edition


def test_every_move_of_the_table_but_sending_in_has_a_verb():
    assert {*VERBS} == {move.name for move in SUBMISSION} - {"submit"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("status", SubmissionStatus)
def test_a_move_is_made_exactly_when_the_table_and_the_role_allow_it(status, name, role):
    submission = SubmissionFactory(status=status)
    by = ROLES[role]()
    allowed = status in SUBMISSION[name].sources and role in MAY_DECIDE

    if allowed:
        VERBS[name](submission, by)
    else:
        with pytest.raises(moves.MoveRefusedError):
            VERBS[name](submission, by)

    submission.refresh_from_db()
    assert submission.status == (SUBMISSION[name].target if allowed else status)
    entries = AuditEntry.objects.about(submission)
    assert [(entry.action, entry.by) for entry in entries] == ([(name, by)] if allowed else [])
    assert OutboxMail.objects.count() == (1 if allowed and name in WITH_LETTER else 0)


def test_a_refusal_names_the_table_and_the_permission_at_once():
    submission = SubmissionFactory(declined=True)
    with pytest.raises(moves.MoveRefusedError) as refusal:
        triage.accept(submission, by=people.reader(), letter=LETTER)
    assert refusal.value.reasons == [
        "“Accept” can't be done while the status is “Declined”.",
        "You don't have permission to do “Accept”. Ask an administrator.",
    ]


def test_whoever_starts_the_review_becomes_the_assignee():
    submission, by = SubmissionFactory(), people.editor()
    triage.start_review(submission, by=by)
    submission.refresh_from_db()
    assert submission.assignee == by


def test_the_letter_goes_to_the_contributor_as_it_was_edited():
    submission, by = SubmissionFactory(), people.editor()
    triage.accept(submission, by=by, letter=LETTER)
    mail = OutboxMail.objects.about(submission).get()
    assert (mail.to_email, mail.to_name) == (submission.contributor.email, submission.contributor.name)
    assert (mail.subject, mail.text, mail.created_by) == ("About your article", LETTER.text, by)
    assert mail.kind == "submissions/accept"


def test_a_decision_without_a_letter_sends_nothing():
    submission = SubmissionFactory()
    triage.accept(submission, by=people.editor(), letter=None)
    assert submission.status == "accepted"
    assert not OutboxMail.objects.exists()


def test_a_decision_made_twice_is_one_move_and_one_mail():
    submission, by = SubmissionFactory(), people.editor()
    seen = submission.version
    triage.accept(submission, by=by, letter=LETTER, seen=seen)
    with pytest.raises(moves.MoveRefusedError):
        triage.accept(submission, by=by, letter=LETTER, seen=seen)
    assert AuditEntry.objects.filter(action="accept").count() == 1
    assert OutboxMail.objects.count() == 1


def test_asking_for_changes_twice_in_its_life_sends_two_mails():
    submission, by = SubmissionFactory(), people.editor()
    for _ in range(2):
        triage.request_changes(submission, by=by, items=["Add a date"], due_on=DUE, letter=LETTER)
        triage.resubmit(submission, by=by, reason="By email")
    assert OutboxMail.objects.filter(kind="submissions/changes").count() == 2


def test_what_was_asked_is_kept_and_due_until_it_came():
    submission, by = SubmissionFactory(), people.editor()
    entry = triage.request_changes(submission, by=by, items=[" Add a date ", ""], due_on=DUE, letter=None)
    assert entry.details["items"] == ["Add a date"]
    assert submission.changes_due_on == DUE
    triage.resubmit(submission, by=by, reason="By email")
    submission.refresh_from_db()
    assert submission.changes_due_on is None


def test_changes_need_an_item():
    submission = SubmissionFactory()
    with pytest.raises(moves.MoveRefusedError, match="at least one thing"):
        triage.request_changes(submission, by=people.editor(), items=["  "], due_on=DUE, letter=LETTER)


@pytest.mark.parametrize(
    ("name", "status"),
    [("decline", "submitted"), ("resubmit", "changes_requested"), ("withdraw", "submitted"), ("reopen", "declined")],
)
def test_an_editor_says_why(name, status):
    submission = SubmissionFactory(status=status)
    how = {"letter": None} if name == "decline" else {}
    with pytest.raises(moves.MoveRefusedError, match="Say why"):
        getattr(triage, name)(submission, by=people.editor(), reason=" ", **how)


def test_an_empty_letter_is_refused():
    submission = SubmissionFactory()
    with pytest.raises(moves.MoveRefusedError, match="needs a subject and a text"):
        triage.accept(submission, by=people.editor(), letter=Letter("Accepted", " \n"))


def test_nothing_is_accepted_without_a_text():
    submission = SubmissionFactory(revision=None)
    with pytest.raises(moves.MoveRefusedError, match="no text to print"):
        triage.accept(submission, by=people.editor(), letter=LETTER)


def test_a_contributor_may_withdraw_and_answer_without_saying_why():
    withdrawn, answered = SubmissionFactory(), SubmissionFactory(changes_requested=True)
    assert triage.withdraw(withdrawn, by=None).by_label == "The contributor"
    triage.resubmit(answered, by=None)
    assert (withdrawn.status, answered.status) == ("withdrawn", "in_review")


@pytest.mark.parametrize("name", ["request_changes", "decline", "withdraw"])
@pytest.mark.parametrize("status", ["locked", "signed_off", "published", "withdrawn"])
def test_an_edition_that_left_collecting_holds_its_articles(name, status):
    submission = SubmissionFactory(accepted=True)
    # A published edition has a snapshot; the guard needs only the edition's status.
    edition = placed(submission, EditionStatus.LOCKED)
    edition.status = status
    submission.article.edition = edition
    assert any("Edition 5, December 2026" in reason for reason in triage.blockers(submission, name))


@pytest.mark.parametrize("name", ["request_changes", "decline", "withdraw"])
def test_an_article_in_a_locked_edition_stays_as_it_is(name):
    submission = SubmissionFactory(accepted=True)
    placed(submission, EditionStatus.LOCKED)
    with pytest.raises(moves.MoveRefusedError, match="Unlock that edition first"):
        VERBS[name](submission, people.editor())


@pytest.mark.parametrize("name", ["request_changes", "decline", "withdraw"])
def test_an_article_in_an_edition_that_collects_can_still_be_taken_back(name):
    submission = SubmissionFactory(accepted=True)
    placed(submission, EditionStatus.COLLECTING)
    VERBS[name](submission, people.editor())
    assert submission.status == SUBMISSION[name].target


def test_a_decision_about_an_article_that_changed_meanwhile_is_refused():
    submission, other = SubmissionFactory(in_review=True), people.editor(first_name="Ada", last_name="Bell")
    seen = submission.version
    content = content_of(submission.latest)
    revising.revise(submission, replace(content, title="Another title"), by=other, note="Shorter")
    with pytest.raises(moves.MoveRefusedError, match="Ada Bell did “revise” while you had this page open"):
        triage.accept(submission, by=people.editor(), letter=LETTER, seen=seen)


def test_the_assignee_hears_what_somebody_else_did():
    assignee = people.editor()
    submission = SubmissionFactory(changes_requested=True, assignee=assignee)
    triage.resubmit(submission, by=None, reason="Dates added")
    mail = OutboxMail.objects.get()
    assert mail.to_email == assignee.email
    assert "The contributor did “Send again with changes”" in mail.text
    assert f"/admin/submissions/submission/{submission.pk}/change/" in mail.text


def test_the_assignee_does_not_hear_what_they_did_themselves():
    assignee = people.editor()
    submission = SubmissionFactory(changes_requested=True, assignee=assignee)
    triage.resubmit(submission, by=assignee, reason="By email")
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize(("by", "told"), [(None, 1), (people.editor, 0)])
def test_the_team_hears_what_a_contributor_did_with_an_article_that_nobody_has(by, told, settings):
    triage.withdraw(SubmissionFactory(), by=by and by(), reason="It may not be printed")
    assert OutboxMail.objects.filter(to_email=settings.TEAM_EMAIL, kind="submissions/assignee").count() == told


def test_assigning_is_written_down_and_noticed_by_open_pages():
    submission, by, to = SubmissionFactory(), people.editor(), people.editor(first_name="Ada", last_name="Bell")
    seen = submission.version
    triage.assign(submission, to=to, by=by)
    assert AuditEntry.objects.about(submission).get().details == {"to": "Ada Bell"}
    with pytest.raises(moves.MoveRefusedError, match="while you had this page open"):
        triage.accept(submission, by=by, letter=None, seen=seen)


def test_assigning_what_is_so_already_changes_nothing():
    to = people.editor()
    submission = SubmissionFactory(assignee=to)
    triage.assign(submission, to=to, by=people.editor())
    assert not AuditEntry.objects.exists()


def test_only_those_who_review_assign_and_are_assigned():
    submission, stranger = SubmissionFactory(), people.reader(first_name="Ada", last_name="Bell")
    with pytest.raises(moves.MoveRefusedError) as refusal:
        triage.assign(submission, to=stranger, by=people.reader())
    assert refusal.value.reasons == [
        "You don't have permission to assign submissions. Ask an administrator.",
        "Ada Bell doesn't have permission to review submissions.",
    ]


def test_a_draft_that_was_withdrawn_is_not_reopened_for_it_was_never_sent():
    submission = SubmissionFactory(draft=True)
    triage.withdraw(submission, by=None)
    with pytest.raises(moves.MoveRefusedError, match="before it was ever sent"):
        triage.reopen(submission, by=people.editor(), reason="New facts")
