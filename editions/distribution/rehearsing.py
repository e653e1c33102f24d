"""Rehearsals: the whole list is mailed to a sink inside the rehearsal, by senders that it starts itself and kills.

The real workers never take a rehearsal's batches, and its senders take no others. Nobody on the list is changed.
"""

import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from bulletin import moves
from bulletin.moves import MoveRefusedError
from editions.distribution import certifying, composing, freezing, ledger, mailings, scheduling
from editions.distribution.composing import AddressUnusableError
from editions.distribution.sink import Sink
from editions.models import Edition, Mailing
from editions.workflow import MAIL, DeliveryStatus, MailingStatus

KILLS = 20  # where nobody says how many
COPIES_FOR_A_KILL = 10  # each kill can make one copy unknown: a short list is not to end with nothing else
SENDERS = 2
LONGEST = timedelta(hours=6)
UNDER_WAY = (MailingStatus.FREEZING, MailingStatus.SENDING)
# What differs from the real senders: where the mail goes, no limits, and leases that lapse soon.
OWN = {
    "SMTP_RELAYS": "",
    "NOTIFY_API_KEY": "",
    "SENDING_RATE": "0",
    "SENDING_DOMAIN_RATES": "",
    "SENDING_WORK_SECONDS": "3",
    "SMTP_TIMEOUT_SECONDS": "3",
    "SENDING_RELAY_PAUSE_SECONDS": "1",
    # Empty, for the case that .env names them.
    "EMAIL_URL_FILE": "",
    "SMTP_RELAYS_FILE": "",
    "NOTIFY_API_KEY_FILE": "",
}
MOST_FAULTS = 5  # senders that ended by themselves with an error: then something else is wrong


@dataclass(frozen=True)
class Found:
    """What the sink had, beside what the deliveries say. `lost` are those called sent that never came."""

    kills: int
    came: int
    twice: int
    lost: int
    seconds: float

    @property
    def is_good(self) -> bool:
        return not (self.twice or self.lost)


def reasons_not_to(edition: Edition, *, by: User) -> list[str]:
    """Everything that forbids to rehearse the mailing of this edition now."""
    reasons = []
    if not by.has_perm(MAIL):
        reasons.append("You don't have permission to mail editions. Ask an administrator.")
    reasons += mailings.reasons_not_to_mail(edition.snapshot)
    rehearsals = edition.mailings.filter(audience=Mailing.Audience.REHEARSAL)
    if rehearsals.filter(status__in=scheduling.UNFINISHED).exists():
        reasons.append(f"A rehearsal of edition {edition.number} is under way.")
    if not freezing.expect(edition)[0]:
        reasons.append("Nobody on the distribution list would get it.")
    return reasons


@transaction.atomic
def ask(edition: Edition, *, by: User, now: datetime | None = None) -> Mailing:
    """Decide on a rehearsal, in place of the ones before; `run` makes it. Raises MoveRefusedError."""
    now = now or timezone.now()
    moves.lock(edition)
    reasons = reasons_not_to(edition, by=by)
    if reasons or edition.snapshot is None:
        raise MoveRefusedError(reasons)
    edition.mailings.filter(audience=Mailing.Audience.REHEARSAL).delete()
    mailing = Mailing.objects.create(
        edition=edition,
        snapshot=edition.snapshot,
        audience=Mailing.Audience.REHEARSAL,
        created_by=by,
        created_at=now,
        scheduled_at=now,
        expires_at=now + LONGEST,
    )
    moves.record(mailing, "rehearse", by=by, now=now)
    return mailing


def waiting() -> list[int]:
    """The rehearsals that somebody asked for and nobody has begun."""
    asked = Mailing.objects.filter(audience=Mailing.Audience.REHEARSAL, status=MailingStatus.SCHEDULED)
    return list(asked.values_list("pk", flat=True))


def run(mailing: Mailing, *, kills: int = KILLS, stopping: Callable[[], bool] = lambda: False) -> Found | None:
    """Make a rehearsal that was asked for, and write into its certificate what the sink had.

    None when somebody else makes it, or when it didn't come to its end.
    """
    with suppress(MoveRefusedError):
        moves.make(mailing, "start", by=None, by_label="The rehearsal", now=timezone.now())
        return _run(mailing, kills, stopping)
    return None


