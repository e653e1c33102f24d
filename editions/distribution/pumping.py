"""What the clock does for mailings: start, freeze, reap, clear up, finish, and say how many connections to ring for."""

import logging
from datetime import datetime

from django.conf import settings
from django.db import DatabaseError

from editions.distribution import (
    certifying,
    freezing,
    halting,
    ledger,
    progress,
    receipts,
    restoring,
    scheduling,
    seeding,
)
from editions.distribution.freezing import FreezeError
from editions.models import Mailing
from editions.workflow import MailingStatus

log = logging.getLogger(__name__)


def run() -> int:
    """Do all that is due but the sending; returns how many connections there is work for.

    Safe to run at any time, twice or by several workers at once; a fault in one mailing's list leaves the others alone.
    """
    if restoring.halt_if_restored():
        return 0
    now = ledger.clock()
    scheduling.expire_all(now=now)
    scheduling.start_all(now=now)
    _freeze_all(now=now)
    ledger.reap(now=now)
    receipts.settle_unknown(now=now)
    for mailing_id in ledger.cancel_rest(now=now):
        certifying.renew(mailing_id, now=now)
    seeding.wait_for_go(now=now)
    for mailing in Mailing.objects.sending():
        progress.measure(mailing, now=now)
        halting.check(mailing, now=now)
    certifying.finish_all(now=now)
    due = ledger.due_batches(now=now).count()
    return max(0, min(due, ledger.free_connections(settings.SENDING_CONNECTIONS, now=now)))


def _freeze_all(*, now: datetime) -> None:
    for mailing_id in Mailing.objects.filter(status=MailingStatus.FREEZING).values_list("pk", flat=True):
        try:
            freezing.freeze(mailing_id, now=now)
        except (DatabaseError, FreezeError):
            log.exception("Mailing %s could not be frozen; the next pump tries again", mailing_id)
