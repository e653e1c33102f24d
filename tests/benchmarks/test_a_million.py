"""A million people on the list: how long the freeze, a claim and a look at the progress take."""

import os
import statistics
import time
from collections.abc import Callable
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


def milliseconds(act: Callable[[], object], *, times: int = 40) -> float:
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        assert act()
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.median(taken)


def within(taken: float) -> str:
    return f"{MOST_MILLISECONDS} ms: {verdict(taken < MOST_MILLISECONDS)}"


def claim_one() -> Claim | None:
    return ledger.claim(owner="a worker", lease=LEASE, connections=1000, now=timezone.now())


def send_half(claims: list[Claim]) -> int:
    """Write half of each batch as sent, as a sender writes it; how many that were."""
    now = timezone.now()
    owed = [[each.delivery_id for each in ledger.owed(claim, now=now)] for claim in claims]
    half = len(owed[0]) // 2
    for place in range(half + 1):
        done = [Outcome(line[place - 1], 1, DeliveryStatus.SENT, now) for line in owed] if place else []
        intents = [line[place] if place < half else None for line in owed]
        stepping.take([Step(claims[0], done)], now=now)
        stepping.take([Step(*each) for each in zip(claims, [()] * len(claims), intents, strict=True)], now=now)
    return half * len(claims)


def test_a_million_recipients(live_system, report):
    lists.add_people(PEOPLE)
    mailing = lists.mailing_of(3_000)
    start = time.perf_counter()
    assert freezing.freeze(mailing.pk, now=timezone.now())
    froze = time.perf_counter() - start

    claims: list[Claim | None] = []
    claim = milliseconds(lambda: bool(claims.append(claim_one()) or claims[-1]))
    sent = send_half([claim for claim in claims if claim])
    look = milliseconds(lambda: progress.of(mailing))

    counts = progress.of(mailing)
    mailing.refresh_from_db()
    assert counts["pending"] + sent == mailing.total == mailing.candidates == PEOPLE
    assert counts["sent"] == sent > 0
    assert counts["connections"] == 40
    report.table(
        "A million recipients",
        [f"{PEOPLE:,} people on durable PostgreSQL", "took", "target"],
        [
            ["freeze", f"{froze:.1f} s", f"{FREEZE_SECONDS} s: {verdict(froze <= FREEZE_SECONDS)}"],
            [
                "claim, median",
                f"{claim:.1f} ms",
                f"{MOST_MILLISECONDS} ms: {verdict(claim < MOST_MILLISECONDS)}",
            ],
            ["progress, 40 at work", f"{look:.1f} ms", within(look)],
        ],
        "The freeze writes a delivery for each person, compares and hashes the list, in one transaction. Progress",
        "counts the rows of the 40 batches that are held, half of them sent, and the counters of all others. A claim",
        "waits for the disk.",
    )
