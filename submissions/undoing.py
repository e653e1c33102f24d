"""Taking a decision back while its email still waits: as if it had not been made, but for what was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from bulletin import moves, outbox
from bulletin.models import AuditEntry, OutboxMail
from submissions import locking
from submissions.models import Submission
from submissions.workflow import REVIEW

UNDOABLE = {"start_review", "request_changes", "accept", "decline", "resubmit", "withdraw", "reopen"}
# What is said in between leaves a decision the last one.
TALK = {"message", "comment", "answer_clearance", "confirm_clearance", "pair", "part"}
PUBLISH = "editions.publish_edition"
UNDONE = "The decision that it tells of was undone."


class UndoRefusedError(moves.MoveRefusedError):
    """A decision that can't be undone; `reasons` holds every reason."""


@dataclass(frozen=True)
class Decision:
    """The last decision about a submission, with its mails, and until when it can be undone."""

    entry: AuditEntry
    mails: list[OutboxMail]
    until: datetime


def pause() -> timedelta:
    """How long the email of a decision waits."""
    return timedelta(minutes=settings.UNDO_MINUTES)


def kept_before(submission: Submission) -> dict[str, Any]:
    """What a decision may overwrite, for its audit entry; before the move, after `lock`."""
    due = submission.changes_due_on
    return {
        "assignee": submission.assignee_id,
        "changes_due_on": due.isoformat() if due else None,
        "status_since": submission.status_since.isoformat(),
    }


def last_decision(submission: Submission) -> Decision | None:
    """The newest thing that was done, when it is a decision of somebody with an account; in two queries."""
    entry = AuditEntry.objects.about(submission).exclude(action__in=TALK).select_related("by").first()
    return decision_of(submission, entry, OutboxMail.objects.about(submission))


def decision_of(submission: Submission, entry: AuditEntry | None, mails: Iterable[OutboxMail]) -> Decision | None:
    """The decision in the submission's newest entry, if it is one, with its own among all mails about it."""
    if entry is None or entry.by is None or entry.action not in UNDOABLE or "before" not in entry.details:
        return None
    key = f"submission {submission.pk} {entry.action} {entry.details['version']} "
    return Decision(entry, [mail for mail in mails if mail.dedupe_key.startswith(key)], entry.at + pause())


def settle(submission: Submission, *, now: datetime) -> None:
    """Let the emails of the last decision leave now, before those of what is done next, which makes it final."""
    if decision := last_decision(submission):
        numbers = [mail.pk for mail in decision.mails]
        OutboxMail.objects.filter(pk__in=numbers, status=OutboxMail.Status.QUEUED, due_at__gt=now).update(due_at=now)


def status_told(submission: Submission, *, now: datetime | None = None) -> str:
    """The status that the contributor is told: not one of a decision whose email to them still waits to be undone."""
    now, decision = now or timezone.now(), last_decision(submission)
    letters = [mail for mail in decision.mails if mail.to_email == submission.contributor.email] if decision else []
    waits = any(mail.status == OutboxMail.Status.QUEUED and mail.due_at > now for mail in letters)
    return decision.entry.from_status if decision and waits else submission.status


def reasons_not_to(
    submission: Submission, decision: Decision | None, *, by: User, now: datetime | None = None
) -> list[str]:
    """Every reason why the last decision can't be undone by this person now."""
    if decision is None:
        return ["There is no decision to undo: something else was done since."]
    now = now or timezone.now()
    reasons = []
    if not by.has_perm(REVIEW):
        reasons.append("You don't have permission to undo decisions. Ask an administrator.")
    elif by != decision.entry.by and not by.has_perm(PUBLISH):
        reasons.append(f"Only {decision.entry.by_label} or a publisher can undo this.")
    gone = [mail for mail in decision.mails if not outbox.is_sure_to_wait(mail)]
    reasons += [f"The email to {mail.to_email} has left, or is just leaving." for mail in gone]
    if not decision.mails and now >= decision.until:
        until = date_format(timezone.localtime(decision.until), "H:i")
        reasons.append(f"It could be undone until {until}. Make another decision instead.")
    is_request = decision.entry.action == "request_changes"
    if is_request and submission.change_items.filter(asked_at=decision.entry.at, answered_at__isnull=False).exists():
        reasons.append("The contributor has answered already.")
    return reasons + _reasons_of_edition(submission)


def _reasons_of_edition(submission: Submission) -> list[str]:
    article = getattr(submission, "article", None)
    if article and article.edition.status != article.edition.workflow.first:
        return [f"The article stands in {article.edition}, which is “{article.edition.get_status_display()}”."]
    return []


@transaction.atomic
def undo(submission: Submission, *, by: User, entry_id: int, now: datetime | None = None) -> AuditEntry:
    """Take back the last decision, which must be this audit entry: status, assignee and due day as they were.

    Its mails are cancelled for good; the sender claims the same rows, so either the mail leaves or the decision is
    undone. Things asked for that nobody answered go with it; the entry still names them.

    Raises UndoRefusedError with every reason.
    """
    now = now or timezone.now()
    locking.lock(submission)
    decision = last_decision(submission)
    if decision and decision.entry.pk != entry_id:
        decision = None
    for mail in decision.mails if decision else []:
        moves.lock(mail)
    reasons = reasons_not_to(submission, decision, by=by, now=now)
    if reasons or decision is None:
        raise UndoRefusedError(reasons)
    for mail in decision.mails:
        outbox.void(mail, UNDONE, by=by, now=now)
    submission.change_items.filter(asked_at=decision.entry.at).delete()
    return moves.unmake(
        submission,
        decision.entry,
        by=by,
        changes=_as_before(decision.entry.details["before"]),
        details={"undone": decision.entry.action, "entry": decision.entry.pk},
        now=now,
    )


def _as_before(kept: dict[str, Any]) -> dict[str, Any]:
    due = kept["changes_due_on"]
    return {
        "assignee": User.objects.filter(pk=kept["assignee"]).first(),
        "changes_due_on": date.fromisoformat(due) if due else None,
        "status_since": datetime.fromisoformat(kept["status_since"]),
    }
