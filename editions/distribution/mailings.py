"""Mailings: what a person may do with them; everything else the worker does by the clock (pumping.py)."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from bulletin import moves
from bulletin.moves import MoveRefusedError
from editions import four_eyes, sealing
from editions.distribution import addresses, freezing
from editions.distribution.addresses import AddressRefusedError
from editions.models import Edition, Mailing, Snapshot, Suppression
from editions.rendering.tokens import LEAVE_TOKEN
from editions.workflow import ASSEMBLE, MAIL, EditionStatus, MailingStatus


def reasons_not_to_start(edition: Edition, *, by: User) -> list[str]:
    """Everything that forbids mailing this edition to the list now, but for the four-eyes rule."""
    reasons = []
    if not by.has_perm(MAIL):
        reasons.append("You don't have permission to mail editions. Ask an administrator.")
    if edition.status != EditionStatus.PUBLISHED:
        status = edition.get_status_display().lower()
        reasons.append(f"Edition {edition.number} is {status}. Publish it before you mail it.")
    reasons += reasons_not_to_mail(edition.snapshot)
    earlier = _standing_mailing(edition)
    if earlier:
        status = earlier.get_status_display().lower()
        reasons.append(f"Edition {edition.number} has a mailing to the list already; its status is “{status}”.")
    elif not freezing.expect(edition)[0]:
        reasons.append("Nobody on the distribution list would get it.")
    return reasons


def reasons_not_to_mail(snapshot: Snapshot | None) -> list[str]:
    """What is wrong with the bytes that would go out."""
    reasons = sealing.faults(snapshot)
    if snapshot and not (LEAVE_TOKEN in snapshot.email_html and LEAVE_TOKEN in snapshot.email_text):
        reasons.append("The email has no link to leave the list in its HTML or in its text.")
    return reasons


@transaction.atomic
def start(
    edition: Edition,
    *,
    by: User,
    reason: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> Mailing:
    """Decide that a published edition goes out to the distribution list; the worker freezes the list and sends.

    By somebody who did not sign it off; with a `reason` by whoever did, which stays marked until somebody else
    confirms it. `seen` is the version of the edition that the person looked at. Ring tasks.ring() afterwards,
    or the clock finds it. Two people who press at once start one mailing.
    Raises MoveRefusedError with every reason.
    """
    now = now or timezone.now()
    moves.lock(edition)
    reasons = reasons_not_to_start(edition, by=by)
    if seen is not None and seen != edition.version:
        reasons.append("Somebody changed the edition while you had this page open. Look at it again before you decide.")
    if not reason.strip():
        reasons += four_eyes.reasons_not_to(four_eyes.MAILING, edition, by=by)
    if reasons or edition.snapshot is None:
        raise MoveRefusedError(reasons)
    four_eyes.override(four_eyes.MAILING, edition, by=by, reason=reason, now=now)
    mailing = _create(edition, edition.snapshot, Mailing.Audience.LIVE, by=by, now=now)
    moves.make(mailing, "start", by=by, reason=reason, now=now)
    return mailing


@transaction.atomic
def send_test(edition: Edition, snapshot: Snapshot, *, to: str, by: User, now: datetime | None = None) -> Mailing:
    """Send one copy of a snapshot, marked as a test in its subject, to one address that need not be on the list.

    Raises MoveRefusedError.
    """
    now = now or timezone.now()
    reasons = reasons_not_to_mail(snapshot)
    if not (by.has_perm(ASSEMBLE) or by.has_perm(MAIL)):
        reasons.append("You don't have permission to send test mails. Ask an administrator.")
    try:
        address = addresses.read(to)
    except AddressRefusedError as error:
        raise MoveRefusedError([*reasons, f"“{to}” can't be mailed to: {error}"]) from error
    if Suppression.objects.filter(address_hash=address.keyed_hash).exists():
        reasons.append(f"{address.email} must not be mailed: it is on the suppression list.")
    if reasons:
        raise MoveRefusedError(reasons)
    mailing = _create(edition, snapshot, Mailing.Audience.TEST, by=by, now=now)
    moves.record(mailing, "send_test", by=by, details={"to": addresses.masked(address.email)}, now=now)
    moves.make(mailing, "start", by=None, by_label="The worker", now=now)
    freezing.freeze_for(mailing, [address.email], now=now)
    return mailing


def pause(
    mailing: Mailing, *, by: User, reason: str = "", seen: int | None = None, now: datetime | None = None
) -> None:
    """Stop sending: each connection finishes the message it has in hand, and writes what became of it."""
    moves.make(mailing, "pause", by=by, reason=reason, seen=seen, now=now)


def resume(
    mailing: Mailing, *, by: User, reason: str = "", seen: int | None = None, now: datetime | None = None
) -> None:
    """Go on where it stopped."""
    moves.make(mailing, "resume", by=by, reason=reason, seen=seen, now=now)


def cancel(mailing: Mailing, *, by: User, reason: str, seen: int | None = None, now: datetime | None = None) -> None:
    """End it for good: what is not on its way becomes cancelled, and a certificate says who had it.

    Starting the edition's mailing again afterwards leaves those out who had it, or may have.
    """
    blockers = [] if reason.strip() else ["Say why it is cancelled."]
    moves.make(mailing, "cancel", by=by, reason=reason, blockers=blockers, seen=seen, now=now)


def _standing_mailing(edition: Edition) -> Mailing | None:
    ended = (MailingStatus.CANCELLED, MailingStatus.EXPIRED)
    return edition.mailings.filter(audience=Mailing.Audience.LIVE).exclude(status__in=ended).first()


def _create(edition: Edition, snapshot: Snapshot, audience: str, *, by: User, now: datetime) -> Mailing:
    return Mailing.objects.create(
        edition=edition, snapshot=snapshot, audience=audience, created_by=by, created_at=now, scheduled_at=now
    )
