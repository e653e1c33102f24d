"""What staff may do with a mail of the outbox: stop it, or have it tried again."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from bulletin import moves
from bulletin.mail_workflow import CHANGE, MAIL
from bulletin.models import AuditEntry, OutboxMail
from bulletin.workflow import Move

Status = OutboxMail.Status


@transaction.atomic
def cancel(mail: OutboxMail, *, by: User, now: datetime | None = None) -> AuditEntry:
    """Stop a mail that still waits or that failed. Raises MoveRefusedError when it left, or is just leaving."""
    return _change(mail, MAIL["cancel"], action="cancel_mail", by=by, now=now)


@transaction.atomic
def try_again(mail: OutboxMail, *, by: User, now: datetime | None = None) -> AuditEntry:
    """Send a mail that failed or was cancelled, at once and with nearly all its attempts before it."""
    return _change(mail, MAIL["try_again"], action="try_mail_again", by=by, now=now)


@transaction.atomic
def hurry(mail: OutboxMail, *, by: User, now: datetime | None = None) -> AuditEntry:
    """Send a waiting mail now: what it tells can't be undone any more, and a pause after a failure ends."""
    return _change(mail, MAIL["hurry"], action="send_mail_now", by=by, now=now)


def is_sure_to_wait(mail: OutboxMail) -> bool:
    """Whether not one byte of it can have left."""
    return mail.status in MAIL["void"].sources and mail.attempts == 0


@transaction.atomic
def void(mail: OutboxMail, because: str, *, by: User, now: datetime | None = None) -> AuditEntry:
    """Stop a mail for good, because what it says is no longer so. Who may, is for the caller to ask.

    The sender claims the same row before it sends: whichever of the two is first decides. Raises MoveRefusedError
    when it may have left.
    """
    moves.lock(mail)
    if not is_sure_to_wait(mail):
        raise moves.MoveRefusedError([f"The email to {mail.to_email} has left, or is just leaving."])
    before = mail.status
    mail.status, mail.void_because = Status.CANCELLED, because
    mail.save(update_fields=["status", "void_because"])
    return moves.record(mail, "cancel_mail", by=by, reason=because, from_status=before, to_status=mail.status, now=now)


def permitted(mail: OutboxMail, *, by: User) -> list[Move]:
    """What this person may do with the mail now, in the order of the table."""
    return [move for move in MAIL.leaving(mail.status) if move.permission == CHANGE and not _reasons(mail, move, by=by)]


def _reasons(mail: OutboxMail, move: Move, *, by: User) -> list[str]:
    reasons = []
    if not by.has_perm(move.permission):
        reasons.append("You don't have permission to change the outbox. Ask an administrator.")
    if mail.status not in move.sources:
        reasons.append(f"This can't be done while the mail's status is “{mail.get_status_display()}”.")
    if mail.void_because:
        reasons.append(f"It was cancelled for good: {mail.void_because}")
    return reasons


def _change(mail: OutboxMail, move: Move, *, action: str, by: User, now: datetime | None) -> AuditEntry:
    now = now or timezone.now()
    moves.lock(mail)
    if reasons := _reasons(mail, move, by=by):
        raise moves.MoveRefusedError(reasons)
    before = mail.status
    # That it was tried stays known, for a mail that failed may have left all the same.
    tried = min(mail.attempts, 1) if move.target == Status.QUEUED else mail.attempts
    mail.status, mail.due_at, mail.attempts, mail.last_error = move.target, now, tried, ""
    mail.save(update_fields=["status", "due_at", "attempts", "last_error"])
    return moves.record(mail, action, by=by, from_status=before, to_status=move.target, now=now)
