import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from bulletin.mail import Letter
from bulletin.models import AuditEntry, OutboxMail
from bulletin.moves import MoveRefusedError
from editions import publishing
from submissions import inviting, proofing, revising, settling, signing, triage, undoing
from submissions.content import content_of
from submissions.models import Organisation, Proof
from submissions.workflow import SubmissionStatus
from tests.factories import editions, people, proofs
from tests.factories.proofs import LETTER, PRESS_OFFICE
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return people.editor()


@pytest.fixture
def submission():
    return SubmissionFactory(accepted=True)


def edited(submission, by, **changes):
    content = content_of(submission.latest)
    return revising.revise(submission, replace(content, **(changes or {"title": "Another title"})), by=by)


def status_of(proof):
    return Proof.objects.get(pk=proof.pk).status


def reasons(act, *args, **given):
    with pytest.raises(MoveRefusedError) as refused:
        act(*args, **given)
    return refused.value.reasons


def test_a_proof_is_sent_to_the_contributor_and_a_co_signer_each_with_a_link_of_their_own(editor, submission):
    proof = proofs.sent(submission, by=editor, co_signer=PRESS_OFFICE)

    assert proof.revision == submission.latest
    first, second = OutboxMail.objects.about(submission).order_by("pk")
    assert [first.to_email, second.to_email] == [submission.contributor.email, PRESS_OFFICE.email]
    assert f"Dear {submission.contributor.name}" in first.text
    assert "Dear Petra Press" in second.text
    secrets = [re.search(r"/submit/proof/([^/\s]+)/", mail.text)[1] for mail in (first, second)]
    assert [signing.find(secret) for secret in secrets] == list(proof.signers.all())
    entry = AuditEntry.objects.about(submission).first()
    assert (entry.action, entry.by) == ("send_proof", editor)


def test_a_proof_says_every_reason_why_it_can_not_be_sent(submission):
    submission = SubmissionFactory(in_review=True, revision=None)
    person = inviting.Person("Somebody", submission.contributor.email.upper(), is_co_signer=True)

    said = reasons(
        proofing.send,
        submission,
        by=people.reader(),
        letter=Letter("Look", "No link at all"),
        due_on=timezone.localdate() - timedelta(days=1),
        co_signer=person,
        seen=submission.version + 1,
    )

    assert said == [
        "Somebody changed this article while you had this page open. Look at it before you go on.",
        "You don't have permission to do this about proofs. Ask an administrator.",
        "Only an accepted article has a proof; this one is “In review”.",
        "There is no text to approve. Edit the article first.",
        "Keep [link] in the email, in square brackets: it becomes the link to the proof.",
        "Choose a day that is not past.",
        "The co-signer must be somebody else than the contributor.",
    ]
    assert not OutboxMail.objects.exists()


def test_a_published_article_gets_no_proof(editor):
    article = editions.published().articles.get()
    assert "it is too late for a proof" in reasons(proofs.sent, article.submission, by=editor)[0]


@pytest.mark.parametrize("status", [status for status in SubmissionStatus if status != "accepted"])
def test_only_an_accepted_article_has_a_proof(status, editor):
    submission = SubmissionFactory(status=status)
    for act, given in (
        (proofs.sent, {}),
        (proofing.waive, {"reason": "No time"}),
        (proofing.record, {"how": "By telephone"}),
    ):
        assert reasons(act, submission, by=people.publisher(), **given)
    assert not Proof.objects.exists()


def test_a_second_proof_replaces_the_first_and_its_links(editor, submission):
    first = proofs.sent(submission, by=editor)
    signer = first.signers.get()
    second = proofs.sent(submission, by=editor)

    assert (status_of(first), status_of(second)) == ("superseded", "sent")
    assert "This proof has been replaced" in reasons(signing.approve, signer)[0]


@pytest.mark.parametrize("make", [proofs.sent, proofs.approved])
def test_an_edit_voids_the_proof_and_tells_whoever_the_article_is_assigned_to(make, editor):
    submission = SubmissionFactory(accepted=True, assignee=people.editor(first_name="Ann"))
    proof = make(submission)
    OutboxMail.objects.all().delete()

    edited(submission, editor)

    assert status_of(proof) == "superseded"
    assert not settling.is_settled(submission)
    mail = OutboxMail.objects.get()
    assert mail.to_email == submission.assignee.email
    assert "the proof of revision 1" in mail.text
    assert AuditEntry.objects.about(submission).filter(action="void_proof", by=editor).exists()


def test_nobody_is_mailed_about_an_edit_of_their_own(editor):
    submission = SubmissionFactory(accepted=True, assignee=editor)
    proofs.approved(submission)
    OutboxMail.objects.all().delete()
    edited(submission, editor)
    assert not OutboxMail.objects.exists()


def test_an_edit_that_changes_nothing_leaves_the_approval(editor, submission):
    proof = proofs.approved(submission)
    edited(submission, editor, title=submission.latest.title)
    assert status_of(proof) == "approved"


def test_what_a_locked_edition_prints_stays_approved_whatever_is_written_afterwards(editor):
    edition = editions.locked()
    submission = edition.articles.get().submission
    proof = settling.standing(submission) or proofs.approved(submission)

    edited(submission, editor)

    assert status_of(proof) == "approved"
    publishing.unlock(edition, by=editor)
    submission = type(submission).objects.get(pk=submission.pk)
    assert not settling.is_settled(submission)


