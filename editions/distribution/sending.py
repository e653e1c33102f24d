"""Senders: one thread that works on many batches at once, each over a connection of its own.

What all of them have to write at one moment is written in one commit, and while one waits for its mail server the
others go on. Nothing that takes long is done in this thread (DESIGN.md, MAILING).
"""

import os
import select
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import Context, copy_context
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum
from functools import partial
from typing import Any

from django.conf import settings
from django.db import Error

from editions.distribution import composing, ledger, restoring, stepping
from editions.distribution.composing import Composed
from editions.distribution.ledger import Claim
from editions.distribution.notify import Notify
from editions.distribution.relay import Relay
from editions.distribution.routing import Route
from editions.distribution.stepping import Step
from editions.distribution.working import Aside, Asking, Hear, Nap, Request, Work

CONNECTIONS = 16  # the most of one sender
LOOK_SECONDS = 0.1  # how often it looks up while nothing happens, at least
ASK_SECONDS = 1  # how often it asks for more batches when there were none


class Clock:
    """The database's time, read once and then counted on without asking again."""

    def __init__(self) -> None:
        self._start, self._then = ledger.clock(), time.monotonic()

    def now(self) -> datetime:
        return self._start + timedelta(seconds=time.monotonic() - self._then)


class Ending(Enum):
    TIME_UP = "time up"  # somebody should go on
    ALL_TAKEN = "all taken"  # it worked, and then no batch was left that it could take
    IDLE = "idle"  # it had nothing to do, the mail server could not be used, or the worker is stopping


def run(
    *,
    owner: str,
    stopping: Callable[[], bool] = lambda: False,
    rehearsal: int | None = None,
    connections: int = CONNECTIONS,
) -> Ending:
    """Work on due batches for SENDING_WORK_SECONDS at most; then all of them are free again.

    Those of one rehearsal, or else all but those of rehearsals.
    """
    sender = Sender(owner, stopping, rehearsal, connections)
    try:
        return sender.run()
    finally:
        sender.close()


def _way_out() -> Route | Notify:
    """GOV.UK Notify where there is a key to it, else the mail servers."""
    return Notify() if settings.NOTIFY_API_KEY else Route()


@dataclass(eq=False)
class Line:
    """A way out, and the work that goes over it now."""

    route: Route | Notify
    work: Work | None = None
    asking: Asking | None = None
    context: Context = field(default_factory=copy_context)


