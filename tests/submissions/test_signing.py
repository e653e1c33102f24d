import pytest

from bulletin.models import AuditEntry, OutboxMail
from bulletin.moves import MoveRefusedError
from submissions import inviting, signing
from submissions.inviting import Person
from submissions.models import Proof, Submission
from submissions.signing import Said
from tests.factories import people, proofs
from tests.factories.proofs import PRESS_OFFICE
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db


def status_of(proof):
    return Proof.objects.get(pk=proof.pk).status


def reasons(act, *args, **given):
    with pytest.raises(MoveRefusedError) as refused:
        act(*args, **given)
    return refused.value.reasons


def test_a_proof_is_approved_with_the_last_of_its_signers():
    proof = proofs.sent(co_signer=PRESS_OFFICE)
    contributor, press = proof.signers.all()

    signing.approve(contributor)
    assert status_of(proof) == "sent"
    signing.approve(press)

    assert status_of(proof) == "approved"
    entries = AuditEntry.objects.about(proof.submission).filter(action="approve_proof").order_by("pk")
    assert [entry.by_label for entry in entries] == [contributor.name, "Petra Press"]


def test_a_second_click_changes_nothing():
    signer = proofs.sent().signers.get()
    signing.approve(signer)
    before = AuditEntry.objects.count()
    signing.approve(signer)
    assert AuditEntry.objects.count() == before


def test_silence_of_a_demanded_co_signer_is_no_approval():
    submission = SubmissionFactory(accepted=True, contributor__organisation__sector="law_enforcement")
    proof = proofs.sent(submission)
    signer = proof.signers.get()
    signing.approve(signer)
    assert status_of(proof) == "sent"

    press = signing.pass_on(proof, PRESS_OFFICE, named_by=signer.name)
    signing.approve(press)

    assert status_of(proof) == "approved"


def test_corrections_are_kept_with_the_words_that_they_are_about_and_an_editor_is_told():
    submission = SubmissionFactory(accepted=True, assignee=people.editor(), revision__body="<p>One.</p><p>Two.</p>")
    proof = proofs.sent(submission)
    signer = proof.signers.get()
    OutboxMail.objects.all().delete()

    signing.ask_for_corrections(signer, [Said("Not two, but three", passage=4), Said(" "), Said("A better picture")])

    assert status_of(proof) == "corrections_wanted"
    comments = [(comment.paragraph, comment.quote, comment.text) for comment in signer.comments.all()]
    assert comments == [(4, "Two.", "Not two, but three"), (None, "", "A better picture")]
    mail = OutboxMail.objects.get()
    assert mail.to_email == submission.assignee.email
    assert "three" not in mail.text
    entry = AuditEntry.objects.about(submission).get(action="want_corrections")
    assert entry.reason == "Not two, but three\nA better picture"


def test_corrections_of_an_article_of_nobody_go_to_the_team(settings):
    signer = proofs.sent().signers.get()
    signing.ask_for_corrections(signer, [Said("Wrong date")])
    assert OutboxMail.objects.get(kind="submissions/proof_news").to_email == settings.TEAM_EMAIL


def test_corrections_say_something():
    signer = proofs.sent().signers.get()
    assert reasons(signing.ask_for_corrections, signer, [Said(" ")]) == ["Say what should be corrected."]


def test_an_approval_can_be_taken_back_while_others_have_not_answered():
    proof = proofs.sent(co_signer=PRESS_OFFICE)
    contributor, press = proof.signers.all()
    signing.approve(contributor)
    signing.ask_for_corrections(contributor, [Said("I saw it too late")])
    assert status_of(proof) == "corrections_wanted"
    assert reasons(signing.approve, press) == ["Corrections have been asked for. We will send you a new proof."]


def test_a_proof_of_an_article_that_is_not_accepted_any_more_is_closed():
    signer = proofs.sent().signers.get()
    Submission.objects.update(status="declined")
    assert reasons(signing.approve, signer) == ["This proof is closed. There is nothing left for you to do."]


def test_a_proof_is_passed_on_to_five_people_at_most_and_to_nobody_twice():
    proof = proofs.sent(co_signer=PRESS_OFFICE)
    again = Person("Press", PRESS_OFFICE.email.upper(), is_co_signer=True)
    assert reasons(signing.pass_on, proof, again, named_by="Sam") == [f"{again.email} was sent this proof already."]
    for number in range(3):
        signing.pass_on(proof, Person("A", f"a{number}@northshire.example", is_co_signer=True), named_by="Sam")
    last = Person("B", "b@northshire.example", is_co_signer=True)
    assert reasons(signing.pass_on, proof, last, named_by="Sam") == ["A proof can go to 5 people at most."]


def test_a_co_signer_is_told_who_named_them():
    proof = proofs.sent()
    signer = signing.pass_on(proof, PRESS_OFFICE, named_by="Sam Contributor")
    mail = OutboxMail.objects.get(to_email=PRESS_OFFICE.email)
    assert "Sam Contributor asks for your approval" in mail.text
    assert signer.named_by == "Sam Contributor"
    assert AuditEntry.objects.about(proof.submission).first().by_label == "Sam Contributor"


def test_a_link_opens_one_signer_and_only_as_a_proof():
    proof = proofs.sent(co_signer=PRESS_OFFICE)
    contributor, press = proof.signers.all()
    secret = proofs.secret_of(press)
    assert signing.find(secret) == press
    assert signing.find(secret[:-1]) is None
    assert inviting.link(secret).startswith("https://bulletin.example/submit/proof/")
    assert signing.find(proofs.secret_of(contributor)) == contributor


def test_a_signer_with_the_longest_name_approves_and_is_on_record_as_far_as_it_fits():
    proof = proofs.sent()
    signer = signing.pass_on(proof, Person("N" * 200, "n@northshire.example", is_co_signer=True), named_by="M" * 200)
    passed_on = AuditEntry.objects.about(proof.submission).first()

    signing.approve(signer)

    approved = AuditEntry.objects.about(proof.submission).first()
    assert (passed_on.by_label, approved.by_label) == ("M" * 150, "N" * 150)


def test_whoever_approves_is_mailed_a_receipt_with_what_they_approved_once():
    proof = proofs.sent(SubmissionFactory(accepted=True, revision__body="<p>They saw it.</p>"), co_signer=PRESS_OFFICE)
    _contributor, press = proof.signers.all()

    for _ in range(2):
        signing.approve(press)

    receipt = OutboxMail.objects.get(kind="submissions/proof_approved")
    assert (receipt.to_email, receipt.to_name) == (press.email, "Petra Press")
    assert f"You approved “{proof.revision.title}”, reference {proof.submission.reference}, on " in receipt.text
    assert "They saw it." in receipt.text


def test_a_comment_that_looks_marked_is_kept_nowhere():
    proof = proofs.sent()

    why = reasons(signing.ask_for_corrections, proof.signers.get(), [Said("See TLP:RED, page 2"), Said("A comma")])

    assert why == ["“TLP:RED” looks like a protective marking. Take it out, and ask whoever marked it."]
    assert status_of(proof) == "sent"
    assert not proof.signers.get().comments.exists()
