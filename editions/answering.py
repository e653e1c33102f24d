"""What readers answer to the questions of an edition's Feedback section."""

import json
from datetime import datetime

from django.utils import timezone

from bulletin import links, prose
from editions.models import Edition, Feedback


def give(
    edition: Edition, answers: list[str], *, email: str = "", form_key: str = "", now: datetime | None = None
) -> Feedback:
    """Keep a reader's answers, one for each question of the edition and empty where there is none.

    The same answers from the same opening of the form, as by a double click, are kept once.
    """
    asked = zip(edition.feedback_questions, answers, strict=True)
    kept = [{"question": question, "answer": prose.lines(answer)} for question, answer in asked if answer]
    key = links.keyed_hash("feedback", json.dumps([edition.pk, form_key, email, kept]))
    defaults = {"edition": edition, "answers": kept, "email": email, "given_at": now or timezone.now()}
    return Feedback.objects.get_or_create(key=key, defaults=defaults)[0]
