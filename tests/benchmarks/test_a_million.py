"""A million people on the list: how long the freeze, a claim and a look at the progress take."""

import os
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone

from editions.distribution import freezing, ledger, progress, stepping
from editions.distribution.ledger import Claim
from editions.distribution.stepping import Outcome, Step
from editions.workflow import DeliveryStatus
from tests.benchmarks import lists
from tests.benchmarks.report import verdict

PEOPLE = int(os.environ.get("BENCH_MILLION", "1000000"))
FREEZE_SECONDS, MOST_MILLISECONDS = 10, 5
LEASE = timedelta(seconds=60)
AT_WORK = 16, 40  # connections: of one sender, and of some more


def milliseconds(act: Callable[[], object], *, times: int = 40) -> list[float]:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        assert act()
        taken.append((time.perf_counter() - start) * 1000)
    return taken


def row(what: str, taken: list[float]) -> list[str]:
    middle = statistics.median(taken)
    return [f"{what}, median", f"{middle:.1f} ms", f"{MOST_MILLISECONDS} ms: {verdict(middle < MOST_MILLISECONDS)}"]


@dataclass
class Held:
    """Batches that are worked on, and how many of their copies were sent."""

    claims: list[Claim] = field(default_factory=list)
    sent: int = 0

    def claim(self) -> Claim | None:
        claim = ledger.claim(owner="a worker", lease=LEASE, connections=1000, now=timezone.now())
        self.claims += [claim] if claim else []
        return claim

    def send_half(self, claims: list[Claim]) -> None:
        """Write half of each of these as sent, step by step as a sender does."""
        now = timezone.now()
        owed = [[each.delivery_id for each in ledger.owed(claim, now=now)] for claim in claims]
        half = len(owed[0]) // 2
        for place in range(half + 1):
            steps = []
            for claim, numbers in zip(claims, owed, strict=True):
                outcomes = [Outcome(numbers[place - 1], claim.epoch, DeliveryStatus.SENT, now)] if place else []
                steps.append(Step(claim, outcomes, numbers[place] if place < half else None))
            stepping.take(steps, now=now)
        self.sent += half * len(claims)


def test_a_million_recipients(live_system, report):
    lists.add_people(PEOPLE)
    mailing = lists.mailing_of(3_000)
    start = time.perf_counter()
    assert freezing.freeze(mailing.pk, now=timezone.now())
    froze = time.perf_counter() - start
    held, claiming, looking = Held(), [], {}

    for at_work in AT_WORK:
        before = len(held.claims)
        claiming += milliseconds(held.claim, times=at_work - before)
        held.send_half(held.claims[before:])
        looking[at_work] = milliseconds(lambda: progress.of(mailing))

    counts = progress.of(mailing)
    mailing.refresh_from_db()
    assert counts["pending"] + held.sent == mailing.total == mailing.candidates == PEOPLE
    assert counts["sent"] == held.sent > 0
    assert counts["connections"] == AT_WORK[-1]
    report.table(
        "A million recipients",
        [f"{PEOPLE:,} people on durable PostgreSQL", "took", "target"],
        [
            ["freeze", f"{froze:.1f} s", f"{FREEZE_SECONDS} s: {verdict(froze <= FREEZE_SECONDS)}"],
            row("claim", claiming),
            *[row(f"progress, {at_work} at work", taken) for at_work, taken in looking.items()],
        ],
        "The freeze writes a delivery for each person, compares and hashes the list, in one transaction. Progress",
        "counts the rows of the batches that are held, half of them sent, and the counters of all others. A claim",
        "waits for the disk.",
    )
