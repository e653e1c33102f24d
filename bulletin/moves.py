"""Making a move: the one function that changes a status, with its checks and its audit entry."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.contrib.auth.models import AbstractBaseUser, User
from django.db import models, transaction
from django.utils import timezone

from bulletin import reading
from bulletin.models import AuditEntry, Moving


class Reason(str):
    """Why something can't be done, with the place where it is mended, for a page to link: its own name for it."""

    __slots__ = ("where",)
    where: str

    def __new__(cls, text: str, where: str = "") -> "Reason":
        made = super().__new__(cls, text)
        made.where = where
        return made


class MoveRefusedError(Exception):
    """A move that can't be made; `reasons` holds every reason, each a sentence for a person."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__(" ".join(reasons))
        self.reasons = reasons


def lock(row: models.Model) -> None:
    """Read the row again, locked until the end of the transaction (a row lock where the database has them)."""
    row.refresh_from_db(from_queryset=type(row)._base_manager.select_for_update(of=("self",)))


def touch(row: Moving) -> None:
    """Count a change that is no move, so that whoever has the row's page open notices; after `lock`."""
    row.version += 1
    row.save(update_fields=["version"])


def label_of(by: AbstractBaseUser | None, otherwise: str) -> str:
    """The name to keep of whoever acted."""
    return (by.get_full_name() or by.get_username() if isinstance(by, User) else otherwise)[:150]


def person(username: str) -> User:
    """Who acts, for a command that is given their username. Raises MoveRefusedError when no such person may sign in."""
    found = User.objects.filter(username=username, is_active=True).first()
    if found is None:
        raise MoveRefusedError([f"Nobody who may sign in is called “{username}”. Staff are listed at the desk."])
    return found


def record(
    row: models.Model,
    action: str,
    *,
    by: User | None,
    by_label: str = "The clock",
    reason: str = "",
    details: Mapping[str, object] | None = None,
    from_status: str = "",
    to_status: str = "",
    now: datetime | None = None,
) -> AuditEntry:
    """Write an audit entry about the row; `by_label` names who acted when it was nobody with an account."""
    return AuditEntry.objects.create(
        at=now or timezone.now(),
        by=by,
        by_label=label_of(by, by_label),
        action=action,
        subject_type=row._meta.label_lower,
        subject_id=row.pk,
        subject_label=str(row)[:200],
        from_status=from_status,
        to_status=to_status,
        reason=reading.visible(reason),
        details=dict(details or {}),
    )


def permitted(row: Moving, *, by: User | None) -> list[str]:
    """The names of the moves that the table and this person's permissions allow now; guards not asked."""
    return [move.name for move in row.workflow.leaving(row.status) if _may(move.permission, move.unattended, by)]


def _may(permission: str, unattended: bool, by: User | None) -> bool:
    if by is None:
        return unattended
    return bool(permission) and by.has_perm(permission)


def reasons_not_to(row: Moving, name: str, *, by: User | None, seen: int | None = None) -> list[str]:
    """Why the table, the person's permissions or a change made meanwhile forbid the move; empty when they don't."""
    move = row.workflow[name]
    reasons = []
    if seen is not None and seen != row.version:
        last = AuditEntry.objects.about(row).first()
        who = f"{last.by_label} did “{last.action.replace('_', ' ')}”" if last else "Somebody changed this"
        reasons.append(f"{who} while you had this page open. Look at it again before you decide.")
    if row.status not in move.sources:
        status = row._meta.get_field("status").flatchoices
        reasons.append(f"“{move.label}” can't be done while the status is “{dict(status)[row.status]}”.")
    if not _may(move.permission, move.unattended, by):
        reasons.append(f"You don't have permission to do “{move.label}”. Ask an administrator.")
    return reasons


@transaction.atomic
def make(
    row: Moving,
    name: str,
    *,
    by: User | None,
    by_label: str = "The clock",
    reason: str = "",
    blockers: Iterable[str] = (),
    changes: Mapping[str, object] | None = None,
    details: Mapping[str, object] | None = None,
    seen: int | None = None,
    now: datetime | None = None,
) -> AuditEntry:
    """Make one move of the row's table, in one transaction with its audit entry.

    Locks and re-reads the row first, so `blockers` that depend on it are computed by the caller after
    `lock`. `changes` are other columns of the row to write at the same time; `seen` is the version that
    the person looked at.

    Raises MoveRefusedError with every reason: the table's, the permission's, and the blockers'.
    """
    now = now or timezone.now()
    lock(row)
    reasons = [*reasons_not_to(row, name, by=by, seen=seen), *blockers]
    if reasons:
        raise MoveRefusedError(reasons)
    before, move = row.status, row.workflow[name]
    for field, value in (changes or {}).items():
        setattr(row, field, value)
    row.status, row.status_since, row.version = move.target, now, row.version + 1
    row.save(update_fields=["status", "status_since", "version", *(changes or {})])
    return record(
        row,
        name,
        by=by,
        by_label=by_label,
        reason=reason,
        details=details,
        from_status=before,
        to_status=move.target,
        now=now,
    )


@transaction.atomic
def unmake(
    row: Moving,
    entry: AuditEntry,
    *,
    by: User,
    changes: Mapping[str, object] | None = None,
    details: Mapping[str, object] | None = None,
    now: datetime | None = None,
) -> AuditEntry:
    """Put the row back to where one move took it from; an entry of its own, for no entry is ever taken away.

    `changes` are the columns that the move wrote, as they were. Whether it may be done is for the caller to ask,
    after `lock`. Raises MoveRefusedError when the row is no longer where that move took it.
    """
    lock(row)
    if row.status != entry.to_status:
        raise MoveRefusedError(["Somebody changed this since. Look at it again."])
    before = row.status
    for field, value in (changes or {}).items():
        setattr(row, field, value)
    row.status, row.version = entry.from_status, row.version + 1
    row.save(update_fields=["status", "version", *(changes or {})])
    return record(row, "undo", by=by, details=details, from_status=before, to_status=row.status, now=now)
