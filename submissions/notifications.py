"""What contributors and editors are written about a submission: the letters, and to whom they go."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from bulletin import mail, moves
from bulletin.mail import Letter
from bulletin.models import AuditEntry, OutboxMail
from submissions.addressing import address, secret_of
from submissions.models import Submission
from submissions.rendering import article

# The moves about which the contributor can be written to, with the template of each letter.
LETTERS = {
    "request_changes": "submissions/changes",
    "accept": "submissions/accept",
    "decline": "submissions/decline",
    "withdraw": "submissions/withdraw",
    "reopen": "submissions/reopen",
}


def recipient(submission: Submission) -> str:
    """To whom a letter about this submission goes, as it is shown on screen."""
    return f"{submission.contributor.name} <{submission.contributor.email}>"


def receipt(submission: Submission, link: str) -> Letter:
    """The letter that says that the article arrived; `link` is its lasting address."""
    latest = submission.latest
    more = {
        "link": link,
        "reply_by": timezone.localdate() + timedelta(days=settings.REPLY_DAYS),
        "copy": article.text(latest) if latest else "",
    }
    return mail.compose("submissions/receipt", {**about(submission), **more})


def decision(
    submission: Submission,
    move: str,
    *,
    by: User,
    reason: str = "",
    items: Sequence[str] = (),
    due_on: date | None = None,
) -> Letter:
    """The letter to the contributor about one move of LETTERS, as it is proposed to the editor."""
    place = getattr(submission, "article", None)
    return mail.compose(
        LETTERS[move],
        {
            **about(submission),
            "link": address(secret_of(submission)),
            "editor": moves.label_of(by, ""),
            "reason": reason,
            "items": items,
            "due_on": due_on,
            "edition": place.edition if place else None,
        },
    )


def to_contributor(
    submission: Submission,
    letter: Letter,
    *,
    kind: str,
    occasion: str,
    by: User | None = None,
    due_at: datetime | None = None,
    now: datetime | None = None,
) -> OutboxMail:
    """Queue a letter to the contributor; `occasion` tells this one from every other about the submission."""
    return mail.queue(
        letter,
        kind=kind,
        to_name=submission.contributor.name,
        to_email=submission.contributor.email,
        dedupe_key=f"submission {submission.pk} {occasion} contributor",
        about=submission,
        by=by,
        due_at=due_at,
        now=now,
    )


def to_team(submission: Submission, template: str, *, occasion: str, now: datetime | None = None) -> OutboxMail:
    """Queue a notice to the team's mailbox."""
    context = {**about(submission), "desk_url": _desk_url(submission)}
    return mail.queue(
        mail.compose(template, context),
        kind=template,
        to_email=settings.TEAM_EMAIL,
        dedupe_key=f"submission {submission.pk} {occasion} team",
        about=submission,
        now=now,
    )


def to_assignee(
    submission: Submission, entry: AuditEntry, *, occasion: str, now: datetime, due_at: datetime | None = None
) -> OutboxMail | None:
    """Tell the assignee what somebody else did; nobody is written to about what they did themselves.

    What a contributor did is told to the team where nobody has the article.
    """
    name, email = whose(submission)
    if entry.by and (submission.assignee == entry.by or email == settings.TEAM_EMAIL):
        return None
    context = {
        **about(submission),
        "is_yours": email != settings.TEAM_EMAIL,
        "who": entry.by_label,
        "what": submission.workflow[entry.action].label,
        "reason": entry.reason,
        "desk_url": _desk_url(submission),
    }
    return mail.queue(
        mail.compose("submissions/assignee", context),
        kind="submissions/assignee",
        to_name=name,
        to_email=email,
        dedupe_key=f"submission {submission.pk} {occasion} assignee",
        about=submission,
        by=entry.by,
        due_at=due_at,
        now=now,
    )


def message_to_assignee(submission: Submission, text: str, *, occasion: str, now: datetime) -> OutboxMail:
    """Tell the assignee, or the team where nobody has the article, what the contributor wrote."""
    name, email = whose(submission)
    is_yours = email != settings.TEAM_EMAIL
    context = {**about(submission), "text": text, "is_yours": is_yours, "desk_url": _desk_url(submission)}
    return mail.queue(
        mail.compose("submissions/message_received", context),
        kind="submissions/message_received",
        to_name=name,
        to_email=email,
        dedupe_key=f"submission {submission.pk} {occasion} assignee",
        about=submission,
        now=now,
    )


def whose(submission: Submission) -> tuple[str, str]:
    """Name and address of whoever is told about an article: its assignee, or the team while nobody can have it."""
    assignee = submission.assignee
    if assignee and assignee.is_active and assignee.email:
        return assignee.get_full_name(), assignee.email
    return "", settings.TEAM_EMAIL


def about(submission: Submission) -> dict[str, Any]:
    """What every letter about a submission may name."""
    return {
        "submission": submission,
        "name": submission.contributor.name,
        "title": submission.title,
        "reference": submission.reference,
    }


def _desk_url(submission: Submission) -> str:
    return f"{settings.SITE_URL}{reverse('admin:submissions_submission_change', args=[submission.pk])}"
