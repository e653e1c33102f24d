"""What the tests of the steps begin with."""

import pytest

from tests.submissions.views import walking


@pytest.fixture
def tasks(client):
    """The path of the list of tasks of a new draft."""
    return walking.begun(client)
