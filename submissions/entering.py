"""Taking in an article that came to staff by telephone, letter or email, for somebody who did not use the form."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from bulletin import links, moves
from submissions import addressing, intake, weighing
from submissions.intake import Offer
from submissions.models import Submission
from submissions.workflow import REVIEW

Source = Submission.Source
SOURCES = (Source.PHONE, Source.LETTER, Source.EMAIL, Source.WORD)


class EntryRefusedError(moves.MoveRefusedError):
    """An article that staff can't enter; `reasons` holds every reason."""


@transaction.atomic
def enter(
    data: Offer,
    *,
    source: str,
    how: str,
    is_cleared: bool,
    is_told: bool,
    by: User,
    now: datetime | None = None,
) -> Submission:
    """Enter an article for a partner: as if they had sent it, but recorded with who entered it and how it came.

    `is_cleared` says that their organisation agreed; the questions of its ledger are answered afterwards, on the desk.

    They are mailed the receipt with the link to their page only when `is_told`. What looks like a protective marking
    makes it wait apart, as it does on the form, and then nobody is mailed.

    Raises EntryRefusedError or RevisionRefusedError with every reason.
    """
    now = now or timezone.now()
    if reasons := _reasons_not_to(source=source, how=how, is_cleared=is_cleared, by=by):
        raise EntryRefusedError(reasons)
    submission = intake.begin(data, now=now)
    held_for = weighing.suspicion(data.content)
    name = moves.label_of(by, "")
    moves.make(
        submission,
        "submit",
        by=None,
        by_label=f"{name}, for the contributor"[:150],
        changes={
            "submitted_at": now,
            "cleared_at": now,
            "source": source,
            "entered_by": by,
            "held_at": now if held_for else None,
            "held_for": held_for,
        },
        now=now,
    )
    moves.record(submission, "enter", by=by, reason=how, details={"source": source, "told": is_told}, now=now)
    links.issue(submission, "status", secret=addressing.secret_of(submission))
    if is_told and not held_for:
        intake.acknowledge(submission, now=now)
    return submission


def _reasons_not_to(*, source: str, how: str, is_cleared: bool, by: User) -> list[str]:
    reasons = []
    if not by.has_perm(REVIEW):
        reasons.append("You don't have permission to enter articles. Ask an administrator.")
    if source not in SOURCES:
        reasons.append("Say how the article came.")
    if not how.strip():
        reasons.append("Say who gave it to you, when, and who cleared it for publication.")
    if not is_cleared:
        reasons.append("The article must be cleared for publication before it is entered.")
    return reasons