def _run(mailing: Mailing, kills: int, stopping: Callable[[], bool]) -> Found | None:
    begun = time.monotonic()
    freezing.freeze(mailing.pk, now=ledger.clock())
    mailing.refresh_from_db()
    kills = min(kills, mailing.total // COPIES_FOR_A_KILL)
    with Sink(delay=min(0.5, 0.1 * kills * SENDERS / max(mailing.total, 1))) as sink:
        troop = Troop(mailing.pk, sink, sorted(random.sample(range(mailing.total), kills)))
        try:
            while not stopping() and mailing.status in UNDER_WAY and troop.faults < MOST_FAULTS:
                troop.keep_on()
                _clear_up(mailing)
        finally:
            troop.dismiss()
    if mailing.status != MailingStatus.FINISHED:
        _give_up(mailing)
        return None
    found = _compare(mailing, sink, kills=troop.kills, seconds=time.monotonic() - begun)
    _write(mailing, found)
    return found


@dataclass
class Troop:
    """The senders of a rehearsal. One of them is killed each time when so many copies have come."""

    mailing_id: int
    sink: Sink
    kills_at: list[int]
    kills: int = 0
    faults: int = 0
    _senders: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def keep_on(self) -> None:
        """Watch for a tenth of a second, killing whoever's turn it is; then replace who is gone."""
        ends = time.monotonic() + 0.1
        while time.monotonic() < ends:
            if self.kills_at and self.sink.taken > self.kills_at[0]:
                self._kill_one()
            time.sleep(0.002)
        self.faults += sum(sender.poll() not in (None, 0) for sender in self._senders)
        self._senders = [sender for sender in self._senders if sender.returncode is None]
        self._senders += [self._start() for _ in range(SENDERS - len(self._senders))]

    def dismiss(self) -> None:
        for sender in self._senders:
            sender.kill()
            sender.wait()

    def _kill_one(self) -> None:
        alive = [sender for sender in self._senders if sender.poll() is None]
        if alive:
            self.kills_at.pop(0)
            self.kills += 1
            victim = random.choice(alive)  # noqa: S311  # no secret
            victim.kill()
            victim.wait()
            self._senders.remove(victim)

    def _start(self) -> subprocess.Popen[bytes]:
        environment = {**os.environ, **OWN, "EMAIL_URL": f"smtp://127.0.0.1:{self.sink.port}"}
        command = [sys.executable, str(settings.BASE_DIR / "manage.py"), "send_rehearsal", str(self.mailing_id)]
        return subprocess.Popen(command, env=environment, stdin=subprocess.DEVNULL)  # noqa: S603  # no input in it


def _clear_up(mailing: Mailing) -> None:
    """What the clock does for a mailing, for the case that no clock runs."""
    now = ledger.clock()
    if mailing.status == MailingStatus.FREEZING:
        freezing.freeze(mailing.pk, now=now)
    ledger.reap(now=now)
    mailing.refresh_from_db()
    if mailing.status == MailingStatus.SENDING:
        certifying.finish(mailing, now=now)


def _give_up(mailing: Mailing) -> None:
    reason = "The rehearsal was stopped before its end."
    with suppress(MoveRefusedError):
        moves.make(mailing, "expire", by=None, by_label="The rehearsal", reason=reason, now=timezone.now())


def _compare(mailing: Mailing, sink: Sink, *, kills: int, seconds: float) -> Found:
    sent = mailing.deliveries.filter(status=DeliveryStatus.SENT).values_list("address", flat=True)
    lost = sum(not _came(address, sink) for address in sent.iterator(chunk_size=5000))
    twice = sum(count > 1 for count in sink.by_recipient.values())
    return Found(kills, sink.taken, twice, lost, round(seconds, 1))


def _came(address: str, sink: Sink) -> bool:
    try:
        return composing.envelope(address) in sink.by_recipient
    except AddressUnusableError:
        return False


@transaction.atomic
def _write(mailing: Mailing, found: Found) -> None:
    """Put it into the certificate, and into the records."""
    mailing.refresh_from_db()
    mailing.certificate = {**(mailing.certificate or {}), "rehearsal": asdict(found)}
    mailing.save(update_fields=["certificate"])
    moves.record(mailing, "compare", by=None, by_label="The rehearsal", details=asdict(found), now=timezone.now())
