"""A contributor's answers to what editors asked for, thing by thing, and sending them back."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletin import moves, reading
from bulletin.models import AuditEntry
from submissions import conversing, locking, notifications, safety, triage
from submissions.models import ChangeItem, Message, Submission
from submissions.workflow import SubmissionStatus

LONGEST = 3000  # characters of one answer


@transaction.atomic
def keep(submission: Submission, answers: Mapping[int, str], *, now: datetime | None = None) -> None:
    """Keep the answers, by the number of their item, while changes are asked for; an empty one takes it back.

    Raises MoveRefusedError with every reason.
    """
    moves.lock(submission)
    if submission.status != SubmissionStatus.CHANGES_REQUESTED:
        raise moves.MoveRefusedError([_("We do not wait for answers at the moment, so nothing was saved.")])
    items = list(current(submission))
    if any(len(answers.get(item.pk, "")) > LONGEST for item in items):
        too_long = _("An answer must be %(most)d characters or fewer. Nothing was saved yet.")
        raise moves.MoveRefusedError([too_long % {"most": LONGEST}])
    if marked := [reason for item in items for reason in safety.refusals(answers.get(item.pk, ""))]:
        raise moves.MoveRefusedError(marked)
    for item in items:
        text = reading.visible(answers.get(item.pk, item.answer)).strip()
        if text != item.answer:
            item.answer, item.answered_at = text, (now or timezone.now()) if text else None
            item.save(update_fields=["answer", "answered_at"])


@transaction.atomic
def send(submission: Submission, answers: Mapping[int, str], *, now: datetime | None = None) -> AuditEntry:
    """Keep the answers and give the article back to its editor. Raises MoveRefusedError with every reason."""
    locking.lock(submission)
    keep(submission, answers, now=now)
    return triage.resubmit(submission, by=None, now=now)


@transaction.atomic
def ask_to_withdraw(submission: Submission, reason: str, *, now: datetime | None = None) -> Message:
    """Once its edition is locked only a publisher stops an article: tell the team; why stands among the messages."""
    now = now or timezone.now()
    text = _("Please withdraw this article. It may no longer be published.")
    text = f"{text}\n\n{reason.strip()}" if reason.strip() else text
    message = conversing.write(submission, text, audience=Message.Audience.CONTRIBUTOR, by=None, now=now)
    notifications.to_team(submission, "submissions/withdraw_asked", occasion=f"message {message.pk}", now=now)
    return message


def current(submission: Submission) -> list[ChangeItem]:
    """What was asked for last, in order; empty when nothing ever was."""
    items = list(submission.change_items.all())
    last = max((item.round for item in items), default=0)
    return [item for item in items if item.round == last]
