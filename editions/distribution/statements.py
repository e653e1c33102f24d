"""The two statements around each message: the intent before it, the outcome after it; only the ledger runs them."""

from editions.distribution.preparing import Prepared, Statements

INTEND = """
UPDATE editions_delivery SET status = 'sending', epoch = %s, attempts = attempts + 1, due_at = NULL
WHERE id = %s AND (status = 'pending' OR (status = 'retry_later' AND due_at <= %s)) AND EXISTS (
    SELECT 1 FROM editions_batch b JOIN editions_mailing m ON m.id = b.mailing_id
    WHERE b.id = editions_delivery.batch_id AND b.owner = %s AND b.epoch = %s AND b.lease_until > %s
    AND m.status = 'sending' {share})
"""
CONCLUDE = """
UPDATE editions_delivery SET status = %s, ended_at = %s, due_at = %s, reply = %s, attempts = attempts - %s
WHERE id = %s AND epoch = %s AND status IN ('sending', 'unknown')
"""
STEPS = Statements(
    Prepared("intend", INTEND.format(share="FOR SHARE OF b"), "int, bigint, timestamptz, text, int, timestamptz"),
    Prepared("conclude", CONCLUDE, "text, timestamptz, timestamptz, text, int, bigint, int"),
)
