"""Questions that anybody asks the team: a mail to the team, and an acknowledgement that repeats no word of it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from bulletin import links, mail

LONGEST = 4000  # characters
LETTERS = "2346789CDFGHJKMNPQRTWXY"  # nothing here looks or sounds like another


class Kind(models.TextChoices):
    QUESTION = "question", _("A question")
    FEEDBACK = "feedback", _("Something about the bulletin or this website")
    LIST = "list", _("The distribution list")


HINTS = {
    Kind.QUESTION: _("For example about an article that you want to send"),
    Kind.FEEDBACK: _("What works, what does not, or what you could not read"),
    Kind.LIST: _("For example a new address, or colleagues who should have the bulletin"),
}


@dataclass(frozen=True)
class Question:
    """`form_key` tells one opening of the form from another: the same text sent twice from it is one question."""

    kind: str
    text: str
    name: str
    email: str
    form_key: str


@transaction.atomic
def ask(question: Question, *, now: datetime | None = None) -> str:
    """Queue the mail to the team, which answers it by replying, and the acknowledgement; returns the reference.

    Anybody may type anybody's address, so the acknowledgement holds no word of whoever asked.
    """
    key = links.keyed_hash("question", f"{question.form_key}\n{question.email}\n{question.text}")
    reference = _reference(key)
    context = {"question": question, "kind": Kind(question.kind).label, "reference": reference}
    mail.queue(
        mail.compose("bulletin/question", context),
        kind="bulletin/question",
        to_name=settings.TEAM_NAME,
        to_email=settings.TEAM_EMAIL,
        reply_to=question.email,
        dedupe_key=f"question-{key}",
        now=now,
    )
    mail.queue(
        mail.compose("bulletin/question_received", {"reference": reference}),
        kind="bulletin/question_received",
        to_email=question.email,
        dedupe_key=f"question-received-{key}",
        now=now,
    )
    return reference


def _reference(key: str) -> str:
    """The same for both clicks of a double click; nothing is found by it, it only names the mail."""
    number, letters = int(key[:16], 16), []
    for _place in range(5):
        number, place = divmod(number, len(LETTERS))
        letters.append(LETTERS[place])
    return "Q-" + "".join(letters)
