"""Publishing: lock, sign off, publish, withdraw; from the lock on nothing changes that readers will see."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from bulletin import moves
from bulletin.moves import MoveRefusedError
from editions import four_eyes, readiness, sealing
from editions.models import Article, Edition, Snapshot
from editions.workflow import ASSEMBLE, MailingStatus

GOING_OUT = (MailingStatus.FREEZING, MailingStatus.SENDING)


@transaction.atomic
def lock(edition: Edition, *, by: User, seen: int | None = None, now: datetime | None = None) -> None:
    """Freeze the edition: no word, section, place or order changes, and each article's newest revision is pinned.

    Raises MoveRefusedError with everything that the readiness list still holds against it.
    """
    now = now or timezone.now()
    moves.lock(edition)
    blockers = _findings(edition)
    changes = {"locked_by": by, "locked_at": now}
    moves.make(edition, "lock", by=by, blockers=blockers, changes=changes, seen=seen, now=now)
    for article in edition.articles.with_content():
        article.revision = article.submission.latest
        article.save(update_fields=["revision"])


@transaction.atomic
def unlock(
    edition: Edition, *, by: User, reason: str = "", seen: int | None = None, now: datetime | None = None
) -> None:
    """Open a locked or signed-off edition again: pins, sign-off and the tie to its snapshot are gone.

    The snapshot itself stays, as does any override.
    """
    changes = dict.fromkeys(("locked_by", "locked_at", "signed_off_by", "signed_off_at", "snapshot"))
    moves.make(edition, "unlock", by=by, reason=reason, changes=changes, seen=seen, now=now)
    Article.objects.filter(edition=edition).update(revision=None)


@transaction.atomic
def sign_off(
    edition: Edition, *, by: User, reason: str = "", seen: int | None = None, now: datetime | None = None
) -> Snapshot:
    """Render the locked edition and keep the bytes: they are what is published and mailed.

    By a publisher who did not lock it, and with the proof of every article approved or waived; otherwise with a
    `reason`, which stays marked until somebody else confirms it. Raises MoveRefusedError.
    """
    now = now or timezone.now()
    moves.lock(edition)
    reasons = moves.reasons_not_to(edition, "sign_off", by=by, seen=seen)
    if not reason.strip():
        reasons += sign_off_rules(edition, by=by)
    if reasons := [*reasons, *_findings(edition)]:
        raise MoveRefusedError(reasons)
    snapshot = sealing.keep(edition, by=by, now=now)
    for act in (four_eyes.SIGN_OFF, four_eyes.PROOFS):
        four_eyes.override(act, edition, by=by, reason=reason, now=now)
    moves.make(
        edition,
        "sign_off",
        by=by,
        reason=reason,
        changes={"signed_off_by": by, "signed_off_at": now, "snapshot": snapshot},
        details=sealing.seal(snapshot),
        now=now,
    )
    return snapshot


def sign_off_rules(edition: Edition, *, by: User) -> list[str]:
    """What this person could sign off only with a reason: their own lock, and articles that nobody approved."""
    return [
        reason
        for act in (four_eyes.SIGN_OFF, four_eyes.PROOFS)
        for reason in four_eyes.reasons_not_to(act, edition, by=by)
    ]


@transaction.atomic
def draft_snapshot(edition: Edition, *, by: User, now: datetime | None = None) -> Snapshot:
    """The edition as it stands, kept so that a test mail of it can go out; never published.

    The same bytes are kept once. Raises MoveRefusedError when the person may not, or it can't be rendered.
    """
    moves.lock(edition)
    reasons = sealing.lost_pictures(edition)
    if not by.has_perm(ASSEMBLE):
        reasons.append("You don't have permission to prepare a test mail. Ask an administrator.")
    if reasons:
        raise MoveRefusedError(reasons)
    return sealing.keep(edition, by=by, now=now or timezone.now(), anew=False)


@transaction.atomic
def publish(edition: Edition, *, by: User, seen: int | None = None, now: datetime | None = None) -> None:
    """Show the snapshot to everybody; nothing is mailed. Raises MoveRefusedError."""
    now = now or timezone.now()
    moves.lock(edition)
    changes = {"published_by": by, "published_at": now}
    blockers = sealing.faults(edition.snapshot)
    moves.make(edition, "publish", by=by, blockers=blockers, changes=changes, seen=seen, now=now)


@transaction.atomic
def withdraw(edition: Edition, *, by: User, reason: str, seen: int | None = None, now: datetime | None = None) -> None:
    """Take a published edition off the site: its pages say that it was withdrawn.

    Raises MoveRefusedError without a reason, or while a mailing of it goes out.
    """
    moves.lock(edition)
    blockers = [] if reason.strip() else ["Say why the edition is withdrawn."]
    if edition.mailings.filter(status__in=GOING_OUT).exists():
        blockers.append("A mailing of this edition is going out. Pause or cancel it first.")
    moves.make(edition, "withdraw", by=by, reason=reason.strip(), blockers=blockers, seen=seen, now=now)


@transaction.atomic
def republish(
    edition: Edition, *, by: User, reason: str = "", seen: int | None = None, now: datetime | None = None
) -> None:
    """Show a withdrawn edition again, from the same snapshot and with its first date. Raises MoveRefusedError."""
    moves.lock(edition)
    blockers = sealing.faults(edition.snapshot)
    moves.make(edition, "republish", by=by, reason=reason, blockers=blockers, seen=seen, now=now)


def _findings(edition: Edition) -> list[str]:
    return [*(finding.text for finding in readiness.blockers(edition)), *sealing.lost_pictures(edition)]