def test_after_an_edit_it_can_be_approved_again(editor, submission):
    proofs.approved(submission)
    edited(submission, editor)
    again = proofs.approved(submission)
    assert again.revision.number == 2
    assert settling.is_settled(type(submission).objects.get(pk=submission.pk))


def test_a_signer_is_asked_again_by_a_new_link_that_replaces_the_old_one(editor):
    signer = proofs.sent(by=editor).signers.get()
    old = proofs.secret_of(signer)
    assert reasons(proofing.ask_again, signer, by=editor) == [f"{signer.name} was written to less than an hour ago."]

    proofing.ask_again(signer, by=editor, now=timezone.now() + timedelta(hours=2))

    mail = OutboxMail.objects.get(kind="submissions/proof_reminder")
    assert mail.subject.startswith("Action needed by ")
    assert signing.find(old) is None
    assert signing.find(re.search(r"/submit/proof/([^/\s]+)/", mail.text)[1]) == signer


def test_whoever_answered_is_not_asked_again(editor):
    signer = proofs.approved(by=editor).signers.get()
    later = timezone.now() + timedelta(days=1)
    assert reasons(proofing.ask_again, signer, by=editor, now=later) == [
        f"{signer.name} has nothing to answer any more."
    ]


def test_an_approval_by_telephone_is_recorded_with_who_wrote_it_down(editor, submission):
    proof = proofs.sent(submission, by=editor)
    signer = proof.signers.get()

    proofing.record(submission, by=editor, signer=signer, how="Sam called at ten")

    signer.refresh_from_db()
    assert (signer.answer, signer.recorded_by, signer.note) == ("approved", editor, "Sam called at ten")
    assert status_of(proof) == "approved"
    assert reasons(proofing.record, submission, by=editor, how="Again")


def test_an_approval_can_be_recorded_where_nothing_was_sent(editor, submission):
    proof = proofing.record(submission, by=editor, how="Sam wrote to me")
    assert status_of(proof) == "approved"
    assert not OutboxMail.objects.exists()


def test_an_approval_needs_the_words_of_how_it_came(editor, submission):
    assert reasons(proofing.record, submission, by=editor, how="  ") == ["Say who approved it, when and how."]


def test_a_recorded_co_signer_is_needed_where_the_organisation_demands_one(editor):
    submission = SubmissionFactory(accepted=True, contributor__organisation__sector="law_enforcement")
    proof = proofing.record(submission, by=editor, how="Sam called")
    assert status_of(proof) == "sent"
    assert list(proof.missing()) == ["a co-signer, who is not named yet"]

    proofing.record(submission, by=editor, co_signer="Petra Press", how="Petra called")

    assert status_of(proof) == "approved"


@pytest.mark.parametrize(
    ("demanded", "sector", "needs"),
    [
        (None, "law_enforcement", True),
        (None, "voluntary", False),
        (True, "voluntary", True),
        (False, "law_enforcement", False),
    ],
)
def test_an_organisation_demands_a_co_signer_as_its_sector_does_unless_it_says_so(demanded, sector, needs):
    assert Organisation(sector=sector, demands_co_signer=demanded).needs_co_signer is needs


def test_a_publisher_waives_a_proof_with_a_reason_and_an_editor_does_not(editor, submission):
    publisher = people.publisher()
    assert reasons(proofing.waive, submission, by=editor, reason="No time") == [
        "You don't have permission to do this about proofs. Ask an administrator."
    ]
    assert reasons(proofing.waive, submission, by=publisher, reason=" ") == [
        "Say why it is printed without an approval."
    ]

    proof = proofing.waive(submission, by=publisher, reason="Agreed in the meeting")

    assert (proof.status, proof.decided_by, proof.reason) == ("waived", publisher, "Agreed in the meeting")
    assert reasons(proofing.waive, submission, by=publisher, reason="x") == [
        "What is printed was approved or waived already."
    ]


def test_a_waiver_is_void_after_an_edit_too(editor, submission):
    proof = proofing.waive(submission, by=people.publisher(), reason="Agreed")
    edited(submission, editor)
    assert status_of(proof) == "superseded"


def test_the_proposed_letter_can_be_sent_as_it_is(editor, submission):
    due_on = timezone.localdate() + timedelta(days=7)
    letter = inviting.proposed(submission, by=editor)
    proofing.send(submission, by=editor, letter=letter, due_on=due_on)
    mail = OutboxMail.objects.get()
    assert mail.subject.startswith(f"Action needed by {due_on.day} {due_on:%B}: approve")
    text = mail.text
    assert "[name]" not in text
    assert "[link]" not in text


def test_all_signers_have_the_same_proof_but_no_two_the_same_letter(editor):
    assert LETTER.text.count("[link]") == 1
    proof = proofs.sent(by=editor, co_signer=PRESS_OFFICE)
    assert len({mail.text for mail in OutboxMail.objects.all()}) == proof.signers.count() == 2


def test_the_email_of_the_decision_leaves_before_the_proof(settings, editor):
    settings.UNDO_MINUTES = 10
    row = SubmissionFactory(in_review=True)
    triage.accept(row, by=editor, letter=Letter("Accepted", "Dear Sam\n\nThank you.\n"))
    accepted = OutboxMail.objects.get()
    assert accepted.due_at > timezone.now()

    proofs.sent(row, by=editor)

    accepted.refresh_from_db()
    due = {mail.pk: mail.due_at for mail in OutboxMail.objects.all()}
    assert len(due) > 1
    assert due.pop(accepted.pk) <= min(due.values())
    assert undoing.last_decision(row) is None
