"""Sending batches: the intent before the bytes leave, the outcome after, never a second copy (DESIGN.md, MAILING)."""

import logging
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from django.conf import settings
from django.db import DatabaseError, connection

from bulletin import logs
from editions.distribution import certifying, composing, halting, ledger, receipts, restoring
from editions.distribution.composing import AddressUnusableError, Composed, UnsendableError
from editions.distribution.conversing import Answer, Fate
from editions.distribution.ledger import Claim, Outcome, Owed
from editions.distribution.notify import Notify
from editions.distribution.pacing import Pacer
from editions.distribution.relay import RelayDownError
from editions.distribution.routing import Route
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
MOST_BREAKS = 3  # from the next one on, a message at which the connection always breaks makes way for the others


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


def run(*, owner: str, stopping: Callable[[], bool] = lambda: False, rehearsal: int | None = None) -> Ending:
    """Work on due batches, one after the other, for SENDING_WORK_SECONDS at most; then all of them are free again.

    Those of one rehearsal, or else all but those of rehearsals.
    """
    clock, route = Clock(), _way_out()
    ends = clock.now() + timedelta(seconds=settings.SENDING_WORK_SECONDS)
    lease = timedelta(seconds=settings.SENDING_WORK_SECONDS + settings.SMTP_TIMEOUT_SECONDS)
    has_worked = False
    try:
        while not stopping() and clock.now() < ends and not restoring.halt_if_restored():
            claim = ledger.claim(
                owner=owner,
                lease=lease,
                connections=settings.SENDING_CONNECTIONS,
                now=clock.now(),
                rehearsal=rehearsal,
            )
            if claim is None:
                return Ending.ALL_TAKEN if has_worked else Ending.IDLE
            with logs.about(mailing=claim.mailing_id, batch=claim.batch_id):
                has_worked = Work(claim, route, clock, is_over=lambda: stopping() or clock.now() >= ends).do()
            halting.check(Mailing.objects.get(pk=claim.mailing_id))
            if not has_worked:
                return Ending.IDLE
        return Ending.TIME_UP if clock.now() >= ends and not stopping() else Ending.IDLE
    finally:
        route.close()


def _way_out() -> Route | Notify:
    """GOV.UK Notify where there is a key to it, else the mail servers."""
    return Notify() if settings.NOTIFY_API_KEY else Route()


