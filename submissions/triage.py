"""What editors decide about a submission: each decision with its reason, its audit entry and its mail in one go."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletin import moves
from bulletin.mail import Letter
from bulletin.models import AuditEntry
from submissions import addressing, intake, locking, notifications, safety, undoing, weighing
from submissions.models import ChangeItem, Submission
from submissions.workflow import REVIEW, SubmissionStatus

# What an edition prints is fixed when it is locked, so these must come before.
NOT_AFTER_LOCK = {"request_changes", "decline", "withdraw"}
# These make no sense without an article that could be printed.
NEED_ARTICLE = {"accept"}
# A person who makes these says why; a contributor who withdraws or answers need not.
NEED_REASON = {"decline", "resubmit", "withdraw", "reopen"}
TELL_ASSIGNEE = {"resubmit", "withdraw"}
# What can be done with a submission that waits apart, for nobody is mailed about it.
OF_HELD = {"withdraw"}
NOTHING_DUE = {"changes_due_on": None}


def blockers(submission: Submission, move: str) -> list[str]:
    """Every reason, beyond the table and the permission, why the move can't be made now."""
    reasons: list[str] = []
    latest = submission.latest
    if move in NEED_ARTICLE and (latest is None or not latest.body.strip()):
        reasons.append(moves.Reason("There is no text to print. Edit the article first.", "text"))
    if move in NEED_ARTICLE:
        reasons += weighing.marking_blockers(submission)
    if move == "reopen" and submission.submitted_at is None:
        reasons.append("It was withdrawn before it was ever sent, so there is nothing to review.")
    article = getattr(submission, "article", None)
    if move in NOT_AFTER_LOCK and article and article.edition.status != article.edition.workflow.first:
        status = article.edition.get_status_display()
        where = f"The article stands in {article.edition}, which is “{status}”. Unlock that edition first."
        reasons.append(moves.Reason(where, "edition"))
    if submission.held_at and move not in OF_HELD:
        why = f"It waits apart: {submission.held_for} Release it first, or withdraw it."
        reasons.append(moves.Reason(why, "held"))
    return reasons


def start_review(
    submission: Submission, *, by: User, seen: int | None = None, now: datetime | None = None
) -> AuditEntry:
    """Take a submission on: whoever starts becomes its assignee. No mail."""
    return _make(submission, "start_review", by=by, changes={"assignee": by}, seen=seen, now=now)


@transaction.atomic
def request_changes(
    submission: Submission,
    *,
    by: User,
    items: Sequence[str],
    due_on: date,
    letter: Letter | None,
    seen: int | None = None,
    now: datetime | None = None,
) -> AuditEntry:
    """Ask the contributor for changes: at least one item, and a day by which they are due."""
    now = now or timezone.now()
    items = [item.strip() for item in items if item.strip()]
    entry = _make(
        submission,
        "request_changes",
        by=by,
        letter=letter,
        reason="\n".join(items),
        more_blockers=[] if items else ["Say at least one thing that should change."],
        changes={"changes_due_on": due_on},
        details={"items": items, "due_on": due_on.isoformat()},
        seen=seen,
        now=now,
    )
    last = submission.change_items.order_by("round").last()
    number = last.round + 1 if last else 1
    ChangeItem.objects.bulk_create(
        ChangeItem(
            submission=submission,
            round=number,
            position=position,
            text=text,
            asked_by=by,
            asked_at=now,
            due_on=due_on,
        )
        for position, text in enumerate(items, start=1)
    )
    return entry


def accept(
    submission: Submission, *, by: User, letter: Letter | None, seen: int | None = None, now: datetime | None = None
) -> AuditEntry:
    """Accept what the newest revision says."""
    return _make(submission, "accept", by=by, letter=letter, seen=seen, now=now)


def decline(
    submission: Submission,
    *,
    by: User,
    reason: str,
    letter: Letter | None,
    seen: int | None = None,
    now: datetime | None = None,
) -> AuditEntry:
    """Decline, with a reason. An edition that still collects keeps the place until an editor clears it."""
    return _make(submission, "decline", by=by, letter=letter, reason=reason, changes=NOTHING_DUE, seen=seen, now=now)


