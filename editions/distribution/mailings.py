"""Mailings: what a person may do with them; everything else the worker does by the clock (pumping.py)."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from bulletin import moves
from bulletin.moves import MoveRefusedError
from editions import four_eyes, sealing
from editions.distribution import addresses, freezing, halting, progress, scheduling, seeding
from editions.distribution.addresses import AddressRefusedError
from editions.models import Edition, Mailing, Snapshot, Suppression
from editions.rendering.tokens import LEAVE_TOKEN
from editions.workflow import ASSEMBLE, MAIL, EditionStatus, MailingStatus


@dataclass(frozen=True)
class Plan:
    """How a mailing goes out: when, until when, how fast, and whether staff look at the first copies.

    `begins` None is now, `ends` None as late as the settings say; `rate` is copies a second, `warm_up` copies an
    hour, hour by hour.
    """

    begins: datetime | None = None
    ends: datetime | None = None
    rate: int | None = None
    warm_up: Sequence[int] = ()
    seeds_first: bool = False


AT_ONCE = Plan()


def next_audience(edition: Edition) -> str:
    """Who a mailing of this edition would go to: the list, or once that is done those who missed it."""
    standing = _standing_mailing(edition)
    is_done = standing is not None and standing.status == MailingStatus.FINISHED
    return Mailing.Audience.MISSED if is_done else Mailing.Audience.LIVE


def reasons_not_to_start(edition: Edition, *, by: User, audience: str = Mailing.Audience.LIVE) -> list[str]:
    """Everything that forbids mailing this edition to the list now, but for the four-eyes rule."""
    reasons = []
    if not by.has_perm(MAIL):
        reasons.append("You don't have permission to mail editions. Ask an administrator.")
    if edition.status != EditionStatus.PUBLISHED:
        status = edition.get_status_display().lower()
        reasons.append(f"Edition {edition.number} is {status}. Publish it before you mail it.")
    reasons += reasons_not_to_mail(edition.snapshot)
    earlier = _in_the_way(edition, audience)
    if earlier:
        reasons.append(earlier)
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
    audience: str = Mailing.Audience.LIVE,
    plan: Plan = AT_ONCE,
    reason: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> Mailing:
    """Decide that a published edition goes out to the distribution list, or to those who missed it.

    The worker freezes the list when it begins, and sends. By somebody who did not sign it off; with a `reason` by
    whoever did, which stays marked until somebody else confirms it. `seen` is the version of the edition that the
    person looked at. Ring tasks.ring() afterwards, or the clock finds it. Two people who press at once start
    one mailing. Raises MoveRefusedError with every reason.
    """
    now = now or timezone.now()
    begins = plan.begins or now
    ends = plan.ends or scheduling.usual_expiry(begins)
    moves.lock(edition)
    reasons = reasons_not_to_start(edition, by=by, audience=audience)
    reasons += scheduling.reasons_not_to_schedule(begins, ends, now=now)
    if seen is not None and seen != edition.version:
        reasons.append("Somebody changed the edition while you had this page open. Look at it again before you decide.")
    if not reason.strip():
        reasons += four_eyes.reasons_not_to(four_eyes.MAILING, edition, by=by)
    if reasons or edition.snapshot is None:
        raise MoveRefusedError(reasons)
    four_eyes.override(four_eyes.MAILING, edition, by=by, reason=reason, now=now)
    mailing = Mailing.objects.create(
        edition=edition,
        snapshot=edition.snapshot,
        audience=audience,
        created_by=by,
        created_at=now,
        scheduled_at=begins,
        expires_at=ends,
        rate=plan.rate,
        warm_up=list(plan.warm_up),
        seeds_first=plan.seeds_first,
    )
    if begins > now:
        details = {"begins": begins.isoformat(), "ends": ends.isoformat()}
        moves.record(mailing, "schedule", by=by, reason=reason, details=details, now=now)
    else:
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
    mailing = Mailing.objects.create(
        edition=edition,
        snapshot=snapshot,
        audience=Mailing.Audience.TEST,
        created_by=by,
        created_at=now,
        scheduled_at=now,
        expires_at=scheduling.usual_expiry(now),
    )
    moves.record(mailing, "send_test", by=by, details={"to": addresses.masked(address.email)}, now=now)
    moves.make(mailing, "start", by=None, by_label="The worker", now=now)
    freezing.freeze_for(mailing, [address.email], now=now)
    return mailing


@transaction.atomic
def pause(
    mailing: Mailing, *, by: User, reason: str = "", seen: int | None = None, now: datetime | None = None
) -> None:
    """Stop sending: each connection finishes the message it has in hand, and writes what became of it."""
    moves.lock(mailing)
    moves.make(mailing, "pause", by=by, reason=reason, changes=_stopped(mailing), seen=seen, now=now)


@transaction.atomic
def resume(
    mailing: Mailing, *, by: User, reason: str = "", seen: int | None = None, now: datetime | None = None
) -> None:
    """Go on where it stopped; shares of failures and complaints are counted anew from here."""
    moves.lock(mailing)
    blockers = (
        ["It waits for a go: look at the first copies, then press “Go on”."] if seeding.is_waiting(mailing) else []
    )
    changes = {"left_before_stop": None, "counted_from": asdict(halting.counts(mailing))}
    moves.make(mailing, "resume", by=by, reason=reason, blockers=blockers, changes=changes, seen=seen, now=now)


@transaction.atomic
def go_on(
    mailing: Mailing, *, by: User, reason: str = "", seen: int | None = None, now: datetime | None = None
) -> None:
    """Somebody has looked at the first copies: the list gets its own."""
    now = now or timezone.now()
    moves.lock(mailing)
    blockers = [] if seeding.is_waiting(mailing) else ["It does not wait for a go."]
    moves.make(
        mailing, "go_on", by=by, reason=reason, blockers=blockers, changes={"gone_on_at": now}, seen=seen, now=now
    )


@transaction.atomic
def cancel(mailing: Mailing, *, by: User, reason: str, seen: int | None = None, now: datetime | None = None) -> None:
    """End it for good: what is not on its way becomes cancelled, and a certificate says who had it.

    Starting the edition's mailing again afterwards leaves those out who had it, or may have.
    """
    moves.lock(mailing)
    blockers = [] if reason.strip() else ["Say why it is cancelled."]
    moves.make(
        mailing, "cancel", by=by, reason=reason, blockers=blockers, changes=_stopped(mailing), seen=seen, now=now
    )


def _stopped(mailing: Mailing) -> dict[str, Any]:
    """What to keep at a stop, so that the page can say how many left after it; a second stop changes nothing."""
    if mailing.left_before_stop is not None:
        return {}
    return {"left_before_stop": progress.may_have_left(mailing)}


def _standing_mailing(edition: Edition) -> Mailing | None:
    ended = (MailingStatus.CANCELLED, MailingStatus.EXPIRED)
    return edition.mailings.filter(audience=Mailing.Audience.LIVE).exclude(status__in=ended).first()


def _in_the_way(edition: Edition, audience: str) -> str:
    """The mailing of this edition that forbids another one to this audience, as a sentence."""
    standing = _standing_mailing(edition)
    if audience not in (Mailing.Audience.LIVE, Mailing.Audience.MISSED):
        return "An edition is mailed to the list, or to those on it who missed it."
    if audience == Mailing.Audience.LIVE:
        if standing is None:
            return ""
        status = standing.get_status_display().lower()
        return f"Edition {edition.number} has a mailing to the list already; its status is “{status}”."
    to_list = edition.mailings.filter(audience__in=[Mailing.Audience.LIVE, Mailing.Audience.MISSED])
    if to_list.filter(status__in=scheduling.UNFINISHED).exists():
        return f"Another mailing of edition {edition.number} is not over yet. Wait for its end."
    return "" if standing else f"Edition {edition.number} has not been mailed to the list yet."
