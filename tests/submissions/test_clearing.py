"""The clearance ledger: answered, confirmed by name, and opened again where an edit touched it."""

from dataclasses import replace
from datetime import date

import pytest

from bulletin.models import AuditEntry
from submissions import clearing, revising, triage, weighing
from submissions.blocks import contact_from
from submissions.clearing import ClearanceRefusedError
from submissions.content import content_of
from submissions.models import ClearanceQuestion, Submission
from submissions.weighing import Declared, Given
from tests.factories.people import editor, reader
from tests.factories.submissions import RevisionPictureFactory, SubmissionFactory

pytestmark = pytest.mark.django_db

WORDS = ["marking", "sign_off", "live_proceedings", "named_people", "sensitivity"]
SIGNED = Given("sign_off", signed_by="Jo Example", signed_on=date(2026, 3, 27))


def given(questions=WORDS):
    return tuple(SIGNED if question == "sign_off" else Given(question) for question in questions)


def answered(questions=WORDS, **content):
    submission = SubmissionFactory(**{f"revision__{name}": value for name, value in content.items()})
    clearing.answer(submission, Declared(given(questions)), by=None)
    return Submission.objects.get(pk=submission.pk)


def confirmed(questions=WORDS, **content):
    submission = answered(questions, **content)
    clearing.confirm(submission, by=editor())
    return Submission.objects.get(pk=submission.pk)


def again(submission):
    return Submission.objects.get(pk=submission.pk)


def open_questions(submission):
    return {line.question for line in weighing.ledger(again(submission)) if not line.is_settled}


def test_nothing_may_be_printed_before_every_question_was_answered_and_confirmed():
    submission = SubmissionFactory()
    assert len(weighing.blockers(submission)) == 5
    assert weighing.blockers(submission)[0] == (
        "Nobody has answered for “Protective marking”. Ask the contributor, and note the answer."
    )

    submission = answered()
    assert weighing.blockers(submission)[0] == "Confirm the answer to “Protective marking”."

    clearing.confirm(submission, by=editor())
    assert weighing.blockers(again(submission)) == []


def test_an_answer_keeps_who_when_for_which_revision_and_how_it_was_asked(settings):
    settings.CLEARANCE_MARKING = "Is it marked?"
    submission = answered()

    row = submission.clearance.get(question="marking")
    settings.CLEARANCE_MARKING = "Is it really not marked?"

    assert (row.wording, row.answered_by, row.revision) == ("Is it marked?", None, submission.latest)
    assert weighing.ledger(submission)[0].wording == "Is it marked?"


def test_a_confirmation_keeps_by_whom_and_for_what():
    eve = editor(first_name="Eve", last_name="Editor")
    submission = answered()

    assert set(clearing.confirm(submission, ["marking", "sign_off"], by=eve)) == {"marking", "sign_off"}

    row = submission.clearance.get(question="marking")
    assert (row.confirmed_by, row.confirmed_for) == (eve, submission.latest)
    entry = AuditEntry.objects.about(submission).first()
    assert (entry.action, entry.by, entry.details["revision"]) == ("confirm_clearance", eve, 1)
    assert set(entry.details["questions"]) == {"marking", "sign_off"}
    assert open_questions(submission) == {"live_proceedings", "named_people", "sensitivity"}


def test_to_confirm_what_is_confirmed_changes_nothing():
    submission = confirmed()
    version, entries = submission.version, AuditEntry.objects.about(submission).count()

    assert clearing.confirm(submission, ["marking"], by=editor()) == []

    assert (again(submission).version, AuditEntry.objects.about(submission).count()) == (version, entries)


def test_what_nobody_answered_cannot_be_confirmed():
    with pytest.raises(ClearanceRefusedError, match="Nobody has answered for “Protective marking”"):
        clearing.confirm(SubmissionFactory(), ["marking"], by=editor())