class Sender:
    """Gives each of its works what it asks for, and all of them what they want written at once."""

    def __init__(self, owner: str, stopping: Callable[[], bool], rehearsal: int | None, connections: int) -> None:
        self._owner, self._stopping, self._rehearsal = owner, stopping, rehearsal
        self._clock = Clock()
        self._ends = self._clock.now() + timedelta(seconds=settings.SENDING_WORK_SECONDS)
        self._lines = [Line(_way_out()) for _ in range(min(connections, settings.SENDING_CONNECTIONS))]
        self._emails: dict[int, Composed] = {}
        self._asks_at = 0.0  # for a batch, by the monotonic clock
        self._has_worked = self._rests = False
        self._fault: Exception | None = None
        self._steps: list[tuple[Line, Step]] = []
        # Who waits for an answer, by the number of the socket, and who naps; until when, by the monotonic clock.
        self._hearing: dict[int, tuple[Line, Relay, float]] = {}
        self._napping: list[tuple[Line, float]] = []
        self._looks_at = 0.0
        self._done: list[tuple[Line, Future[Any]]] = []
        self._aside = ThreadPoolExecutor(max(1, len(self._lines)), thread_name_prefix="aside")
        self._bell, self._rope = os.pipe()
        self._poll = select.poll()
        self._poll.register(self._bell, select.POLLIN)

    def run(self) -> Ending:
        """Raises what a work raised, when all have ended."""
        self._take_batches()
        while any(line.asking for line in self._lines):
            self._listen()
            self._write()
            self._take_batches()
        if self._fault:
            raise self._fault
        if self._stopping():
            return Ending.IDLE
        if self._clock.now() >= self._ends:
            return Ending.TIME_UP
        return Ending.ALL_TAKEN if self._has_worked and not self._rests else Ending.IDLE

    def close(self) -> None:
        """Give back what is held still, as when somebody interrupts it, and hang up."""
        self._aside.shutdown()
        for line in self._lines:
            if line.asking:
                line.context.run(line.asking.close)
            line.route.close()
        os.close(self._bell)
        os.close(self._rope)

    def _is_over(self) -> bool:
        return self._fault is not None or self._stopping() or self._clock.now() >= self._ends

    def _take_batches(self) -> None:
        """Give each line that has nothing to do the batch that has been due longest."""
        for line in self._lines:
            if line.asking:
                continue
            if time.monotonic() < self._asks_at or self._rests or self._is_over():
                return
            try:
                claim = None if restoring.halt_if_restored() else self._claim()
            except Exception as fault:  # noqa: BLE001  # it is raised when all works have come to a good end
                self._fault, claim = fault, None
            if claim is None:
                self._asks_at = time.monotonic() + ASK_SECONDS
                return
            line.work = Work(claim, line.route, self._clock.now, self._is_over, self._compose)
            line.asking, line.context = line.work.do(), copy_context()
            self._go_on(line)

    def _claim(self) -> Claim | None:
        return ledger.claim(
            owner=self._owner,
            lease=timedelta(seconds=settings.SENDING_WORK_SECONDS + settings.SMTP_TIMEOUT_SECONDS),
            connections=settings.SENDING_CONNECTIONS,
            now=self._clock.now(),
            rehearsal=self._rehearsal,
        )

    def _compose(self, mailing_id: int) -> Composed:
        """One for all lines. Raises UnsendableError."""
        if mailing_id not in self._emails:
            self._emails[mailing_id] = composing.compose(mailing_id, now=self._clock.now())
        return self._emails[mailing_id]

    def _go_on(self, line: Line, given: object = None, *, error: BaseException | None = None) -> None:
        """Let a work go on with what it asked for, until it asks for something else or ends."""
        asking = line.asking
        if asking is None:
            return
        try:
            request = line.context.run(asking.throw, error) if error else line.context.run(asking.send, given)
        except StopIteration:
            self._end(line)
        except Exception as fault:  # noqa: BLE001  # it is raised when the other works have come to a good end
            self._fault = fault
            self._end(line)
        else:
            self._attend(line, request)

    def _attend(self, line: Line, request: Request) -> None:
        match request:
            case Step():
                self._steps.append((line, request))
            case Hear(relay):
                until = time.monotonic() + settings.SMTP_TIMEOUT_SECONDS
                self._hearing[relay.fileno()] = line, relay, until
                self._poll.register(relay, select.POLLIN)
            case Aside(task):
                self._aside.submit(line.context.run, task).add_done_callback(partial(self._ring, line))
            case Nap(seconds):
                self._nap(line, time.monotonic() + seconds)

    def _end(self, line: Line) -> None:
        if line.work:
            rests = line.work.not_before is not None
            self._rests |= rests
            self._has_worked |= not rests
        self._asks_at = 0.0  # at least there is a connection free again
        line.asking = line.work = None

    def _ring(self, line: Line, done: "Future[Any]") -> None:
        """Called in the thread that has done something aside."""
        self._done.append((line, done))
        os.write(self._rope, b".")

    def _write(self) -> None:
        """What all works want written, in one commit."""
        steps, self._steps = self._steps, []
        if not steps:
            return
        try:
            stand = stepping.take([step for _, step in steps], now=self._clock.now())
        except Error as error:
            for line, _ in steps:
                self._go_on(line, error=error)
        else:
            for line, step in steps:
                self._go_on(line, step.delivery_id in stand)

    def _listen(self) -> None:
        """Let those go on for whom something has happened; wait for it when there is nothing to write."""
        wait = 0 if self._steps else max(0.0, self._looks_at - time.monotonic())
        for number, _ in self._poll.poll(wait * 1000):
            if number == self._bell:
                os.read(self._bell, 1000)
            else:
                self._hear(number)
        while self._done:
            line, done = self._done.pop()
            error = done.exception()
            self._go_on(line, None if error else done.result(), error=error)
        self._look_at_the_clock()

    def _hear(self, number: int, *, lost: OSError | None = None) -> None:
        self._poll.unregister(number)
        line, relay, _ = self._hearing.pop(number)
        self._go_on(line, relay.lost(lost) if lost else relay.heard())

    def _look_at_the_clock(self) -> None:
        """Wake those whose nap is over, and give up those answers that have been waited for too long."""
        now = time.monotonic()
        if now < self._looks_at:
            return
        self._looks_at = now + LOOK_SECONDS
        for number in [number for number, (_, _, until) in self._hearing.items() if until <= now]:
            self._hear(number, lost=TimeoutError("timed out"))
        napping, self._napping = self._napping, []
        for line, until in napping:
            if until <= now:
                self._go_on(line)
            else:
                self._nap(line, until)

    def _nap(self, line: Line, until: float) -> None:
        self._napping.append((line, until))
        self._looks_at = min(self._looks_at, until)
