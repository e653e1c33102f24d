"""Freezing the list: who gets a copy, written once as batches of deliveries, and everybody else counted by reason."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Collate

from bulletin import moves
from editions.distribution import seeding
from editions.distribution.ledger import SEEDS
from editions.models import Batch, Delivery, Edition, Mailing, Subscriber
from editions.models.mailing import BATCH_SIZE
from editions.workflow import MailingStatus

# The first reason that holds counts; an empty one means a copy is owed, “first” that it is written already. Who had
# this edition by an earlier mailing that was cancelled on its way, or may have had it, doesn't get it again.
REASON = """
CASE WHEN s.status <> 'active' THEN s.status
WHEN EXISTS (SELECT 1 FROM editions_suppression x WHERE x.address_hash = s.address_hash) THEN 'suppressed'
WHEN %s AND EXISTS (SELECT 1 FROM editions_delivery d WHERE d.subscriber_id = s.id AND d.mailing_id = %s) THEN 'first'
WHEN EXISTS (SELECT 1 FROM editions_delivery d JOIN editions_mailing m ON m.id = d.mailing_id
    WHERE d.subscriber_id = s.id AND m.edition_id = %s AND m.audience IN ('live', 'missed') AND m.id <> %s
    AND d.status IN ('sending', 'sent', 'unknown')) THEN 'had_it'
ELSE '' END
"""
COUNT = f"SELECT reason, count(*) FROM (SELECT {REASON} AS reason FROM editions_subscriber s) r GROUP BY reason"  # noqa: S608  # no input in it
# The batch is looked up for each row: a join goes through all of them for each row, where the planner thinks that few
# people are owed a copy.
WRITE_DELIVERIES = f"""
INSERT INTO editions_delivery (mailing_id, batch_id, subscriber_id, address, status, epoch, attempts, reply)
SELECT %s, (SELECT b.id FROM editions_batch b WHERE b.mailing_id = %s AND b.number = p.number),
    p.id, p.email, 'pending', 0, 0, '' FROM (
    SELECT s.id, s.email, (row_number() OVER (ORDER BY s.id) - 1) / %s + %s AS number
    FROM editions_subscriber s WHERE {REASON} = ''
) p
"""  # noqa: S608  # no input in it


class FreezeError(Exception):
    """The list didn't add up, so nothing was written; the next pump freezes it again."""


def freeze(mailing_id: int, *, now: datetime) -> bool:
    """Freeze the list of one mailing and let it send; one transaction, so a kill in its middle leaves nothing.

    While it runs nobody comes on the list or leaves it: who leaves before isn't mailed, who leaves after is
    skipped. Returns False when another worker is at it or the mailing is not freezing.
    Raises FreezeError when candidates and deliveries plus exclusions differ.
    """
    with transaction.atomic():
        mailing = Mailing.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=mailing_id).first()
        if mailing is None or mailing.status != MailingStatus.FREEZING:
            return False
        _hold_the_list()
        seeds, of_the_list = _write_seeds(mailing, now=now) if mailing.seeds_first else (0, 0)
        total, excluded = _count(_about(mailing))
        if excluded.pop("first", 0) != of_the_list:
            raise FreezeError(
                f"{of_the_list} of the first copies of {mailing} go to people on the list, but not so many"
            )
        add_batches(mailing, total, now=now, first=_first_batch(mailing))
        written = _write(mailing)
        if written != total:
            raise FreezeError(f"{total} copies of {mailing} are owed, but {written} deliveries were written")
        let_send(mailing, total=seeds + total, excluded=excluded, now=now)
    _tell_the_planner()
    return True


def expect(edition: Edition) -> tuple[int, dict[str, int]]:
    """How many would get the edition if its list were frozen now, and how many would not, by reason."""
    return _count([False, 0, edition.pk, 0])


def add_batches(mailing: Mailing, total: int, *, now: datetime, first: int = 1) -> list[Batch]:
    """As many due batches as `total` deliveries fill."""
    sizes = [min(BATCH_SIZE, total - start) for start in range(0, total, BATCH_SIZE)]
    return Batch.objects.bulk_create(
        [
            Batch(mailing=mailing, number=number, total=size, pending=size, due_at=now)
            for number, size in enumerate(sizes, start=first)
        ],
        batch_size=1000,
    )