def test_whoever_only_reads_confirms_nothing():
    with pytest.raises(ClearanceRefusedError, match="You don't have permission"):
        clearing.confirm(answered(), by=reader())


def test_nobody_confirms_what_somebody_changed_meanwhile():
    submission = answered()
    seen = submission.version
    revising.revise(submission, replace(content_of(submission.latest), title="Another"), by=editor())

    with pytest.raises(ClearanceRefusedError, match="Somebody changed this article"):
        clearing.confirm(again(submission), by=editor(), seen=seen)


def test_an_edit_of_the_words_opens_what_is_about_words_only():
    submission = confirmed([*WORDS, "contacts"], contacts=[contact_from({"email": "desk@north.example"})])
    assert weighing.blockers(submission) == []

    revising.revise(submission, replace(content_of(submission.latest), body="<p>Other words.</p>"), by=editor())

    assert open_questions(submission) == set(WORDS)
    assert weighing.blockers(again(submission))[0] == (
        "Revision 2 touched “Protective marking”. Look at it and confirm it again."
    )
    row = submission.clearance.get(question="marking")
    assert (row.confirmed_by, row.answered_by, row.is_reopened) == (None, None, True)
    assert AuditEntry.objects.about(submission).first().details["opened"] == sorted(WORDS)


def test_an_edit_of_the_contacts_leaves_what_is_about_words():
    submission = confirmed([*WORDS, "contacts"], contacts=[contact_from({"email": "desk@north.example"})])
    other = (contact_from({"email": "team@north.example", "agreed": True}),)

    revising.revise(submission, replace(content_of(submission.latest), contacts=other), by=editor())

    assert open_questions(submission) == {"contacts", "sign_off"}


def test_an_edit_of_a_picture_opens_the_pictures():
    submission = SubmissionFactory()
    RevisionPictureFactory(revision=submission.latest)
    clearing.answer(submission, Declared(given([*WORDS, "images"])), by=None)
    clearing.confirm(submission, by=editor())
    content = content_of(submission.latest)

    revising.revise(submission, replace(content, pictures=(replace(content.pictures[0], owner="Jo"),)), by=editor())

    assert open_questions(submission) == {"images"}


def test_an_edit_of_a_caption_opens_the_names_in_it_too():
    submission = SubmissionFactory()
    RevisionPictureFactory(revision=submission.latest)
    clearing.answer(submission, Declared(given([*WORDS, "images"])), by=None)
    clearing.confirm(submission, by=editor())
    content = content_of(submission.latest)

    picture = replace(content.pictures[0], caption="Sam at the door")
    revising.revise(submission, replace(content, pictures=(picture,)), by=editor())

    assert open_questions(submission) == {"images", "named_people", "sign_off"}


def test_a_picture_that_an_editor_adds_raises_its_question():
    submission = confirmed()
    picture = RevisionPictureFactory(revision__submission=submission)

    assert picture.revision == again(submission).latest
    assert open_questions(submission) == {"images"}


def test_saving_the_same_again_opens_nothing():
    submission = confirmed()

    revising.revise(submission, content_of(submission.latest), by=editor())

    assert weighing.blockers(again(submission)) == []


def test_a_new_answer_replaces_the_old_one_and_its_confirmation():
    eve, submission = editor(), confirmed()
    said = Given("sensitivity", verdict="explained", explanation="Agreed with the operation’s lead.", said="Yes")

    clearing.answer(submission, Declared((said,)), by=eve)

    row = submission.clearance.get(question="sensitivity")
    assert (row.verdict, row.answered_by, row.is_confirmed) == ("explained", eve, False)
    assert open_questions(submission) == {"sensitivity"}


