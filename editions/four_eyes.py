"""Four eyes: who approves did not prepare, who sends did not approve; and what is kept when it was otherwise.

That those who wrote an article approved its proof is overridden in the same way.
"""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from bulletin import moves, prose
from bulletin.moves import MoveRefusedError
from editions import readiness
from editions.models import Edition, Override
from editions.workflow import MAIL, PUBLISH

SIGN_OFF, PROOFS, MAILING = Override.Act.SIGN_OFF, Override.Act.PROOFS, Override.Act.MAIL
_PERMISSIONS: dict[str, str] = {SIGN_OFF: PUBLISH, PROOFS: PUBLISH, MAILING: MAIL}


def reasons_not_to(act: str, edition: Edition, *, by: User) -> list[str]:
    """Why this act should be left to somebody else; empty when this person may do it without giving a reason."""
    if act == SIGN_OFF and by.pk == edition.locked_by_id:
        return ["You locked this edition, so somebody else should sign it off. If nobody can, give a reason."]
    if act == MAILING and by.pk == edition.signed_off_by_id:
        return ["You signed this edition off, so somebody else should start its mailing. If nobody can, give a reason."]
    if act == PROOFS:
        return _without_proofs(edition)
    return []


def _without_proofs(edition: Edition) -> list[str]:
    found = [finding.text for finding in readiness.unproofed(edition)]
    if not found:
        return []
    count = "One article has no approved proof" if len(found) == 1 else f"{len(found)} articles have no approved proof"
    return [f"{count}. Have it approved or waived, or give a reason to print it all the same.", *found]


def override(act: str, edition: Edition, *, by: User, reason: str, now: datetime | None = None) -> Override | None:
    """Keep the reason why a person did both; nothing is kept when the rule was not broken.

    Call it in the transaction of the act. The override stays marked until somebody else confirms it. Raises
    MoveRefusedError with `reasons_not_to` when there is no reason.
    """
    reasons = reasons_not_to(act, edition, by=by)
    if not reasons:
        return None
    if not reason.strip():
        raise MoveRefusedError(reasons)
    now = now or timezone.now()
    kept = Override.objects.create(edition=edition, act=act, reason=prose.lines(reason), by=by, at=now)
    moves.record(edition, f"override_{act}", by=by, reason=kept.reason, details={"override": kept.pk}, now=now)
    return kept


@transaction.atomic
def confirm(override: Override, *, by: User, now: datetime | None = None) -> None:
    """Somebody else says that the override was right; takes its mark away, never its row.

    Raises MoveRefusedError when it was their own, is confirmed already, or they may not do such an act.
    """
    moves.lock(override)
    reasons = []
    if override.by_id == by.pk:
        reasons.append("You can't confirm your own override. Somebody else has to.")
    if override.confirmed_at:
        reasons.append("Somebody has confirmed this already.")
    if not by.has_perm(_PERMISSIONS[override.act]):
        reasons.append("You don't have permission to confirm this. Ask an administrator.")
    if reasons:
        raise MoveRefusedError(reasons)
    override.confirmed_by, override.confirmed_at = by, now or timezone.now()
    override.save(update_fields=["confirmed_by", "confirmed_at"])
    moves.record(override.edition, f"confirm_{override.act}", by=by, details={"override": override.pk}, now=now)
