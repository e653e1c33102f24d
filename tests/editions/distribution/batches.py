"""What the tests of sending share: a mail server that says what it is told, and a sender's run."""

from contextlib import contextmanager
from datetime import timedelta

from django.utils import timezone

from editions.distribution import sending, stepping
from editions.distribution.ledger import Claim
from editions.distribution.stepping import Step
from tests.servers import scripted as scripted_server

NOBODY = Claim(0, 0, "", 0)


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


def intend(claim, delivery_id, *outcomes):
    """Write these outcomes and this intent; whether it stands."""
    return bool(stepping.take([Step(claim, outcomes, delivery_id)], now=timezone.now()))


def conclude(*outcomes):
    """Write these outcomes, whoever holds the batch."""
    stepping.take([Step(NOBODY, outcomes)], now=timezone.now())


def deliver(relay, sender, recipient, message):
    """Send one message by a relay, and wait for its answer."""
    relay.begin(sender, recipient, message)
    return relay.finish()
