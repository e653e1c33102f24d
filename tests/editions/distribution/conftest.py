"""What every test of the distribution begins with."""

import pytest

from editions.distribution import breaker
from tests.factories import mailings


@pytest.fixture(autouse=True)
def no_mail_server_has_failed_yet():
    """Breakers outlive a test in its process; the next one's server may get the same port."""
    breaker.breakers.clear()


@pytest.fixture
def mailing(sink, settings):
    """Three people are owed a copy, and the mail server of the settings is the sink."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.SMTP_TIMEOUT_SECONDS = 2
    return mailings.frozen(subscribers=3)
