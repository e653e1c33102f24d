"""After a restore: every mailing halts, until somebody who may mail has looked and says that it may go on."""

import logging
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from bulletin import generation, moves
from bulletin.models import AuditEntry
from bulletin.moves import MoveRefusedError
from editions.distribution import halting, scheduling
from editions.models import Mailing
from editions.workflow import MAIL

log = logging.getLogger(__name__)


def unfinished() -> QuerySet[Mailing]:
    """Mailings that may have gone further than this database knows."""
    return Mailing.objects.filter(status__in=scheduling.UNFINISHED).select_related("edition")


def halt_if_restored() -> bool:
    """Whether nothing may be mailed now; whatever was sending is halted then, and has to be resumed one by one."""
    doubt = generation.doubt()
    if not doubt:
        return False
    for mailing in Mailing.objects.sending():
        log.error("Mailing %s is halted: %s", mailing.pk, doubt)
        halting.halt(mailing, doubt)
    return True


def reasons_not_to_confirm(*, by: User) -> list[str]:
    reasons = []
    if not by.has_perm(MAIL):
        reasons.append("You don't have permission to mail editions. Ask a publisher.")
    if not generation.doubt():
        reasons.append("There is nothing to confirm: this is the database that was last in use.")
    return reasons


@transaction.atomic
def confirm(*, by: User, reason: str = "", now: datetime | None = None) -> AuditEntry:
    """Say that this database is the one to go on with; what was halted has to be resumed by itself.

    Mailings that were being sent are halted here too, in case that no worker has seen the restored copy yet.
    Raises MoveRefusedError.
    """
    reasons = reasons_not_to_confirm(by=by)
    if reasons:
        raise MoveRefusedError(reasons)
    doubt = generation.doubt()
    halt_if_restored()
    try:
        row = generation.begin_anew()
    except OSError as error:
        raise MoveRefusedError([f"The file outside the database can't be written: {error.strerror}."]) from error
    details = {"doubt": doubt}
    return moves.record(
        row, "confirm_generation", by=by, reason=reason.strip(), details=details, now=now or timezone.now()
    )