def resubmit(
    submission: Submission,
    *,
    by: User | None,
    reason: str = "",
    held_for: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> AuditEntry:
    """The changes came, from the contributor (`by` empty) or through an editor, who says how. Tells the assignee.

    A contributor answers each thing that was asked for, or changes the article. With a reason in `held_for` it waits
    apart, and nobody is told until `release`.
    """
    now = now or timezone.now()
    held: dict[str, object] = {"held_at": now, "held_for": held_for} if held_for else {}
    return _make(
        submission,
        "resubmit",
        by=by,
        reason=reason,
        more_blockers=_unanswered(submission) if by is None else [],
        changes={**NOTHING_DUE, **held},
        seen=seen,
        now=now,
    )


def withdraw(
    submission: Submission,
    *,
    by: User | None,
    reason: str = "",
    letter: Letter | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> AuditEntry:
    """Withdraw, by the contributor (`by` empty) or by an editor, who says why. Tells the assignee."""
    return _make(submission, "withdraw", by=by, letter=letter, reason=reason, changes=NOTHING_DUE, seen=seen, now=now)


def reopen(
    submission: Submission,
    *,
    by: User,
    reason: str,
    letter: Letter | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> AuditEntry:
    """Take a declined or withdrawn submission up again, with a reason."""
    return _make(submission, "reopen", by=by, letter=letter, reason=reason, seen=seen, now=now)


@transaction.atomic
def release(submission: Submission, *, by: User, seen: int | None = None, now: datetime | None = None) -> AuditEntry:
    """Let a submission that waits apart in, because a person did send it; now its mails leave: the receipt, or, when
    it had come back with changes, the one to its editor.

    Raises MoveRefusedError with every reason.
    """
    now = now or timezone.now()
    moves.lock(submission)
    reasons = []
    if not by.has_perm(REVIEW):
        reasons.append("You don't have permission to release submissions. Ask an administrator.")
    if submission.held_at is None:
        reasons.append("It does not wait apart: somebody released it.")
    if seen is not None and seen != submission.version:
        reasons.append("Somebody changed this while you had it open. Look at it again before you decide.")
    if reasons:
        raise moves.MoveRefusedError(reasons)
    why, submission.held_at, submission.held_for = submission.held_for, None, ""
    submission.save(update_fields=["held_at", "held_for"])
    moves.touch(submission)
    if submission.status == SubmissionStatus.SUBMITTED:
        intake.acknowledge(submission, now=now)
    came_back = AuditEntry.objects.about(submission).filter(action="resubmit").first()
    if submission.status == SubmissionStatus.IN_REVIEW and came_back:
        occasion = f"resubmit {came_back.details['version']}"
        notifications.to_assignee(submission, came_back, occasion=occasion, now=now)
    return moves.record(submission, "release", by=by, details={"held_for": why}, now=now)


@transaction.atomic
def assign(submission: Submission, *, to: User | None, by: User, now: datetime | None = None) -> Submission:
    """Say whose it is, or nobody's; to assign what is so already changes nothing.

    Raises MoveRefusedError when either person may not review submissions.
    """
    moves.lock(submission)
    reasons = []
    if not by.has_perm(REVIEW):
        reasons.append("You don't have permission to assign submissions. Ask an administrator.")
    if to is not None and not to.has_perm(REVIEW):
        reasons.append(f"{moves.label_of(to, '')} doesn't have permission to review submissions.")
    if reasons:
        raise moves.MoveRefusedError(reasons)
    if submission.assignee != to:
        submission.assignee = to
        submission.save(update_fields=["assignee"])
        moves.touch(submission)
        moves.record(submission, "assign", by=by, details={"to": moves.label_of(to, "Nobody")}, now=now)
    return submission


@transaction.atomic
def _make(
    submission: Submission,
    name: str,
    *,
    by: User | None,
    letter: Letter | None = None,
    reason: str = "",
    more_blockers: Sequence[str] = (),
    changes: Mapping[str, object] | None = None,
    details: Mapping[str, object] | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> AuditEntry:
    """One move, its audit entry and its mails."""
    now = now or timezone.now()
    locking.lock(submission)
    version, before = submission.version + 1, undoing.kept_before(submission)
    entry = moves.make(
        submission,
        name,
        by=by,
        by_label="The contributor",
        reason=reason.strip(),
        blockers=[
            *blockers(submission, name),
            *more_blockers,
            *_unsaid(name, by=by, reason=reason, letter=letter),
        ],
        changes=changes,
        details={
            "revision": submission.latest.number if submission.latest else None,
            "version": version,
            "before": before,
            **(details or {}),
        },
        seen=seen,
        now=now,
    )
    occasion, due_at = f"{name} {version}", now + undoing.pause() if by else now
    if letter:
        addressing.reopened(submission)  # the letter may name the lasting address
        kind = notifications.LETTERS[name]
        notifications.to_contributor(submission, letter, kind=kind, occasion=occasion, by=by, due_at=due_at, now=now)
    if name in TELL_ASSIGNEE and not submission.held_at:
        notifications.to_assignee(submission, entry, occasion=occasion, due_at=due_at, now=now)
    return entry


def _unsaid(name: str, *, by: User | None, reason: str, letter: Letter | None) -> list[str]:
    reasons = []
    if name in NEED_REASON and by is not None and not reason.strip():
        reasons.append("Say why.")
    if by is None:
        reasons += safety.refusals(reason)
    if letter and not (letter.subject.strip() and letter.text.strip()):
        reasons.append("The email needs a subject and a text.")
    return reasons


def _unanswered(submission: Submission) -> list[str]:
    """What keeps a contributor from sending it again: a thing without an answer, unless they changed the article."""
    item = submission.change_items.open().order_by("round", "position").last()
    if item is None or submission.revisions.filter(made_by=None, made_at__gte=item.asked_at).exists():
        return []
    return [_("Answer each thing that we asked for, or change the article.")]
