"""Writes docs/benchmarks.md from what was measured."""

import os
import platform
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from tests.servers.live import ROOT

PAGE = ROOT / "docs" / "benchmarks.md"
PARTS = ("Sending", "A million recipients", "The public site", "The desk")
HEAD = """# Benchmarks

Written by `make bench`; don't edit it. All of one table ran side by side in one run on one machine, which also ran the
mail server or the client that measured. Rates swing with the machine, so compare ratios, and run it on yours.
"""
PAPER = Path(__file__).with_name("ten_million.md")


def machine() -> str:
    """What it ran on: cores, how long the disk takes for a commit, and how busy the machine was with other things."""
    return (
        f"{datetime.now(UTC):%-d %B %Y}: {os.cpu_count()} cores, Python {platform.python_version()}; the disk takes "
        f"{sync_milliseconds():.1f} ms to keep a commit; load of the machine before: {os.getloadavg()[0]:.1f}."
    )


def sync_milliseconds() -> float:
    """The median time of a write of 8 KB that must be on the disk."""
    taken = []
    with tempfile.TemporaryFile(dir="/tmp", buffering=0) as file:
        for _ in range(50):
            start = time.perf_counter()
            file.write(b"x" * 8192)
            os.fdatasync(file.fileno())
            taken.append(time.perf_counter() - start)
    return sorted(taken)[len(taken) // 2] * 1000


class Report:
    def __init__(self) -> None:
        self._machine = machine()
        self._parts: dict[str, str] = {}

    def table(self, part: str, heads: Sequence[str], rows: Sequence[Sequence[object]], *notes: str) -> None:
        """One part of the page: a table, and sentences below it."""
        assert part in PARTS
        lines = [heads, ["---"] * len(heads), *rows]
        table = "\n".join(f"| {' | '.join(str(cell) for cell in line)} |" for line in lines)
        self._parts[part] = "\n".join([f"## {part}", "", table, "", *notes])
        print(f"\n{self._parts[part]}")  # noqa: T201  # whoever runs it waits for it

    def write(self) -> None:
        if set(self._parts) == set(PARTS):
            parts = [HEAD, self._machine, *(self._parts[part] for part in PARTS), PAPER.read_text()]
            PAGE.write_text("\n\n".join(part.strip() for part in parts) + "\n")


def verdict(reached: bool) -> str:
    return "reached" if reached else "not reached in this run"
