"""The statuses of editions, subscribers, mailings and deliveries, and every permitted move between them."""

from django.db import models

from bulletin.workflow import Workflow, move


class EditionStatus(models.TextChoices):
    COLLECTING = "collecting", "Collecting articles"
    LOCKED = "locked", "Locked"
    SIGNED_OFF = "signed_off", "Signed off"
    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class SubscriberStatus(models.TextChoices):
    PENDING = "pending", "Waiting for confirmation"
    ACTIVE = "active", "On the list"
    PAUSED = "paused", "Paused"
    LEFT = "left", "Left"
    SUPPRESSED = "suppressed", "Must not be mailed"


class MailingStatus(models.TextChoices):
    SCHEDULED = "scheduled", "Scheduled"
    FREEZING = "freezing", "Freezing the list"
    SENDING = "sending", "Sending"
    PAUSED = "paused", "Paused"
    FINISHED = "finished", "Finished"
    CANCELLED = "cancelled", "Cancelled"
    HALTED = "halted", "Halted"
    EXPIRED = "expired", "Expired"


class DeliveryStatus(models.TextChoices):
    PENDING = "pending", "Waiting"
    SENDING = "sending", "Being sent"
    SENT = "sent", "Sent"
    RETRY_LATER = "retry_later", "Will be tried again"
    FAILED = "failed", "Failed"
    UNKNOWN = "unknown", "Not known"
    SKIPPED = "skipped", "Skipped"
    CANCELLED = "cancelled", "Cancelled"


E, P, M, D = EditionStatus, SubscriberStatus, MailingStatus, DeliveryStatus
ASSEMBLE, PUBLISH = "editions.assemble_edition", "editions.publish_edition"
MAIL, LIST = "editions.mail_edition", "editions.change_subscriber"

EDITION = Workflow(
    "Edition",
    E.COLLECTING,
    [
        move("lock", "Lock", [E.COLLECTING], E.LOCKED, permission=ASSEMBLE),
        move("unlock", "Unlock", [E.LOCKED, E.SIGNED_OFF], E.COLLECTING, permission=ASSEMBLE),
        move("sign_off", "Sign off", [E.LOCKED], E.SIGNED_OFF, permission=PUBLISH),
        move("publish", "Publish", [E.SIGNED_OFF], E.PUBLISHED, permission=PUBLISH),
        move("withdraw", "Withdraw", [E.PUBLISHED], E.WITHDRAWN, permission=PUBLISH),
        move("republish", "Publish again", [E.WITHDRAWN], E.PUBLISHED, permission=PUBLISH),
    ],
)

SUBSCRIBER = Workflow(
    "Subscriber",
    P.PENDING,
    [
        move("confirm", "Confirm", [P.PENDING, P.PAUSED, P.LEFT], P.ACTIVE, permission=LIST, unattended=True),
        move("ask_again", "Ask to confirm again", [P.LEFT], P.PENDING, permission=LIST, unattended=True),
        move("pause", "Pause", [P.ACTIVE], P.PAUSED, permission=LIST, unattended=True),
        move("resume", "Resume", [P.PAUSED], P.ACTIVE, permission=LIST, unattended=True),
        move("leave", "Leave", [P.PENDING, P.ACTIVE, P.PAUSED], P.LEFT, permission=LIST, unattended=True),
        move(
            "suppress",
            "Suppress",
            [P.PENDING, P.ACTIVE, P.PAUSED, P.LEFT],
            P.SUPPRESSED,
            permission=LIST,
            unattended=True,
        ),
        move("release", "Take off the suppression list", [P.SUPPRESSED], P.LEFT, permission=LIST),
    ],
)

MAILING = Workflow(
    "Mailing",
    M.SCHEDULED,
    [
        move("start", "Start", [M.SCHEDULED], M.FREEZING, permission=MAIL, unattended=True),
        move("send", "Send", [M.FREEZING], M.SENDING, permission=MAIL, unattended=True),
        move("pause", "Pause", [M.SENDING], M.PAUSED, permission=MAIL),
        move("resume", "Resume", [M.PAUSED, M.HALTED], M.SENDING, permission=MAIL),
        move("wait_for_go", "Wait for a go", [M.SENDING], M.PAUSED, permission=MAIL, unattended=True),
        move("go_on", "Go on", [M.PAUSED], M.SENDING, permission=MAIL),
        move("halt", "Halt", [M.SENDING], M.HALTED, permission=MAIL, unattended=True),
        move(
            "cancel",
            "Cancel",
            [M.SCHEDULED, M.FREEZING, M.SENDING, M.PAUSED, M.HALTED],
            M.CANCELLED,
            permission=MAIL,
        ),
        move(
            "expire",
            "Expire",
            [M.SCHEDULED, M.FREEZING, M.SENDING, M.PAUSED, M.HALTED],
            M.EXPIRED,
            permission=MAIL,
            unattended=True,
        ),
        move("finish", "Finish", [M.SENDING], M.FINISHED, permission=MAIL, unattended=True),
        move("reopen", "Reopen", [M.FINISHED], M.SENDING, permission=MAIL),
    ],
)

# Deliveries move in bulk, by the statements of distribution/ledger.py, which are tested against this table.
DELIVERY = Workflow(
    "Delivery",
    D.PENDING,
    [
        move("intend", "Intend", [D.PENDING, D.RETRY_LATER], D.SENDING, unattended=True),
        move("take", "Taken by the mail server", [D.SENDING, D.UNKNOWN], D.SENT, unattended=True),
        move("defer", "Try again later", [D.SENDING, D.UNKNOWN], D.RETRY_LATER, unattended=True),
        move("fail", "Refused", [D.SENDING, D.UNKNOWN], D.FAILED, unattended=True),
        move("give_back", "Surely not sent", [D.SENDING, D.UNKNOWN], D.PENDING, unattended=True),
        move("lose", "Lost sight of it", [D.SENDING], D.UNKNOWN, unattended=True),
        move("count_as_sent", "Count as sent", [D.UNKNOWN], D.SENT, permission=MAIL),
        move("send_again", "Send again", [D.UNKNOWN], D.PENDING, permission=MAIL),
        move("skip", "Skip", [D.PENDING, D.RETRY_LATER], D.SKIPPED, unattended=True),
        move("cancel", "Cancel", [D.PENDING, D.RETRY_LATER], D.CANCELLED, permission=MAIL, unattended=True),
    ],
)
