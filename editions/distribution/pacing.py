"""How fast copies may leave: overall, of one mailing with its warm-up, and to one domain of recipients."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property

from django.conf import settings

from editions.distribution import notify, turns
from editions.distribution.ledger import Owed
from editions.distribution.turns import EVERYTHING, PATIENCE, Limit
from editions.models import Mailing


def limits_of(mailing: Mailing) -> list[Limit]:
    """The limits that every copy of a mailing stands under."""
    limits = [Limit(EVERYTHING, settings.SENDING_RATE)] if settings.SENDING_RATE else []
    if settings.NOTIFY_API_KEY:
        limits.append(Limit(notify.NAME, notify.PER_MINUTE / 60))
    if mailing.rate or mailing.warm_up:
        limits.append(Limit(f"mailing {mailing.pk}", mailing.rate or 0, mailing.warm_up))
    return limits


def limit_of_domain(address: str) -> Limit | None:
    domain = address.rpartition("@")[2].lower()
    rate = settings.SENDING_DOMAIN_RATES.get(domain)
    return Limit(f"domain {domain}", rate) if rate else None


@dataclass
class Pacer:
    """The turns of one batch. After `next` gave none, one of these says why.

    `waits_until` is set when the next turn is near, and `rests_until` when it is too far away to wait for.
    """

    mailing_id: int
    now: Callable[[], datetime]
    waits_until: datetime | None = field(default=None, init=False)
    rests_until: datetime | None = field(default=None, init=False)
    _turns: dict[str, int] = field(default_factory=dict, init=False)
    _closed: dict[str, datetime] = field(default_factory=dict, init=False)

    @cached_property
    def limits(self) -> list[Limit]:
        """What the mailing stands under, read once for each batch."""
        return limits_of(Mailing.objects.get(pk=self.mailing_id))

    def next(self, queue: deque[Owed]) -> Owed | None:
        """Take the next copy out of the queue that may leave now; None when none may."""
        self.waits_until = None
        if self.limits and not self._has_turn():
            return None
        if not settings.SENDING_DOMAIN_RATES:
            return queue.popleft()
        for _ in range(len(queue)):
            owed = queue.popleft()
            if self._domain_is_open(owed.address):
                return owed
            queue.append(owed)
        now = self.now()
        self._wait_until(min((opens for opens in self._closed.values() if opens > now), default=now))
        return None

    def used(self) -> None:
        """A copy was tried: each limit's turn is gone."""
        for limit in self.limits:
            self._turns[limit.name] -= 1

    def _has_turn(self) -> bool:
        for limit in self.limits:
            if self._turns.get(limit.name, 0) > 0:
                continue
            now = self.now()
            self._turns[limit.name], begins = turns.take(limit, now=now, patience=PATIENCE)
            if begins > now:
                self._wait_until(begins)
                return False
        return True

    def _domain_is_open(self, address: str) -> bool:
        limit, now = limit_of_domain(address), self.now()
        if limit is None:
            return True
        if self._closed.get(limit.name, now) > now:
            return False
        count, begins = turns.take(limit, now=now, patience=timedelta(0), most=1)  # the next one may be another's
        if not count:
            self._closed[limit.name] = begins
        return bool(count)

    def _wait_until(self, moment: datetime) -> None:
        if moment > self.now() + PATIENCE:
            self.rests_until = moment
        else:
            self.waits_until = moment
