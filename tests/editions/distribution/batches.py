"""What the tests of sending share: a mail server that says what it is told, and a sender's run."""

from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone

from editions.distribution import sending
from tests.servers import scripted as scripted_server


@contextmanager
def scripted(settings, answers):
    """The mail server of the settings says this; gives what it heard."""
    with scripted_server.running(answers) as (settings.EMAIL_PORT, said):
        yield said


def addresses(mailing):
    return list(mailing.deliveries.values_list("address", flat=True))


def statuses(mailing):
    return list(mailing.deliveries.values_list("status", flat=True))


def make_due(mailing):
    """Let every pause that a batch or a delivery takes be over."""
    mailing.batches.filter(due_at__isnull=False).update(due_at=timezone.now())
    mailing.deliveries.filter(due_at__isnull=False).update(due_at=timezone.now() - timedelta(seconds=1))


def send(mailing, **given):
    return sending.run(owner="a worker", **given)