@dataclass
class Work:
    """One sender's work on one batch that it claimed."""

    claim: Claim
    route: Route | Notify
    clock: Clock
    is_over: Callable[[], bool]
    composed: Composed = field(init=False)
    # The outcome of the message before, to be committed together with the next intent.
    in_hand: Outcome | None = field(default=None, init=False)
    # The delivery whose intent may or may not have been committed when the database failed.
    in_doubt: int | None = field(default=None, init=False)
    not_before: datetime | None = field(default=None, init=False)
    pacer: Pacer = field(init=False)

    def __post_init__(self) -> None:
        self.pacer = Pacer(self.claim.mailing_id, self.clock.now, self.is_over, before_waiting=self._put_down)

    def do(self) -> bool:
        """Send what is owed, then give the batch back; False when the mail server could not be used."""
        queue = deque(ledger.owed(self.claim, now=self.clock.now()))
        self.route.begin_batch()
        try:
            if queue:
                self.composed = composing.compose(self.claim.mailing_id, now=self.clock.now())
            while queue and not self._has_ended():
                self._one(queue)
            self._put_down()
        except RelayDownError as error:
            self._rest(str(error))
        except UnsendableError as error:
            self._halt(str(error))
        except DatabaseError:
            log.exception("Batch %s: the database failed", self.claim.batch_id)
            self._rescue()
        except Exception:
            self._rest("an error of the program")
            raise
        finally:
            self._give_back()
        return self.not_before is None

    def _halt(self, reason: str) -> None:
        """Stop the whole mailing until somebody has looked; another sender may have done so already."""
        halting.halt(Mailing.objects.get(pk=self.claim.mailing_id), reason)

    def _has_ended(self) -> bool:
        return self.is_over() or bool(self.not_before or self.pacer.rests_until)

    def _one(self, queue: deque[Owed]) -> None:
        """Take the next message from the queue whose turn it is, and send it if its intent stands."""
        owed = self.pacer.next(queue)
        if owed is None:
            return
        if not self.route.is_open:
            self._put_down()  # connecting may take long
            self.route.open()
        if not self._intend(owed):
            if not ledger.holds(self.claim, now=self.clock.now()):
                queue.clear()
            return
        self.pacer.used()
        answer = self._deliver(owed)
        self.in_hand = self._outcome(owed, answer)
        if answer.is_dead:
            self._put_down()
            receipts.address_is_dead(owed.delivery_id, reply=answer.reply)
        if answer.fate in (Fate.NOT_SENT, Fate.UNKNOWN):
            self._reconnect_or_rest(answer, queue)

    def _intend(self, owed: Owed) -> bool:
        self.in_doubt = owed.delivery_id
        stands = ledger.step(self.in_hand, self.claim, owed.delivery_id, now=self.clock.now())
        self.in_hand = self.in_doubt = None
        return stands

    def _deliver(self, owed: Owed) -> Answer:
        try:
            recipient = composing.envelope(owed.address)
        except AddressUnusableError as error:
            return Answer(Fate.REFUSED, str(error))
        return self.route.deliver(self.composed, owed.delivery_id, recipient)

    def _outcome(self, owed: Owed, answer: Answer) -> Outcome:
        """What to write. A person's own deferrals come with growing pauses, and the last one fails."""
        now, status, due_at = self.clock.now(), STATUS[answer.fate], None
        attempts, pauses = owed.attempts + 1, settings.SENDING_RETRY_SECONDS
        if answer.broke and attempts > MOST_BREAKS:
            status = DeliveryStatus.RETRY_LATER
        if status == DeliveryStatus.RETRY_LATER and attempts > len(pauses):
            status = DeliveryStatus.FAILED
        if status == DeliveryStatus.RETRY_LATER:
            due_at = now + timedelta(seconds=pauses[attempts - 1])
        counted = answer.fate is not Fate.NOT_SENT or answer.broke
        return Outcome(owed.delivery_id, self.claim.epoch, status, now, answer.reply, due_at, counted)

    def _reconnect_or_rest(self, answer: Answer, queue: deque[Owed]) -> None:
        """Go on by a new connection or by another mail server with what is owed still; without one the batch rests."""
        self._put_down()
        if self.route.is_exhausted:
            self._rest(answer.reply)
        else:
            queue.clear()
            queue.extend(ledger.owed(self.claim, now=self.clock.now()))

    def _rest(self, reason: str) -> None:
        log.warning("Batch %s rests: %s", self.claim.batch_id, reason)
        self.not_before = self.clock.now() + timedelta(seconds=settings.SENDING_RELAY_PAUSE_SECONDS)

    def _put_down(self) -> None:
        """Commit the outcome in hand alone."""
        if self.in_hand:
            ledger.conclude(self.in_hand)
            self.in_hand = None

    def _rescue(self) -> None:
        """Keep trying to write what is known, on a new database connection; after that the reaper calls it unknown.

        With nothing to write the batch rests: the next sender would fail as this one did, as on a full disk.
        """
        if not self.in_hand:
            self._rest("the database failed")
        now = self.clock.now()
        outcomes = [self.in_hand] if self.in_hand else []
        if self.in_doubt:
            outcomes.append(Outcome(self.in_doubt, self.claim.epoch, DeliveryStatus.PENDING, now, counted=False))
        ends = time.monotonic() + RESCUE_SECONDS
        while time.monotonic() < ends:
            connection.close()
            try:
                for outcome in outcomes:
                    ledger.conclude(outcome)
            except DatabaseError:
                time.sleep(1)
            else:
                return

    def _give_back(self) -> None:
        """Free the batch; when it was taken away meanwhile, let it be counted again with our late outcome."""
        now = self.clock.now()
        try:
            if not ledger.free(self.claim, now=now, not_before=self.not_before or self.pacer.rests_until):
                ledger.settle(self.claim.batch_id, now=now)
                certifying.renew(self.claim.mailing_id, now=now)
        except DatabaseError:
            log.exception("Batch %s could not be given back; its lease will lapse", self.claim.batch_id)