def test_the_same_answer_again_leaves_what_was_confirmed_and_not_touched_since():
    """As when a contributor changes one thing and answers for everything again."""
    submission = confirmed([*WORDS, "contacts"], contacts=[contact_from({"email": "desk@north.example"})])
    other = (contact_from({"email": "team@north.example"}),)
    revising.revise(submission, replace(content_of(submission.latest), contacts=other), by=editor())

    clearing.answer(submission, Declared(given([*WORDS, "contacts"])), by=None)

    assert open_questions(submission) == {"contacts", "sign_off"}
    assert submission.clearance.get(question="contacts").revision.number == 2
    assert submission.clearance.get(question="marking").revision.number == 1


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Given("sensitivity", verdict="explained", explanation=" "), "Explain the answer to “How the work is done”."),
        (
            Given("sensitivity", verdict="explained", explanation="\u200b"),
            "Explain the answer to “How the work is done”.",
        ),
        (
            Given("sign_off", signed_by="\u200b", signed_on=date(2026, 3, 27)),
            "Say who in the organisation agreed, and when.",
        ),
        (Given("sign_off"), "Say who in the organisation agreed, and when."),
        (Given("sign_off", signed_by="Jo"), "Say who in the organisation agreed, and when."),
    ],
)
def test_an_answer_that_says_nothing_is_refused(answer, reason):
    submission = SubmissionFactory()

    with pytest.raises(ClearanceRefusedError) as refused:
        clearing.answer(submission, Declared((answer,)), by=None)

    assert refused.value.reasons == [reason]
    assert not submission.clearance.exists()


def test_an_article_that_looks_marked_is_not_accepted_until_somebody_answers_for_it():
    submission = answered(body="<p>The play is called SECRET and runs in May.</p>")
    (finding,) = weighing.found(submission.latest)
    reason = "Protective marking: “SECRET” in the text. Take it out, or say why it may be printed."

    assert triage.blockers(submission, "accept") == [reason]
    with pytest.raises(ClearanceRefusedError) as refused:
        clearing.confirm(submission, ["marking"], by=editor())
    assert reason in refused.value.reasons

    clearing.answer(submission, Declared(accounts={finding.key: "It is the name of the play."}), by=editor())

    assert triage.blockers(again(submission), "accept") == []
    assert "marking" in clearing.confirm(again(submission), by=editor())


def test_an_answer_for_something_that_was_not_found_is_not_kept():
    submission = answered()

    clearing.answer(submission, Declared(accounts={"0" * 16: "Whatever"}), by=editor())

    assert not submission.finding_answers.exists()


def test_what_was_found_is_in_no_audit_entry():
    submission = answered(body="<p>Ring 07700 900113.</p>")
    (finding,) = weighing.found(submission.latest)

    clearing.answer(submission, Declared(accounts={finding.key: "The duty phone."}), by=None)

    row = submission.finding_answers.get()
    assert (row.text, row.kind) == ("The duty phone.", "mobile")
    said = str([(entry.reason, entry.details) for entry in AuditEntry.objects.about(submission)])
    assert "07700" not in said
    assert "duty phone" not in said


def test_an_answer_for_a_finding_outlives_edits_around_it_and_ends_with_its_words():
    submission = answered(body="<p>The alleged leader left town.</p>")
    (finding,) = weighing.found(submission.latest)
    clearing.answer(submission, Declared(accounts={finding.key: "He was convicted in May."}), by=None)
    clearing.confirm(again(submission), by=editor())

    body = "<p>New first words.</p><p>The alleged leader left town.</p>"
    revising.revise(submission, replace(content_of(submission.latest), body=body), by=editor())
    clearing.confirm(again(submission), by=editor())
    assert weighing.blockers(again(submission)) == []

    body = "<p>The alleged driver left town.</p>"
    revising.revise(submission, replace(content_of(submission.latest), body=body), by=editor())
    with pytest.raises(ClearanceRefusedError, match="alleged driver"):
        clearing.confirm(again(submission), ["live_proceedings"], by=editor())


def test_every_question_has_wording_and_a_place_in_the_ledger():
    assert all(weighing.wording(question) for question in ClearanceQuestion)
