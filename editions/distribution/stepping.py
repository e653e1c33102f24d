"""The step between two messages: the outcome of one and the intent of the next, for all connections of a sender."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from editions.distribution.ledger import Claim
from editions.distribution.preparing import Prepared

# On SQLite, one statement each.
CONCLUDE = """
UPDATE editions_delivery
SET status = %(status)s, ended_at = %(ended_at)s, due_at = %(due_at)s, reply = %(reply)s, attempts = attempts - %(off)s
WHERE id = %(tried)s AND epoch = %(tried_epoch)s AND status IN ('sending', 'unknown')
"""
INTEND = """
UPDATE editions_delivery SET status = 'sending', epoch = %(epoch)s, attempts = attempts + 1, due_at = NULL
WHERE id = %(next)s AND (status = 'pending' OR (status = 'retry_later' AND due_at <= %(now)s)) AND EXISTS (
    SELECT 1 FROM editions_batch b JOIN editions_mailing m ON m.id = b.mailing_id
    WHERE b.id = editions_delivery.batch_id AND b.owner = %(owner)s AND b.epoch = %(epoch)s AND b.lease_until > %(now)s
    AND m.status = 'sending')
"""
# On PostgreSQL the same for any number of connections at once. The batches are locked before the deliveries, in order.
STEP = Prepared(
    "step",
    """
WITH concluded AS (
    UPDATE editions_delivery d
    SET status = o.status, ended_at = o.ended_at, due_at = o.due_at, reply = o.reply, attempts = d.attempts - o.off
    FROM unnest(%(tried)s, %(tried_epoch)s, %(status)s, %(ended_at)s, %(due_at)s, %(reply)s, %(off)s)
        AS o (tried, epoch, status, ended_at, due_at, reply, off)
    WHERE d.id = o.tried AND d.epoch = o.epoch AND d.status IN ('sending', 'unknown')
), held AS (
    SELECT b.id, b.epoch, claim.next
    FROM unnest(%(batch)s, %(owner)s, %(epoch)s, %(next)s) AS claim (batch, owner, epoch, next)
    JOIN editions_batch b ON b.id = claim.batch AND b.owner = claim.owner AND b.epoch = claim.epoch
    JOIN editions_mailing m ON m.id = b.mailing_id
    WHERE b.lease_until > %(now)s AND m.status = 'sending'
    ORDER BY b.id FOR SHARE OF b
)
UPDATE editions_delivery d SET status = 'sending', epoch = held.epoch, attempts = d.attempts + 1, due_at = NULL
FROM held
WHERE d.id = held.next AND d.batch_id = held.id
    AND (d.status = 'pending' OR (d.status = 'retry_later' AND d.due_at <= %(now)s))
RETURNING d.id
""",
    {
        "tried": "bigint[]",
        "tried_epoch": "int[]",
        "status": "text[]",
        "ended_at": "timestamptz[]",
        "due_at": "timestamptz[]",
        "reply": "text[]",
        "off": "int[]",
        "batch": "bigint[]",
        "owner": "text[]",
        "epoch": "int[]",
        "next": "bigint[]",
        "now": "timestamptz",
    },
)


@dataclass(frozen=True)
class Outcome:
    """What became of a delivery under the epoch of its intent.

    `due_at` goes with retry_later. An attempt that says nothing about this person isn't `counted`.
    """

    delivery_id: int
    epoch: int
    status: str
    at: datetime
    reply: str = ""
    due_at: datetime | None = None
    counted: bool = True


@dataclass(frozen=True)
class Step:
    """What one connection wants written: the outcomes it has in hand, and the delivery that it intends to send next."""

    claim: Claim
    outcomes: Sequence[Outcome] = ()
    delivery_id: int | None = None


def take(steps: Sequence[Step], *, now: datetime) -> set[int]:
    """Write the outcomes and the intents of all these steps in one commit, each under its own condition.

    Returns the deliveries whose intent stands: only then may a byte of that message leave. An intent stands when its
    row may be tried, the batch is still that claim's and its lease alive, and the mailing is sending. The batches are
    read under a share lock, so whoever takes one away sees the intent or prevents it.

    An outcome is written whatever the mailing's status, if the row still carries the intent's epoch. A row that was
    given up as unknown meanwhile takes it too. Writing it twice is writing it once.
    """
    if connection.vendor == "postgresql":
        return {number for (number,) in STEP.run(_all_at_once(steps, now))}
    with transaction.atomic():
        for step in steps:
            for outcome in step.outcomes:
                _run(CONCLUDE, _conclusion(outcome))
        return {step.delivery_id for step in steps if step.delivery_id and _run(INTEND, _intent(step, now))}


def _all_at_once(steps: Sequence[Step], now: datetime) -> dict[str, Any]:
    """A column for each parameter. Moments go as text: the driver takes longer to write them."""
    outcomes = [outcome for step in steps for outcome in step.outcomes]
    intents = [step for step in steps if step.delivery_id]
    return {
        "tried": [outcome.delivery_id for outcome in outcomes],
        "tried_epoch": [outcome.epoch for outcome in outcomes],
        "status": [str(outcome.status) for outcome in outcomes],
        "ended_at": [str(outcome.at) for outcome in outcomes],
        "due_at": [outcome.due_at and str(outcome.due_at) for outcome in outcomes],
        "reply": [outcome.reply[:300] for outcome in outcomes],
        "off": [int(not outcome.counted) for outcome in outcomes],
        "batch": [step.claim.batch_id for step in intents],
        "owner": [step.claim.owner for step in intents],
        "epoch": [step.claim.epoch for step in intents],
        "next": [step.delivery_id for step in intents],
        "now": str(now),
    }


def _conclusion(outcome: Outcome) -> dict[str, Any]:
    return {
        "status": outcome.status,
        "ended_at": _time(outcome.at),
        "due_at": _time(outcome.due_at),
        "reply": outcome.reply[:300],
        "off": int(not outcome.counted),
        "tried": outcome.delivery_id,
        "tried_epoch": outcome.epoch,
    }


def _intent(step: Step, now: datetime) -> dict[str, Any]:
    return {"epoch": step.claim.epoch, "next": step.delivery_id, "now": _time(now), "owner": step.claim.owner}


def _run(statement: str, parameters: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def _time(moment: datetime | None) -> str | None:
    return str(connection.ops.adapt_datetimefield_value(moment)) if moment else None
