"""What those who were sent a proof do with it: approve it, ask for corrections, pass it on to a co-signer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletin import links, moves, prose
from submissions import inviting, safety, settling
from submissions.inviting import PURPOSE, Person
from submissions.models import Proof, ProofComment, Revision, Signer
from submissions.settling import ProofRefusedError
from submissions.workflow import REVIEW, ProofStatus, SubmissionStatus

MOST_SIGNERS = 5


@dataclass(frozen=True)
class Said:
    """One comment: on a passage by its number, or on the article as a whole."""

    text: str
    passage: int | None = None


def find(secret: str) -> Signer | None:
    """Whose link this is, or None when it is forged, replaced or expired."""
    return links.find(secret, PURPOSE, Signer)


def passages(revision: Revision) -> list[str]:
    """What can be commented on one by one: title, summary, then each paragraph; counted from 1."""
    return [text for text in (revision.title, revision.summary, *prose.paragraphs(revision.body)) if text.strip()]


def reasons_not_to(proof: Proof) -> list[str]:
    """Why nobody can answer this proof any more, for those who were asked."""
    if proof.status == ProofStatus.SUPERSEDED:
        return [_("This proof has been replaced. We have sent you a new one, or will do so soon.")]
    if proof.status == ProofStatus.CORRECTIONS_WANTED:
        return [_("Corrections have been asked for. We will send you a new proof.")]
    if proof.status != ProofStatus.SENT or proof.submission.status != SubmissionStatus.ACCEPTED:
        return [_("This proof is closed. There is nothing left for you to do.")]
    return []


@transaction.atomic
def approve(signer: Signer, *, now: datetime | None = None) -> Proof:
    """The signer approves, and is mailed a receipt; the proof is approved with the last of them.

    A second click changes nothing more.

    Raises ProofRefusedError.
    """
    now = now or timezone.now()
    proof = settling.opened(signer)
    if signer.answer == Signer.Answer.APPROVED:
        return proof
    _refuse(reasons_not_to(proof))
    signer.answer, signer.answered_at = Signer.Answer.APPROVED, now
    signer.save(update_fields=["answer", "answered_at"])
    details: dict[str, object] = {"revision": proof.revision.number}
    settling.note(proof.submission, "approve_proof", by=None, by_label=signer.name, details=details, now=now)
    settling.settle(proof, by=None, by_label=signer.name, now=now)
    inviting.confirm(signer, now=now)
    return proof


@transaction.atomic
def ask_for_corrections(signer: Signer, said: Sequence[Said], *, now: datetime | None = None) -> Proof:
    """The signer comments, and the proof waits for an editor, who is told. Raises ProofRefusedError.

    An approval that the same signer gave before counts no more.
    """
    now = now or timezone.now()
    proof = settling.opened(signer)
    texts = passages(proof.revision)
    comments = [_comment(signer, each, texts, now) for each in said if each.text.strip()]
    marked = [reason for comment in comments for reason in safety.refusals(comment.text)]
    _refuse([*reasons_not_to(proof), *([] if comments else [_("Say what should be corrected.")]), *marked])
    ProofComment.objects.bulk_create(comments)
    signer.answer, signer.answered_at = Signer.Answer.CORRECTIONS, now
    signer.save(update_fields=["answer", "answered_at"])
    settling.want_corrections(proof, by_label=signer.name, texts=[comment.text for comment in comments], now=now)
    return proof


@transaction.atomic
def pass_on(
    proof: Proof, co_signer: Person, *, named_by: str, by: User | None = None, now: datetime | None = None
) -> Signer:
    """Ask a co-signer, whom a signer or an editor names, by a link of their own. Raises ProofRefusedError."""
    now = now or timezone.now()
    moves.lock(proof.submission)
    moves.lock(proof)
    named = [signer.email.casefold() for signer in proof.signers.all()]
    reasons = reasons_not_to(proof)
    if by is not None and not by.has_perm(REVIEW):
        reasons.append("You don't have permission to do this about proofs. Ask an administrator.")
    if co_signer.email.casefold() in named:
        reasons.append(_("%(email)s was sent this proof already.") % {"email": co_signer.email})
    if len(named) >= MOST_SIGNERS:
        reasons.append(_("A proof can go to %(most)s people at most.") % {"most": MOST_SIGNERS})
    _refuse(reasons)
    signer = Signer.objects.create(
        proof=proof,
        name=prose.line(co_signer.name)[:200],
        email=co_signer.email,
        is_co_signer=True,
        named_by=named_by[:200],
        asked_at=now,
    )
    details: dict[str, object] = {"to": signer.name, "revision": proof.revision.number}
    settling.note(proof.submission, "pass_on_proof", by=by, by_label=named_by, details=details, now=now)
    inviting.pass_on(signer, by=by, now=now)
    return signer


def _comment(signer: Signer, said: Said, texts: list[str], now: datetime) -> ProofComment:
    number = said.passage if said.passage and 0 < said.passage <= len(texts) else None
    quote = texts[number - 1][:300] if number else ""
    return ProofComment(signer=signer, paragraph=number, quote=quote, text=prose.lines(said.text), at=now)


def _refuse(reasons: list[str]) -> None:
    if reasons:
        raise ProofRefusedError(reasons)
