"""What a test needs of the machine: without it the test is skipped by name, or fails where nothing may be missing."""

import os
import shutil
from typing import NoReturn

import pytest
from django.conf import settings


def missing(what: str) -> NoReturn:
    """Skip, or fail with REQUIRE_ALL=1, for want of a system package; `what` says what to install."""
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(what, pytrace=False)
    pytest.skip(what)


def programs_of_postgres() -> None:
    """What a backup calls, where this run is on PostgreSQL."""
    if not settings.ON_SQLITE and not (shutil.which("pg_dump") and shutil.which("psql")):
        missing("pg_dump and psql are not installed: apt install postgresql-client")
