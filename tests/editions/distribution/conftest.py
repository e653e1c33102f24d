"""What every test of the distribution begins with."""

import pytest

from editions.distribution import breaker


@pytest.fixture(autouse=True)
def no_mail_server_has_failed_yet():
    """Breakers outlive a test in its process; the next one's server may get the same port."""
    breaker.breakers.clear()
