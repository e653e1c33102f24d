"""Watching a mailing until it ends, and noticing that nobody works on it."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime

from editions.distribution import progress, telling, turns
from editions.models import Mailing
from editions.workflow import DeliveryStatus, MailingStatus

RUNNING = (MailingStatus.SCHEDULED, MailingStatus.FREEZING, MailingStatus.SENDING)
WORDS = {
    DeliveryStatus.RETRY_LATER: "to be tried again",
    DeliveryStatus.FAILED: "failed",
    DeliveryStatus.UNKNOWN: "not known",
    DeliveryStatus.SKIPPED: "skipped",
    DeliveryStatus.CANCELLED: "cancelled",
}


@dataclass(frozen=True)
class Sight:
    """A mailing at one moment. `idle_seconds` is how long nothing moved although something is due."""

    counts: dict[str, Any]
    idle_seconds: float
    per_second: float

    @property
    def is_finished(self) -> bool:
        return bool(self.counts["status"] == MailingStatus.FINISHED)

    @property
    def without_certain_copy(self) -> int:
        names = (DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN)
        return sum(int(self.counts[name]) for name in names)

    @property
    def words(self) -> str:
        """One line for a log."""
        counts = self.counts
        if counts["status"] == MailingStatus.SCHEDULED:
            return "It waits for its time."
        if counts["status"] == MailingStatus.FREEZING:
            return "The list is being frozen."
        parts = [f"{counts['sent']:,} of {counts['total']:,} sent"]
        parts += [f"{counts[name]:,} {word}" for name, word in WORDS.items() if counts[name]]
        return f"{', '.join(parts)} ({self.per_second:.0f} a second)"

    @property
    def bar(self) -> str:
        """One line for a terminal, of which the newest replaces the one before."""
        if self.counts["status"] in (MailingStatus.SCHEDULED, MailingStatus.FREEZING):
            return self.words
        time_left = telling.time_left(self.counts)
        return f"{telling.bar(self.counts)} {self.words}{', ' if time_left else ''}{time_left}"


def until_it_ends(mailing: Mailing, *, every: float = 1.0) -> Iterator[Sight]:
    """Look at it again and again; the last look is at a mailing that has ended, or that a person stopped."""
    begun, first, seen, moved = time.monotonic(), None, None, time.monotonic()
    while True:
        counts, now = progress.of(mailing), time.monotonic()
        first = counts["sent"] if first is None else first
        if counts != seen or counts["connections"] or not _is_due(mailing, counts):
            seen, moved = counts, now
        yield Sight(counts, now - moved, (counts["sent"] - first) / max(now - begun, every))
        if counts["status"] not in RUNNING:
            return
        time.sleep(every)


def _is_due(mailing: Mailing, counts: dict[str, Any]) -> bool:
    """Whether somebody should be at work: freezing, sending what is due and not held back, or finishing."""
    now = timezone.now()
    if counts["status"] == MailingStatus.SCHEDULED:
        return mailing.scheduled_at <= now
    held_back = turns.held_back(now=now)
    if held_back is None or mailing.pk in held_back:
        return False
    due_at = parse_datetime(counts["next_due_at"] or "")
    return due_at is None or due_at <= now
