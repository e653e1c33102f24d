"""Which proof of an article counts, and how it ends: approved by all who must, in need of corrections, or replaced."""

from datetime import date, datetime

from django.contrib.auth.models import User

from bulletin import moves
from submissions import inviting
from submissions.models import Proof, Revision, Signer, Submission
from submissions.workflow import ProofStatus

SETTLED = (ProofStatus.APPROVED, ProofStatus.WAIVED)


class ProofRefusedError(moves.MoveRefusedError):
    """Something about a proof that can't be done; `reasons` holds every reason."""


def printed(submission: Submission) -> Revision | None:
    """The revision that a proof is about: the one that a locked edition prints, and before that the newest."""
    return _pinned(submission) or submission.latest


def standing(submission: Submission) -> Proof | None:
    """The proof that no other has replaced, of whatever revision; prefetch `proofs` to ask many articles."""
    return next((proof for proof in submission.proofs.all() if proof.status != ProofStatus.SUPERSEDED), None)


def current(submission: Submission) -> Proof | None:
    """The proof of what is printed, if there is one."""
    revision, proof = printed(submission), standing(submission)
    return proof if proof and revision and proof.revision_id == revision.pk else None


def is_settled(submission: Submission) -> bool:
    """Whether what is printed was approved, or its proof waived."""
    proof = current(submission)
    return proof is not None and proof.status in SETTLED


def begin(submission: Submission, revision: Revision, *, by: User, now: datetime, due_on: date | None = None) -> Proof:
    """A proof of this revision in place of any other; after the lock of the submission."""
    if before := submission.proofs.standing().first():
        moves.make(before, "supersede", by=by, now=now)
    return Proof.objects.create(
        submission=submission,
        revision=revision,
        needs_co_signer=submission.contributor.organisation.needs_co_signer,
        sent_at=now,
        status_since=now,
        sent_by=by,
        due_on=due_on,
    )


def opened(signer: Signer) -> Proof:
    """The signer's proof; its submission, itself and the signer are locked in this order."""
    proof = signer.proof
    moves.lock(proof.submission)
    moves.lock(proof)
    moves.lock(signer)
    return proof


def settle(proof: Proof, *, by: User | None, by_label: str, now: datetime) -> None:
    """Approve the proof when everybody who must has; after the lock of its rows."""
    if not list(proof.missing()):
        moves.make(proof, "approve", by=by, by_label=by_label, now=now)


def want_corrections(proof: Proof, *, by_label: str, texts: list[str], now: datetime) -> None:
    """The proof waits for an editor, who is told; after the lock of its rows."""
    moves.make(proof, "want_corrections", by=None, by_label=by_label, now=now)
    details: dict[str, object] = {"revision": proof.revision.number, "comments": len(texts)}
    note(
        proof.submission,
        "want_corrections",
        by=None,
        by_label=by_label,
        reason="\n".join(texts),
        details=details,
        now=now,
    )
    inviting.tell_editor(proof, f"{by_label} asks for corrections to the proof", now=now)


def void(submission: Submission, *, by: User | None, now: datetime) -> None:
    """A new revision was written: no earlier proof counts, and the editor is told; after the lock of the submission.

    A locked edition prints what it pinned, whatever is written afterwards, so the proof of that goes on counting.
    """
    proof = submission.proofs.standing().first()
    if proof is None or _pinned(submission):
        return
    was = proof.get_status_display()
    moves.make(proof, "supersede", by=by, by_label="The contributor", now=now)
    details: dict[str, object] = {"revision": proof.revision.number, "was": was}
    note(submission, "void_proof", by=by, by_label="The contributor", details=details, now=now)
    what = f"The article was changed, so the proof of revision {proof.revision.number} (“{was}”) counts no more"
    inviting.tell_editor(proof, what, by=by, now=now)


def note(
    submission: Submission,
    action: str,
    *,
    by: User | None,
    by_label: str = "The clock",
    reason: str = "",
    details: dict[str, object] | None = None,
    now: datetime | None = None,
) -> None:
    """Keep with the article what was done about its proof."""
    moves.touch(submission)
    moves.record(submission, action, by=by, by_label=by_label, reason=reason, details=details, now=now)


def _pinned(submission: Submission) -> Revision | None:
    article = getattr(submission, "article", None)
    return article.revision if article else None
