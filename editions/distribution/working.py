"""Work on one batch over one connection: the intent before the bytes leave, the outcome after, never a second copy.

It never waits by itself: it asks its sender, who has many such works in one thread, and goes on with what it is given
(DESIGN.md, MAILING).
"""

import logging
import time
from collections import deque
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error, connection

from bulletin import logs
from editions.distribution import certifying, composing, halting, ledger, receipts
from editions.distribution.composing import AddressUnusableError, Composed, UnsendableError
from editions.distribution.conversing import Answer, Fate
from editions.distribution.ledger import Claim, Owed
from editions.distribution.notify import Notify
from editions.distribution.pacing import Pacer
from editions.distribution.relay import Relay, RelayDownError
from editions.distribution.routing import Route
from editions.distribution.stepping import Outcome, Step
from editions.models import Mailing
from editions.workflow import DeliveryStatus

log = logging.getLogger(__name__)
STATUS = {
    Fate.TAKEN: DeliveryStatus.SENT,
    Fate.DEFERRED: DeliveryStatus.RETRY_LATER,
    Fate.REFUSED: DeliveryStatus.FAILED,
    Fate.NOT_SENT: DeliveryStatus.PENDING,
    Fate.UNKNOWN: DeliveryStatus.UNKNOWN,
}
RESCUE_SECONDS = 20  # how long an outcome is kept in hand while the database can't take it
RESCUE_PAUSE_SECONDS = 1
NAP_SECONDS = 0.1  # who waits for a turn looks so often whether it is to end
MOST_BREAKS = 3  # from the next one on, a message at which the connection always breaks makes way for the others


@dataclass(frozen=True)
class Aside:
    """Do this, which may take long, while the others go on; given back is what it returns, or raised what it raises."""

    task: Callable[[], Any]


@dataclass(frozen=True)
class Hear:
    """Tell when this relay answers; given back is the answer, or None when it is no plain yes."""

    relay: Relay


@dataclass(frozen=True)
class Nap:
    """Go on after so many seconds."""

    seconds: float


# What a work asks for. A Step is given back whether its intent stands, or raised what the database said.
Request = Step | Aside | Hear | Nap
Asking = Generator[Request, Any, None]


