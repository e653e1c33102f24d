"""What editors and the contributor say to each other about a submission, and what editors say among themselves."""

from datetime import datetime, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletin import mail, moves, prose
from submissions import addressing, notifications, safety
from submissions.models import Message, Submission
from submissions.workflow import REVIEW

MOST_IN_MESSAGE = 5_000
DOUBLE_CLICK = timedelta(minutes=1)
Audience = Message.Audience


class MessageRefusedError(moves.MoveRefusedError):
    """A message that can't be written; `reasons` holds every reason."""


@transaction.atomic
def write(submission: Submission, text: str, *, audience: str, by: User | None, now: datetime | None = None) -> Message:
    """Write one message, and the same words within a minute once; `by` is empty when the contributor does it.

    Who may read it can't be changed afterwards.

    An editor's message to the contributor is mailed to them with the link to the page on which they answer; the
    contributor's is mailed to the assignee or the team, unless the article waits apart. An internal comment is mailed
    to nobody and never leaves the desk.

    Raises MessageRefusedError with every reason.
    """
    now = now or timezone.now()
    text = prose.lines(text)
    moves.lock(submission)
    if reasons := [*_forgotten(submission, audience), *_reasons_not_to(text, audience=audience, by=by)]:
        raise MessageRefusedError(reasons)
    said = {"audience": audience, "by": by, "from_contributor": by is None, "text": text}
    if twin := submission.messages.filter(at__gt=now - DOUBLE_CLICK, at__lte=now, **said).first():
        return twin
    message = Message.objects.create(
        submission=submission,
        at=now,
        by_label=moves.label_of(by, submission.contributor.name),
        **said,
    )
    moves.record(submission, _action(message), by=by, by_label=message.by_label, now=now)
    _tell(message, now=now)
    return message


def _action(message: Message) -> str:
    """What the audit entry says was done; it never holds the text, which may have to be forgotten."""
    return "comment" if message.audience == Audience.INTERNAL else "message"


def _forgotten(submission: Submission, audience: str) -> list[str]:
    if submission.forgotten_at and audience == Audience.CONTRIBUTOR:
        return [_("The people behind this article were forgotten, so nobody can be written to.")]
    return []


def _reasons_not_to(text: str, *, audience: str, by: User | None) -> list[str]:
    reasons = []
    if by is not None and not by.has_perm(REVIEW):
        reasons.append("You don't have permission to write about articles. Ask an administrator.")
    if audience not in Audience.values:
        reasons.append("Say who may read it: editors only, or the contributor.")
    if by is None and audience != Audience.CONTRIBUTOR:
        reasons.append("A contributor can't write a comment for editors only.")
    if not text:
        reasons.append(_("Write a message."))
    if len(text) > MOST_IN_MESSAGE:
        reasons.append(_("The message must be %(most)s characters or fewer.") % {"most": MOST_IN_MESSAGE})
    if by is None:
        reasons += safety.refusals(text)
    return reasons


def _tell(message: Message, *, now: datetime) -> None:
    submission = message.submission
    if message.audience == Audience.INTERNAL:
        return
    occasion = f"message {message.pk}"
    if message.from_contributor and submission.held_at:
        return
    if message.from_contributor:
        notifications.message_to_assignee(submission, message.text, occasion=occasion, now=now)
        return
    link = addressing.address(addressing.reopened(submission))
    letter = mail.compose(
        "submissions/message",
        {**notifications.about(submission), "text": message.text, "link": link, "editor": message.by_label},
    )
    notifications.to_contributor(
        submission, letter, kind="submissions/message", occasion=occasion, by=message.by, now=now
    )
