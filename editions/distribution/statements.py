"""The two statements around each message: the intent before it, the outcome after it; only the ledger runs them."""

from editions.distribution.preparing import Prepared

INTEND = """
UPDATE editions_delivery SET status = 'sending', epoch = %(epoch)s, attempts = attempts + 1, due_at = NULL
WHERE id = %(next)s AND (status = 'pending' OR (status = 'retry_later' AND due_at <= %(now)s)) AND EXISTS (
    SELECT 1 FROM editions_batch b JOIN editions_mailing m ON m.id = b.mailing_id
    WHERE b.id = editions_delivery.batch_id AND b.owner = %(owner)s AND b.epoch = %(epoch)s AND b.lease_until > %(now)s
    AND m.status = 'sending' {share})
"""
CONCLUDE = """
UPDATE editions_delivery
SET status = %(status)s, ended_at = %(ended_at)s, due_at = %(due_at)s, reply = %(reply)s, attempts = attempts - %(off)s
WHERE id = %(tried)s AND epoch = %(tried_epoch)s AND status IN ('sending', 'unknown')
"""
TYPES = {
    "status": "text",
    "ended_at": "timestamptz",
    "due_at": "timestamptz",
    "reply": "text",
    "off": "int",
    "tried": "bigint",
    "tried_epoch": "int",
    "epoch": "int",
    "next": "bigint",
    "now": "timestamptz",
    "owner": "text",
}
# Where there is no outcome to write, that of delivery 0, which nobody is.
NO_CONCLUSION = {
    "status": "",
    "ended_at": None,
    "due_at": None,
    "reply": "",
    "off": 0,
    "tried": 0,
    "tried_epoch": 0,
}
# Both at once, each under its own condition.
STEP = Prepared("step", f"WITH concluded AS ({CONCLUDE}) {INTEND.format(share='FOR SHARE OF b')}", TYPES)
