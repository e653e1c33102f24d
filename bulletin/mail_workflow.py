"""The statuses of the mails in the outbox, and every permitted move between them."""

from django.db import models

from bulletin.workflow import Workflow, move


class MailStatus(models.TextChoices):
    QUEUED = "queued", "Waiting to be sent"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


M = MailStatus
CHANGE, DECIDE = "bulletin.change_outboxmail", "submissions.review_submission"

# A sender moves many mails under leases (bulletin/mail.py), staff single ones (bulletin/outbox.py): neither needs the
# versions of `moves.make`, and a mail that leaves is no act of a person that an audit entry would be about.
MAIL = Workflow(
    "Mail in the outbox",
    M.QUEUED,
    [
        move("claim", "Begin to send", [M.QUEUED, M.SENDING], M.SENDING, unattended=True),  # sending: its sender died
        move("take", "Taken by the mail server", [M.SENDING], M.SENT, unattended=True),
        move("put_off", "Try again later", [M.SENDING], M.QUEUED, unattended=True),
        move("give_up", "Give up", [M.SENDING], M.FAILED, unattended=True),
        move("try_again", "Send it again", [M.FAILED, M.CANCELLED], M.QUEUED, permission=CHANGE),
        move("hurry", "Send it now, without waiting", [M.QUEUED], M.QUEUED, permission=CHANGE),
        move("cancel", "Cancel this mail", [M.QUEUED, M.FAILED], M.CANCELLED, permission=CHANGE),
        move("void", "Cancel for good", [M.QUEUED, M.CANCELLED], M.CANCELLED, permission=DECIDE),
    ],
)
