"""How often somebody may do something: counted in the database, so that all processes share one count."""

import json
import math
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from bulletin import links
from bulletin.models import Tally


@transaction.atomic
def spend(name: str, *who: str, cost: int = 1, now: datetime | None = None) -> int:
    """Count one act of `who` against the limit of this name; returns the seconds to wait, 0 when it may be done.

    Counted before it is done, so that a hundred tries at the same instant are a hundred. The window begins with
    the first act and does not move. Call it outside the transaction of the act: a refused act counts too.
    """
    now = now or timezone.now()
    most, seconds = settings.LIMITS[name]
    fresh = {"ends_at": now + timedelta(seconds=seconds)}
    tally, _ = Tally.objects.select_for_update().get_or_create(key=_key(name, who), defaults=fresh)
    if tally.ends_at <= now:
        tally.count, tally.ends_at = 0, fresh["ends_at"]
    tally.count += cost
    tally.save(update_fields=["count", "ends_at"])
    return 0 if tally.count <= most else math.ceil((tally.ends_at - now).total_seconds())


def left(name: str, *who: str, now: datetime | None = None) -> int:
    """The seconds to wait before `who` may act again, 0 when they may now; asking counts as nothing."""
    now = now or timezone.now()
    most, _ = settings.LIMITS[name]
    tally = Tally.objects.filter(key=_key(name, who), count__gt=most, ends_at__gt=now).first()
    return math.ceil((tally.ends_at - now).total_seconds()) if tally else 0


def forgive(name: str, *who: str) -> None:
    """Begin to count anew, because it turned out to be the right person."""
    Tally.objects.filter(key=_key(name, who)).delete()


def forget(*, now: datetime | None = None) -> int:
    """Delete the counts that have ended; returns how many."""
    return Tally.objects.filter(ends_at__lte=now or timezone.now()).delete()[0]


def _key(name: str, who: tuple[str, ...]) -> str:
    """Addresses of people and networks are never kept, only this."""
    return links.keyed_hash("limits", json.dumps([name, *who]))
