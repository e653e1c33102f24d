"""The first copies: to staff and seed addresses, before the list gets its own and somebody has said go."""

from collections.abc import Iterator
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Exists, OuterRef, Q, QuerySet

from bulletin import moves
from bulletin.moves import MoveRefusedError
from editions.distribution import addresses
from editions.distribution.addresses import Address, AddressRefusedError
from editions.distribution.ledger import SEEDS
from editions.models import Batch, Mailing, Suppression
from editions.workflow import MailingStatus

LOOK = "The first copies have gone to staff and seed addresses. Look at them, then go on."


def addresses_to_begin_with() -> list[Address]:
    """Staff with an account and SEED_ADDRESSES, each once, without those that must not be mailed."""
    found: dict[str, Address] = {}
    for address in _read():
        found.setdefault(address.compared, address)
    hashes = [address.keyed_hash for address in found.values()]
    suppressed = set(Suppression.objects.filter(address_hash__in=hashes).values_list("address_hash", flat=True))
    return [address for address in found.values() if address.keyed_hash not in suppressed]


def waiting() -> QuerySet[Mailing]:
    """Mailings whose first copies have been tried, that have more to send, and that nobody has said go for."""
    batches = Batch.objects.filter(mailing=OuterRef("pk"))
    at_work = batches.filter(Q(lease_until__isnull=False) | Q(pending__gt=0), number=SEEDS)
    rest = batches.filter(number__gt=SEEDS)
    begun = Mailing.objects.filter(seeds_first=True, gone_on_at=None, frozen_at__isnull=False)
    return begun.filter(Exists(rest)).exclude(Exists(at_work))


def wait_for_go(*, now: datetime) -> int:
    """Pause the mailings whose first copies have gone, until somebody has looked at one. Returns how many."""
    stopped = 0
    for mailing in waiting().filter(status=MailingStatus.SENDING):
        try:
            moves.make(mailing, "wait_for_go", by=None, by_label="The worker", reason=LOOK, now=now)
        except MoveRefusedError:  # somebody was faster
            continue
        stopped += 1
    return stopped


def is_waiting(mailing: Mailing) -> bool:
    """Whether it is paused for want of a go."""
    return mailing.status == MailingStatus.PAUSED and waiting().filter(pk=mailing.pk).exists()


def _read() -> Iterator[Address]:
    staff = User.objects.filter(is_active=True, is_staff=True).exclude(email="").order_by("pk")
    for text in (*staff.values_list("email", flat=True), *settings.SEED_ADDRESSES):
        try:
            yield addresses.read(text)
        except AddressRefusedError:
            continue
