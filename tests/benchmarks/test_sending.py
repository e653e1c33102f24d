"""Our worker beside a bare loop that records nothing and Django's own mail, in one run against one counting sink."""

import os
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import lists, senders
from tests.benchmarks.report import verdict
from tests.benchmarks.sink import Sink

PEOPLE = int(os.environ.get("BENCH_PEOPLE", "8000"))
SIZE = 80_000
ROUNDS = 2
MORE_PEOPLE = 4 * PEOPLE  # a batch for each of many connections
BARE_PART, TIMES_DJANGO, SLOW_RATE = 0.22, 10, 1000


@dataclass
class Figures:
    rate: float
    memory: int = 0  # MB, the most of one worker


def reference(way: str, *, messages: int, processes: int = 1) -> float:
    """The rate of a sender that we are compared with."""
    with Sink() as sink:
        running = [senders.start(way, port=sink.port, messages=messages, size=SIZE) for _ in range(processes)]
        assert [process.wait() for process in running] == [0] * processes
        counted = sink.summary()
    assert counted["messages"] == messages * processes
    assert counted["people"] == messages
    return counted["rate"]


def ours(system, *, connections: int, workers: int = 1, delay: float = 0.0, people: int = PEOPLE) -> Figures:
    """The rate of real workers that mail the whole list, each person once."""
    with Sink(delay=delay) as sink:
        system.environment.update(
            EMAIL_URL=f"smtp://127.0.0.1:{sink.port}",
            SENDING_CONNECTIONS=str(connections),
            SMTP_TIMEOUT_SECONDS="30",
            PUMP_SECONDS="1",
            MALLOC_ARENA_MAX="2",  # as the Makefile starts it
        )
        started = [system.start_worker() for _ in range(workers)]
        mailing = lists.mailing_of(SIZE)
        beat = system.start_beat()

        def is_finished() -> bool:
            mailing.refresh_from_db()
            return mailing.status == "finished"

        system.wait_until(is_finished, seconds=180, every=0.5)
        memory = max(peak(worker.pid) for worker in started)
        for process in (beat, *started):
            process.stop()
        counted = sink.summary()
    assert (counted["messages"], counted["most_for_one"]) == (people, 1), counted
    assert counted["people"] == counted["message_ids"] == counted["leave_links"] == people
    assert mailing.certificate["sent"] == people
    return Figures(counted["rate"], memory)


def peak(pid: int) -> int:
    """The most memory that a process ever held, in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 1024


def best(figures: list[Figures]) -> Figures:
    return max(figures, key=lambda each: each.rate)


def test_sending_side_by_side(live_system, report):
    lists.add_people(PEOPLE)
    bare, django, four, many, two = [], [], [], [], []

    for _ in range(ROUNDS):
        bare.append(reference("bare", messages=2 * PEOPLE))
        django.append(reference("django", messages=500))
        four.append(ours(live_system, connections=4))
        many.append(ours(live_system, connections=16))
        two.append(ours(live_system, connections=32, workers=2))
    ceiling = max(*bare, reference("bare", messages=PEOPLE, processes=2))
    lists.add_people(MORE_PEOPLE, after=PEOPLE)
    slow = ours(live_system, connections=64, delay=0.02, people=MORE_PEOPLE)

    loop, one_by_one, worker = max(bare), max(django), best(many)

    def row(what: str, rate: float, memory: object = "") -> list[object]:
        return [what, f"{rate:,.0f}", f"{rate / loop:.2f}", f"{rate / one_by_one:.1f}", memory]

    report.table(
        "Sending",
        ["messages of 80 KB on durable PostgreSQL", "a second", "of the bare loop", "times Django's", "memory, MB"],
        [
            row("the counting sink's ceiling", ceiling),
            row("a bare pipelined loop, 4 connections, no record", loop),
            row("Django's EmailMessage, one by one", one_by_one),
            row("one worker, 4 connections", best(four).rate, best(four).memory),
            row("one worker, 16 connections", worker.rate, worker.memory),
            row("two workers, 32 connections together", best(two).rate, best(two).memory),
            row("one worker, 64 connections, a server that takes 20 ms", slow.rate, slow.memory),
        ],
        f"Best of {ROUNDS} rounds. Each of {PEOPLE:,} people was counted once by the sink, with a Message-ID and a",
        "leave link of their own; the worker commits the intent and the outcome of every message synchronously.",
        "",
        f"- {BARE_PART} of the bare loop: {verdict(worker.rate >= BARE_PART * loop)}.",
        f"- {TIMES_DJANGO} times Django's EmailMessage: {verdict(worker.rate >= TIMES_DJANGO * one_by_one)}.",
        f"- The sink can take twice what we send: {verdict(ceiling >= 2 * worker.rate)}.",
        f"- Two workers are no slower than one: {verdict(best(two).rate >= 0.95 * worker.rate)}.",
        f"- {SLOW_RATE:,} a second with a server that takes 20 ms: {verdict(slow.rate >= SLOW_RATE)}.",
        "",
        "Connections are the lever, for the disk as for a slow mail server: up to 16 of them are served by one thread,",
        "and what they have to write at one moment is one commit.",
    )
