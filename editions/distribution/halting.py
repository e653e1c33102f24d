"""Halting a mailing: because something is wrong with it, or because too much of it fails or is reported as spam."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count

from bulletin import moves
from bulletin.moves import MoveRefusedError
from editions.distribution import progress
from editions.models import Mailing, Receipt
from editions.workflow import DeliveryStatus

LISTS = (Mailing.Audience.LIVE, Mailing.Audience.ERRATUM, Mailing.Audience.MISSED)
TRIED = (DeliveryStatus.SENT, DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN)


@dataclass(frozen=True)
class Counts:
    """Copies whose fate is known, those that failed or came back, and those that were reported as spam."""

    tried: int
    failed: int
    complained: int


def halt(mailing: Mailing, reason: str, *, now: datetime | None = None) -> None:
    """Stop it until somebody has looked, unless somebody was faster: each connection finishes one message."""
    changes = {"left_before_stop": progress.may_have_left(mailing)}
    with suppress(MoveRefusedError):
        moves.make(mailing, "halt", by=None, by_label="The worker", reason=reason, changes=changes, now=now)


def check(mailing: Mailing, *, now: datetime | None = None) -> None:
    """Halt it when its shares of failures or complaints are too high, counted from where somebody last let it go on."""
    if mailing.audience not in LISTS:
        return
    before = Counts(**{"tried": 0, "failed": 0, "complained": 0, **mailing.counted_from})
    after = counts(mailing)
    since = Counts(after.tried - before.tried, after.failed - before.failed, after.complained - before.complained)
    reasons = reasons_to_halt(since)
    if reasons:
        halt(mailing, " ".join(reasons), now=now)


def counts(mailing: Mailing) -> Counts:
    numbers = progress.of(mailing)
    receipts = Receipt.objects.filter(delivery__mailing=mailing).order_by().values_list("kind").annotate(Count("pk"))
    by_kind = dict(receipts)
    tried, failed = sum(numbers[status] for status in TRIED), numbers[DeliveryStatus.FAILED]
    kinds = Receipt.Kind
    return Counts(tried, failed + by_kind.get(kinds.BOUNCED, 0), by_kind.get(kinds.COMPLAINED, 0))


def reasons_to_halt(since: Counts) -> list[str]:
    """A sentence for each share that is higher than its setting permits."""
    if since.tried < max(1, settings.SENDING_HALT_AFTER):
        return []
    shares = [
        (since.failed, settings.SENDING_HALT_FAILED_PERCENT, "failed or came back"),
        (since.complained, settings.SENDING_HALT_COMPLAINED_PERCENT, "were reported as spam"),
    ]
    return [
        f"{count} of {since.tried} copies {words}; {most:g} percent is the most that the settings permit."
        for count, most, words in shares
        if most and 100 * count > most * since.tried
    ]
