"""Benchmarks run when they are asked for by name (`make bench`), not with the tests; they write docs/benchmarks.md."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.benchmarks.report import Report


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    return None if any("benchmarks" in argument for argument in config.args) else True


@pytest.fixture(scope="session")
def report() -> Iterator[Report]:
    """Where measurements go; printed, and kept in docs/benchmarks.md when all of them were made."""
    if settings.ON_SQLITE:
        pytest.skip("Benchmarks are for PostgreSQL: make bench")
    kept = Report()
    yield kept
    kept.write()
