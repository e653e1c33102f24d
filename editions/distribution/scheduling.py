"""When mailings start and when they are over: what was not sent by its expiry is never sent."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bulletin import moves
from bulletin.moves import MoveRefusedError
from editions import sealing
from editions.models import Edition, Mailing
from editions.workflow import EditionStatus, MailingStatus

UNFINISHED = (
    MailingStatus.SCHEDULED,
    MailingStatus.FREEZING,
    MailingStatus.SENDING,
    MailingStatus.PAUSED,
    MailingStatus.HALTED,
)
LATE = "It was not done by its expiry, {when:%d %B %Y, %H:%M}."


def usual_expiry(begins: datetime) -> datetime:
    """When a mailing that begins then is over, where nobody says otherwise."""
    return begins + timedelta(seconds=settings.SENDING_EXPIRES_SECONDS)


def at_least(expiry: datetime | None, *, now: datetime) -> datetime:
    """An expiry that is still ahead: this one, or the usual one from now."""
    return expiry if expiry and expiry > now else usual_expiry(now)


def reasons_not_to_schedule(begins: datetime, ends: datetime, *, now: datetime) -> list[str]:
    reasons = []
    if begins < now - timedelta(minutes=5):
        reasons.append("The start is in the past. Choose a later time, or start it now.")
    if ends <= max(begins, now):
        reasons.append("The expiry is not after the start. What is left at the expiry is never sent.")
    return reasons


def expire_all(*, now: datetime) -> int:
    """End the mailings whose time is over; what they still owe is cancelled afterwards. Returns how many."""
    late = Mailing.objects.filter(status__in=UNFINISHED, expires_at__lte=now)
    return sum(_expire(mailing, LATE.format(when=timezone.localtime(mailing.expires_at)), now=now) for mailing in late)


def start_all(*, now: datetime) -> int:
    """Start the scheduled mailings whose time has come, if their editions still stand. Returns how many."""
    due = Mailing.objects.filter(status=MailingStatus.SCHEDULED, scheduled_at__lte=now)
    due = due.exclude(audience=Mailing.Audience.REHEARSAL)
    return sum(_start(mailing, now=now) for mailing in due.select_related("edition", "snapshot"))


@transaction.atomic
def _start(mailing: Mailing, *, now: datetime) -> bool:
    """What was decided about an edition that was changed since is not done."""
    edition = Edition.objects.get(pk=mailing.edition_id)
    moves.lock(edition)
    reasons = sealing.faults(mailing.snapshot)
    if edition.status != EditionStatus.PUBLISHED or edition.snapshot_id != mailing.snapshot_id:
        reasons.append("The edition is no longer the one whose mailing was scheduled.")
    if reasons:
        _expire(mailing, " ".join(reasons), now=now)
        return False
    return _make(mailing, "start", now=now)


def _expire(mailing: Mailing, reason: str, *, now: datetime) -> bool:
    return _make(mailing, "expire", reason=reason, now=now)


def _make(mailing: Mailing, name: str, *, reason: str = "", now: datetime) -> bool:
    """Make the move, unless somebody was faster."""
    try:
        moves.make(mailing, name, by=None, reason=reason, now=now)
    except MoveRefusedError:
        return False
    return True
