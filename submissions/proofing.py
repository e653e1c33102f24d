"""What editors do about proofs: send one, ask again, write down an approval that came another way, waive."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from bulletin import moves, prose
from bulletin.mail import Letter
from submissions import inviting, settling, undoing
from submissions.inviting import Person
from submissions.models import Proof, Revision, Signer, Submission
from submissions.settling import ProofRefusedError
from submissions.workflow import REVIEW, WAIVE, ProofStatus, SubmissionStatus

PAUSE = timedelta(hours=1)  # between two mails to the same signer, so that a double click sends one


def reasons_not_to(submission: Submission, *, by: User, permission: str = REVIEW, seen: int | None = None) -> list[str]:
    """Why this person can't do anything about proofs of this article now; empty when they can."""
    reasons = []
    if seen is not None and seen != submission.version:
        reasons.append("Somebody changed this article while you had this page open. Look at it before you go on.")
    if not by.has_perm(permission):
        reasons.append("You don't have permission to do this about proofs. Ask an administrator.")
    if submission.status != SubmissionStatus.ACCEPTED:
        why = f"Only an accepted article has a proof; this one is “{submission.get_status_display()}”."
        reasons.append(moves.Reason(why, "moves"))
    article = getattr(submission, "article", None)
    if article and article.edition.published_at:
        why = f"{article.edition} was published with this article, so it is too late for a proof."
        reasons.append(moves.Reason(why, "edition"))
    if settling.printed(submission) is None:
        reasons.append(moves.Reason("There is no text to approve. Edit the article first.", "text"))
    return reasons