@dataclass
class Work:
    """One sender's work on one batch that it claimed. `not_before` is set when the batch must rest."""

    claim: Claim
    route: Route | Notify
    now: Callable[[], datetime]
    is_over: Callable[[], bool]
    compose: Callable[[int], Composed]  # the email of a mailing; raises UnsendableError
    not_before: datetime | None = field(default=None, init=False)
    # The outcome of the message before, to be committed together with the next intent.
    in_hand: Outcome | None = field(default=None, init=False)
    # The delivery whose intent may or may not have been committed when the database failed.
    _in_doubt: int | None = field(default=None, init=False)
    _composed: Composed = field(init=False)
    _pacer: Pacer = field(init=False)

    def __post_init__(self) -> None:
        self._pacer = Pacer(self.claim.mailing_id, self.now)

    def do(self) -> Asking:
        """Send what is owed, then give the batch back."""
        with logs.about(mailing=self.claim.mailing_id, batch=self.claim.batch_id):
            try:
                yield from self._send_all()
            except RelayDownError as error:
                self._rest(str(error))
            except UnsendableError as error:
                self._halt(str(error))
            except Error:
                log.exception("Batch %s: the database failed", self.claim.batch_id)
                yield from self._rescue()
            except Exception:
                self._rest("an error of the program")
                raise
            finally:
                self._give_back()
            halting.check(Mailing.objects.get(pk=self.claim.mailing_id))

    def _send_all(self) -> Asking:
        queue = deque(ledger.owed(self.claim, now=self.now()))
        self.route.begin_batch()
        if queue:
            self._composed = self.compose(self.claim.mailing_id)
        while queue and not self._has_ended():
            owed = self._pacer.next(queue)
            if owed:
                yield from self._one(owed, queue)
            else:
                yield from self._wait_for_turn()
        yield from self._put_down()

    def _has_ended(self) -> bool:
        return self.is_over() or bool(self.not_before or self._pacer.rests_until)

    def _one(self, owed: Owed, queue: deque[Owed]) -> Asking:
        """Send this message, if its intent stands."""
        if not self.route.is_open:
            yield from self._put_down()  # connecting may take long
            yield Aside(self.route.open)
        self._in_doubt = owed.delivery_id
        stands = yield from self._write(owed.delivery_id)
        self._in_doubt = None
        if not stands:
            if not ledger.holds(self.claim, now=self.now()):
                queue.clear()
            return
        self._pacer.used()
        answer = yield from self._deliver(owed)
        self.in_hand = self._outcome(owed, answer)
        if answer.is_dead:
            yield from self._put_down()
            receipts.address_is_dead(owed.delivery_id, reply=answer.reply)
        if answer.fate in (Fate.NOT_SENT, Fate.UNKNOWN):
            yield from self._reconnect_or_rest(answer, queue)

    def _deliver(self, owed: Owed) -> Generator[Request, Any, Answer]:
        try:
            recipient = composing.envelope(owed.address)
        except AddressUnusableError as error:
            return Answer(Fate.REFUSED, str(error))
        relay = self.route.begin(self._composed, owed.delivery_id, recipient)
        if relay and (answer := (yield Hear(relay))):
            return self.route.learn(answer)
        finished: Answer = yield Aside(self.route.finish)
        return finished

    def _outcome(self, owed: Owed, answer: Answer) -> Outcome:
        """What to write. A person's own deferrals come with growing pauses, and the last one fails."""
        now, status, due_at = self.now(), STATUS[answer.fate], None
        attempts, pauses = owed.attempts + 1, settings.SENDING_RETRY_SECONDS
        if answer.broke and attempts > MOST_BREAKS:
            status = DeliveryStatus.RETRY_LATER
        if status == DeliveryStatus.RETRY_LATER and attempts > len(pauses):
            status = DeliveryStatus.FAILED
        if status == DeliveryStatus.RETRY_LATER:
            due_at = now + timedelta(seconds=pauses[attempts - 1])
        counted = answer.fate is not Fate.NOT_SENT or answer.broke
        return Outcome(owed.delivery_id, self.claim.epoch, status, now, answer.reply, due_at, counted)

    def _reconnect_or_rest(self, answer: Answer, queue: deque[Owed]) -> Asking:
        """Go on by a new connection or by another mail server with what is owed still; without one the batch rests."""
        yield from self._put_down()
        if self.route.is_exhausted:
            self._rest(answer.reply)
        else:
            queue.clear()
            queue.extend(ledger.owed(self.claim, now=self.now()))

    def _wait_for_turn(self) -> Asking:
        """Until it is near enough, or the work is to end; nothing is kept in hand meanwhile."""
        yield from self._put_down()
        until = self._pacer.waits_until
        while until and (left := (until - self.now()).total_seconds()) > 0 and not self.is_over():
            yield Nap(min(left, NAP_SECONDS))

    def _put_down(self) -> Asking:
        """Commit the outcome in hand alone."""
        if self.in_hand:
            yield from self._write(None)

    def _write(self, delivery_id: int | None) -> Generator[Request, Any, bool]:
        """Commit the outcome in hand and the next intent; whether that stands."""
        outcomes = [self.in_hand] if self.in_hand else []
        stands: bool = yield Step(self.claim, outcomes, delivery_id)
        self.in_hand = None
        return stands

    def _rest(self, reason: str) -> None:
        log.warning("Batch %s rests: %s", self.claim.batch_id, reason)
        self.not_before = self.now() + timedelta(seconds=settings.SENDING_RELAY_PAUSE_SECONDS)

    def _halt(self, reason: str) -> None:
        """Stop the whole mailing until somebody has looked; another sender may have done so already."""
        halting.halt(Mailing.objects.get(pk=self.claim.mailing_id), reason)

    def _rescue(self) -> Asking:
        """Keep trying to write what is known, on a new database connection; after that the reaper calls it unknown.

        With nothing to write the batch rests: the next sender would fail as this one did, as on a full disk.
        """
        connection.close()
        if not self.in_hand:
            self._rest("the database failed")
        outcomes = [self.in_hand] if self.in_hand else []
        if self._in_doubt:
            status = DeliveryStatus.PENDING
            outcomes.append(Outcome(self._in_doubt, self.claim.epoch, status, self.now(), counted=False))
        ends = time.monotonic() + RESCUE_SECONDS
        while outcomes and time.monotonic() < ends:
            try:
                yield Step(self.claim, outcomes)
            except Error:
                connection.close()
                yield Nap(RESCUE_PAUSE_SECONDS)
            else:
                return

    def _give_back(self) -> None:
        """Free the batch; when it was taken away meanwhile, let it be counted again with our late outcome."""
        now = self.now()
        try:
            if not ledger.free(self.claim, now=now, not_before=self.not_before or self._pacer.rests_until):
                ledger.settle(self.claim.batch_id, now=now)
                certifying.renew(self.claim.mailing_id, now=now)
        except Error:
            log.exception("Batch %s could not be given back; its lease will lapse", self.claim.batch_id)