def freeze_for(mailing: Mailing, addresses: Sequence[str], *, now: datetime) -> None:
    """Freeze a mailing to a few addresses that need not be on the list, and let it send."""
    for batch in add_batches(mailing, len(addresses), now=now):
        start = (batch.number - 1) * BATCH_SIZE
        Delivery.objects.bulk_create(
            Delivery(mailing=mailing, batch=batch, address=address) for address in addresses[start : start + BATCH_SIZE]
        )
    let_send(mailing, total=len(addresses), excluded={}, now=now)


def let_send(mailing: Mailing, *, total: int, excluded: dict[str, int], now: datetime) -> None:
    """Write down what was frozen and move the mailing on."""
    changes = {
        "frozen_at": now,
        "total": total,
        "excluded": excluded,
        "candidates": total + sum(excluded.values()),
        "list_sha256": hash_of_list(mailing),
    }
    details = {name: value for name, value in changes.items() if name != "frozen_at"}
    moves.make(mailing, "send", by=None, by_label="The worker", changes=changes, details=details, now=now)


def hash_of_list(mailing: Mailing) -> str:
    """The sha256 over the addresses in the order of their code points, each with a line feed after it."""
    order = Collate("address", "C" if connection.vendor == "postgresql" else "BINARY")
    digest = hashlib.sha256()
    for address in mailing.deliveries.order_by(order).values_list("address", flat=True).iterator(chunk_size=5000):
        digest.update(f"{address}\n".encode())
    return digest.hexdigest()


def _hold_the_list() -> None:
    """Wait for those who are changing the list now, and hold up those who want to, until the transaction ends.

    EXCLUSIVE, since whoever leaves first locks their row and then changes it: SHARE would let them do the one
    and stop the other, and the new deliveries' foreign keys would wait for that row: a deadlock.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("LOCK TABLE editions_subscriber IN EXCLUSIVE MODE")


def _about(mailing: Mailing) -> list[Any]:
    """What the conditions of REASON ask about."""
    return [mailing.seeds_first, mailing.pk, mailing.edition_id, mailing.pk]


def _first_batch(mailing: Mailing) -> int:
    """The number of the first batch of the list: behind that of the seeds, if there is one."""
    return SEEDS + mailing.seeds_first


def _write_seeds(mailing: Mailing, *, now: datetime) -> tuple[int, int]:
    """Write the batch of staff and seed addresses; returns how many those are, and how many stand on the list.

    Who is on the list has the place there that everybody has: who left, or had the edition, gets no copy here either.
    """
    seeds = {address.compared: address.email for address in seeding.addresses_to_begin_with()}
    known = dict(Subscriber.objects.filter(address__in=seeds).values_list("address", "pk"))
    owed = _owed_among(mailing, list(known.values()))
    chosen = {address: known.get(address) for address in seeds if address not in known or known[address] in owed}
    if chosen:
        batch = Batch.objects.create(mailing=mailing, number=SEEDS, total=len(chosen), pending=len(chosen), due_at=now)
        Delivery.objects.bulk_create(
            Delivery(mailing=mailing, batch=batch, subscriber_id=number, address=seeds[address])
            for address, number in chosen.items()
        )
    return len(chosen), sum(number is not None for number in chosen.values())


def _owed_among(mailing: Mailing, subscribers: list[int]) -> set[int]:
    query = f"SELECT id FROM (SELECT s.id, {REASON} AS reason FROM editions_subscriber s) r WHERE reason = ''"  # noqa: S608  # no input in it
    if not subscribers:
        return set()
    places = ", ".join(["%s"] * len(subscribers))
    with connection.cursor() as cursor:
        cursor.execute(f"{query} AND id IN ({places})", [*_about(mailing), *subscribers])
        return {number for (number,) in cursor.fetchall()}


def _count(about: list[Any]) -> tuple[int, dict[str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(COUNT, about)
        by_reason: dict[str, int] = dict(cursor.fetchall())
    return by_reason.pop("", 0), by_reason


def _write(mailing: Mailing) -> int:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE editions_batch")  # there are many at once, and senders look for theirs at once
        cursor.execute(WRITE_DELIVERIES, [mailing.pk, mailing.pk, BATCH_SIZE, _first_batch(mailing), *_about(mailing)])
        return int(cursor.rowcount)


def _tell_the_planner() -> None:
    """Let PostgreSQL look at what was written: until it does, it reads all of it to count a few batches."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE editions_delivery")
