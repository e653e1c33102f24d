"""What a test needs of the machine: without it the test is skipped by name, or fails where nothing may be missing."""

import os
from typing import NoReturn

import pytest


def missing(what: str) -> NoReturn:
    """Skip, or fail with REQUIRE_ALL=1, for want of a system package; `what` says what to install."""
    if os.environ.get("REQUIRE_ALL") == "1":
        pytest.fail(what, pytrace=False)
    pytest.skip(what)
