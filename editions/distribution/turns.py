"""Turns: a limit is a row at which all senders take turns, however many they are and wherever they run."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from editions.models import Pace

PATIENCE = timedelta(seconds=2)  # who has to wait longer gives the batch back
AT_ONCE = 0.25  # seconds whose turns are taken together
HOUR = 3600
EVERYTHING = "everything"
MANY = 1_000  # turns at once where nothing limits any more


@dataclass(frozen=True)
class Limit:
    """Copies a second, 0 for any number; before that the most in the first hour, in the second, and so on."""

    name: str
    rate: float
    warm_up: Sequence[int] = ()

    def stage(self, taken: int) -> tuple[float, float]:
        """The rate after so many turns, and how many turns it holds for; a stage ends by count, not by the clock.

        So a pause in the middle of the warm-up makes nothing faster.
        """
        ends = 0
        for most in self.warm_up:
            ends += most
            if taken < ends:
                hourly = most / HOUR
                return min(hourly, self.rate) if self.rate else hourly, ends - taken
        return self.rate, float("inf")


@transaction.atomic
def take(limit: Limit, *, now: datetime, patience: timedelta, most: int = MANY) -> tuple[int, datetime]:
    """How many copies may leave, and from when on; none when the next turn is further away than the patience.

    Turns that are not used are lost: slower, never faster.
    """
    row, _ = Pace.objects.select_for_update().get_or_create(name=limit.name, defaults={"next_at": now})
    rate, holds_for = limit.stage(row.taken)
    if not rate:
        return MANY, now
    begins = max(row.next_at, now)
    if begins > now + patience:
        return 0, begins
    count = int(max(1, min(rate * AT_ONCE, holds_for, most)))
    row.next_at, row.taken = begins + timedelta(seconds=count / rate), row.taken + count
    row.save(update_fields=["next_at", "taken"])
    return count, begins


def held_back(*, now: datetime) -> list[int] | None:
    """Mailings whose next turn is too far away to wait for; None when that is so for all of them."""
    names = list(Pace.objects.filter(next_at__gt=now + PATIENCE).values_list("name", flat=True))
    if EVERYTHING in names:
        return None
    return [int(name.removeprefix("mailing ")) for name in names if name.startswith("mailing ")]
