"""The statuses of submissions and of their proofs, and every permitted move between them."""

from django.db import models
from django.utils.translation import gettext_noop as _

from bulletin.workflow import Workflow, move


class SubmissionStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Needs triage"
    IN_REVIEW = "in_review", "In review"
    CHANGES_REQUESTED = "changes_requested", "Waiting for the contributor"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ProofStatus(models.TextChoices):
    SENT = "sent", "With those who must approve it"
    APPROVED = "approved", "Approved"
    CORRECTIONS_WANTED = "corrections_wanted", "Corrections wanted"
    WAIVED = "waived", "Waived"
    SUPERSEDED = "superseded", "Replaced"


S, P = SubmissionStatus, ProofStatus
REVIEW, WAIVE = "submissions.review_submission", "submissions.waive_proof"

SUBMISSION = Workflow(
    "Submission",
    S.DRAFT,
    [
        move("submit", "Send the article", [S.DRAFT], S.SUBMITTED, unattended=True),
        move("start_review", "Start review", [S.SUBMITTED], S.IN_REVIEW, permission=REVIEW),
        move(
            "request_changes",
            "Ask for changes",
            [S.SUBMITTED, S.IN_REVIEW, S.ACCEPTED],
            S.CHANGES_REQUESTED,
            permission=REVIEW,
        ),
        move("accept", "Accept", [S.SUBMITTED, S.IN_REVIEW], S.ACCEPTED, permission=REVIEW),
        move(
            "decline",
            "Decline",
            [S.SUBMITTED, S.IN_REVIEW, S.CHANGES_REQUESTED, S.ACCEPTED],
            S.DECLINED,
            permission=REVIEW,
        ),
        move(
            "resubmit",
            "Send again with changes",
            [S.CHANGES_REQUESTED],
            S.IN_REVIEW,
            permission=REVIEW,
            unattended=True,
        ),
        move(
            "withdraw",
            "Withdraw",
            [S.DRAFT, S.SUBMITTED, S.IN_REVIEW, S.CHANGES_REQUESTED, S.ACCEPTED],
            S.WITHDRAWN,
            permission=REVIEW,
            unattended=True,
        ),
        move("reopen", "Reopen", [S.DECLINED, S.WITHDRAWN], S.IN_REVIEW, permission=REVIEW),
    ],
)

# Only the newest revision has a proof that is not superseded, and silence never approves one.
PROOF = Workflow(
    "Proof",
    P.SENT,
    [
        move("approve", "Approve the proof", [P.SENT], P.APPROVED, permission=REVIEW, unattended=True),
        move(
            "want_corrections",
            "Ask for corrections",
            [P.SENT],
            P.CORRECTIONS_WANTED,
            permission=REVIEW,
            unattended=True,
        ),
        move("waive", "Waive the proof", [P.SENT, P.CORRECTIONS_WANTED], P.WAIVED, permission=WAIVE),
        move(
            "supersede",
            "Replace the proof",
            [P.SENT, P.CORRECTIONS_WANTED, P.APPROVED, P.WAIVED],
            P.SUPERSEDED,
            permission=REVIEW,
            unattended=True,
        ),
    ],
)

# What a contributor reads of the same statuses, and what happens next; whoever shows it translates it.
FOR_CONTRIBUTORS: dict[str, tuple[str, str]] = {
    S.DRAFT: (_("Not sent yet"), _("Send it when you are ready.")),
    S.SUBMITTED: (_("Received"), _("An editor will read it and write to you.")),
    S.IN_REVIEW: (_("Being read"), _("An editor is reading it and will write to you.")),
    S.CHANGES_REQUESTED: (_("We asked you for changes"), _("Answer what we asked for below, or change the article.")),
    S.ACCEPTED: (_("Accepted"), _("This page will say which edition it is planned for.")),
    S.DECLINED: (_("Not taken this time"), _("The email that we sent you says why.")),
    S.WITHDRAWN: (_("Withdrawn"), _("Nothing more happens. You can send a new article at any time.")),
}
