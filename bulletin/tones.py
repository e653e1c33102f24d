"""In which colour the desk shows each status, beside its words: one table for its lists, pages and labels."""

from bulletin.workflow import Workflow

# By the title of the workflow; bulletin/static/bulletin/desk.css draws them.
TONES: dict[str, dict[str, str]] = {
    "Submission": {
        "draft": "plain",
        "submitted": "info",
        "in_review": "info",
        "changes_requested": "warn",
        "accepted": "good",
        "declined": "bad",
        "withdrawn": "plain",
    },
    "Proof": {
        "sent": "info",
        "approved": "good",
        "corrections_wanted": "warn",
        "waived": "warn",
        "superseded": "plain",
    },
    "Edition": {
        "collecting": "info",
        "locked": "warn",
        "signed_off": "warn",
        "published": "good",
        "withdrawn": "bad",
    },
    "Subscriber": {
        "pending": "info",
        "active": "good",
        "paused": "warn",
        "left": "plain",
        "suppressed": "bad",
    },
    "Mailing": {
        "scheduled": "plain",
        "freezing": "info",
        "sending": "info",
        "paused": "warn",
        "finished": "good",
        "cancelled": "bad",
        "halted": "bad",
        "expired": "bad",
    },
    "Mail in the outbox": {
        "queued": "info",
        "sending": "info",
        "sent": "good",
        "failed": "bad",
        "cancelled": "plain",
    },
}
# What Unfold, which draws the lists, calls the same colours.
UNFOLD = {"plain": "default", "info": "info", "warn": "warning", "good": "success", "bad": "danger"}


def of(workflow: Workflow, status: str) -> str:
    """The colour of one status."""
    return TONES[workflow.title][status]


def in_lists(workflow: Workflow) -> dict[str, str]:
    """The colours of a column of Unfold's lists, by status."""
    return {status: UNFOLD[tone] for status, tone in TONES[workflow.title].items()}