@transaction.atomic
def send(
    submission: Submission,
    *,
    by: User,
    letter: Letter,
    due_on: date,
    co_signer: Person | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> Proof:
    """Ask the contributor, and a co-signer when one is named, to approve what is printed: each by a link of their own.

    Replaces a proof that stands; the email of the decision before it leaves first. `letter` holds the marks of
    inviting.MARKS, which become each person's own.
    Raises ProofRefusedError with every reason.
    """
    now = now or timezone.now()
    moves.lock(submission)
    people = [inviting.contributor(submission), *([co_signer] if co_signer else [])]
    faults = [*inviting.faults(letter), *_faults(people, due_on, now)]
    revision = _revision(submission, [*reasons_not_to(submission, by=by, seen=seen), *faults])
    undoing.settle(submission, now=now)
    proof = settling.begin(submission, revision, by=by, due_on=due_on, now=now)
    signers = [_signer(proof, who, now=now) for who in people]
    details: dict[str, object] = {"revision": revision.number, "to": [signer.name for signer in signers]}
    settling.note(submission, "send_proof", by=by, details=details, now=now)
    for signer in signers:
        inviting.send(signer, letter, kind="submissions/proof", occasion="sent", by=by, now=now)
    return proof


@transaction.atomic
def ask_again(signer: Signer, *, by: User, now: datetime | None = None) -> None:
    """Mail a signer who has not answered a new link, which replaces the one they had.

    Raises ProofRefusedError when they were written to within the hour, or nothing is left to answer.
    """
    now = now or timezone.now()
    proof = settling.opened(signer)
    reasons = reasons_not_to(proof.submission, by=by)
    if proof.status != ProofStatus.SENT or signer.answer or not signer.email:
        reasons.append(f"{signer.name} has nothing to answer any more.")
    elif now - signer.asked_at < PAUSE:
        reasons.append(f"{signer.name} was written to less than an hour ago.")
    _refuse(reasons)
    signer.asked_at = now
    signer.save(update_fields=["asked_at"])
    settling.note(proof.submission, "ask_signer_again", by=by, details={"whom": signer.name}, now=now)
    inviting.remind(signer, by=by, now=now)


@transaction.atomic
def record(
    submission: Submission,
    *,
    by: User,
    how: str,
    signer: Signer | None = None,
    co_signer: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> Proof:
    """Write down an approval that came by telephone or mail: of a signer, a co-signer by name, or the contributor.

    `how` says who said so, when and how. Where no proof of what is printed was sent, one begins that nobody gets a
    mail about. Raises ProofRefusedError.
    """
    now = now or timezone.now()
    moves.lock(submission)
    how = prose.line(how)
    reasons = reasons_not_to(submission, by=by, seen=seen)
    reasons += [] if how else [moves.Reason("Say who approved it, when and how.", "#id_how")]
    proof = settling.current(submission)
    if proof and proof.status != ProofStatus.SENT:
        why = f"The proof is “{proof.get_status_display()}” already. Send a new one to begin again."
        reasons.append(moves.Reason(why, "proof"))
    if signer and (proof is None or signer.proof_id != proof.pk or signer.answer):
        reasons.append(moves.Reason("There is nothing left to record for this person.", "#id_who"))
    revision = _revision(submission, reasons)
    proof = proof or settling.begin(submission, revision, by=by, now=now)
    moves.lock(proof)
    signer = signer or _told_of(proof, prose.line(co_signer)[:200], by=by, now=now)
    signer.answer, signer.answered_at, signer.recorded_by, signer.note = Signer.Answer.APPROVED, now, by, how[:300]
    signer.save(update_fields=["answer", "answered_at", "recorded_by", "note"])
    settling.note(submission, "record_approval", by=by, reason=how, details={"of": signer.name}, now=now)
    settling.settle(proof, by=by, by_label=signer.name, now=now)
    return proof


@transaction.atomic
def waive(
    submission: Submission, *, by: User, reason: str, seen: int | None = None, now: datetime | None = None
) -> Proof:
    """Let it be printed without an approved proof; that needs a publisher and a reason. Raises ProofRefusedError."""
    now = now or timezone.now()
    moves.lock(submission)
    reason = prose.lines(reason)
    reasons = reasons_not_to(submission, by=by, permission=WAIVE, seen=seen)
    reasons += [] if reason else [moves.Reason("Say why it is printed without an approval.", "#id_reason")]
    if settling.is_settled(submission):
        reasons.append("What is printed was approved or waived already.")
    revision = _revision(submission, reasons)
    proof = settling.current(submission) or settling.begin(submission, revision, by=by, now=now)
    moves.make(proof, "waive", by=by, reason=reason, changes={"decided_by": by, "reason": reason}, now=now)
    settling.note(submission, "waive_proof", by=by, reason=reason, details={"revision": revision.number}, now=now)
    return proof


def _signer(proof: Proof, who: Person, *, named_by: str = "", now: datetime) -> Signer:
    return Signer.objects.create(
        proof=proof,
        name=prose.line(who.name)[:200],
        email=who.email,
        is_co_signer=who.is_co_signer,
        named_by=named_by[:200],
        asked_at=now,
    )


def _told_of(proof: Proof, co_signer: str, *, by: User, now: datetime) -> Signer:
    """The row of somebody without a link: a co-signer by name, or else the contributor."""
    if co_signer:
        return _signer(proof, Person(co_signer, "", is_co_signer=True), named_by=moves.label_of(by, ""), now=now)
    found = proof.signers.filter(is_co_signer=False).first()
    return found or _signer(proof, inviting.contributor(proof.submission), now=now)


def _faults(people: list[Person], due_on: date, now: datetime) -> Iterator[str]:
    if due_on < timezone.localdate(now):
        yield moves.Reason("Choose a day that is not past.", "#id_due_on")
    if len({who.email.casefold() for who in people}) < len(people):
        yield moves.Reason("The co-signer must be somebody else than the contributor.", "#id_co_signer_email")


def _revision(submission: Submission, reasons: list[str]) -> Revision:
    """What is printed, unless there are reasons against what is to be done with it."""
    _refuse(reasons)
    revision = settling.printed(submission)
    assert revision is not None, "reasons_not_to says when there is none"  # noqa: S101  # for the reader and mypy
    return revision


def _refuse(reasons: list[str]) -> None:
    if reasons:
        raise ProofRefusedError(reasons)
