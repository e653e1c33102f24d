"""A breaker for each mail server: after some failures in a row nobody tries it, then one sender at a time does."""

import time
from collections import defaultdict
from collections.abc import Callable
from threading import Lock

from django.conf import settings


class Breaker:
    """Shared by the senders of one process. It is open after SENDING_BREAKER_FAILURES failures in a row.

    Once SENDING_RELAY_PAUSE_SECONDS are over, one sender may try; the next only when that one failed and
    the pause is over again, or at once when it worked.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._lock = Lock()
        self._clock = clock
        self._failures = 0
        self._opens_at = 0.0

    @property
    def has_failed(self) -> bool:
        return bool(self._failures)

    def admits(self) -> bool:
        """Whether this sender may try now; it must say afterwards what came of it."""
        with self._lock:
            if self._failures < settings.SENDING_BREAKER_FAILURES:
                return True
            if self._clock() < self._opens_at:
                return False
            self._start_pause()
            return True

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            self._start_pause()

    def worked(self) -> None:
        with self._lock:
            self._failures = 0

    def _start_pause(self) -> None:
        self._opens_at = self._clock() + settings.SENDING_RELAY_PAUSE_SECONDS


# By the name of the mail server.
breakers: defaultdict[str, Breaker] = defaultdict(Breaker)
