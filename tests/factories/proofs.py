"""Proofs of accepted articles, sent by an editor, as far as a test needs them."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from bulletin import links
from bulletin.mail import Letter
from submissions import inviting, proofing, settling, signing
from submissions.inviting import Person
from submissions.models import Proof, Signer, Submission
from tests.factories import people
from tests.factories.submissions import SubmissionFactory

LETTER = Letter("Please approve it", "Dear [name]\n\n[link]\n")
PRESS_OFFICE = Person("Petra Press", "press@northshire.example", is_co_signer=True)


def sent(submission: Submission | None = None, *, due_on: date | None = None, **given: Any) -> Proof:
    """A proof that waits for the contributor, and for `co_signer` when one is given."""
    submission = submission or SubmissionFactory(accepted=True)
    given = {"letter": LETTER, **given, "by": given.get("by") or people.editor()}
    return proofing.send(submission, due_on=due_on or timezone.localdate() + timedelta(days=7), **given)


def approved(submission: Submission | None = None, **given: Any) -> Proof:
    """A proof that everybody who was asked approved."""
    proof = sent(submission, **given)
    for signer in proof.signers.all():
        signing.approve(signer)
    return Proof.objects.get(pk=proof.pk)


def settled(submission: Submission) -> Proof:
    """The rows of a proof of what is printed that was approved, without mails or entries."""
    revision = settling.printed(submission)
    assert revision is not None
    proof = Proof.objects.create(submission=submission, revision=revision, status="approved")
    who = inviting.contributor(submission)
    Signer.objects.create(proof=proof, name=who.name, email=who.email, answer="approved", answered_at=timezone.now())
    return proof


def secret_of(signer: Signer) -> str:
    """A link of this signer that works; it replaces the one that was mailed."""
    return links.issue(signer, inviting.PURPOSE)
