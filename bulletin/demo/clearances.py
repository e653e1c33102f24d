"""What the writers of the demo answered for, and what its editor has confirmed of it."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from submissions import clearing, safety, weighing
from submissions.content import Content
from submissions.models import ClearanceQuestion, Submission
from submissions.weighing import Declared, Given

Q = ClearanceQuestion
SAID = {Q.SIGN_OFF: "Yes", Q.NAMED_PEOPLE: "Yes, and each of them agreed", Q.CONTACTS: "Yes", Q.IMAGES: "Yes"}
ACCOUNT = "Nobody is named, and whoever leads the case read this sentence and agreed to it."


def declared(content: Content, *, signed_by: str, now: datetime) -> Declared:
    """Every question that an article raises, answered by its writer the day before they sent it."""
    found = safety.findings(content)
    explained = {finding.question for finding in found}
    answers = (
        Given(
            question=question,
            verdict="explained" if question in explained else "clear",
            said="Yes, and I say below why it may be printed" if question in explained else SAID.get(Q(question), "No"),
            explanation=ACCOUNT if question in explained else "",
            signed_by=signed_by if question == Q.SIGN_OFF else "",
            signed_on=(now - timedelta(days=1)).date() if question == Q.SIGN_OFF else None,
        )
        for question in weighing.asked(content)
    )
    return Declared(tuple(answers), {finding.key: ACCOUNT for finding in found})


def confirm_some(submissions: Iterable[Submission], *, by: User) -> None:
    """Of every three articles one is confirmed, of one a part, and one is open."""
    for number, submission in enumerate(submissions):
        if number % 3 == 0:
            clearing.confirm(submission, by=by)
        elif number % 3 == 1:
            clearing.confirm(submission, [Q.MARKING, Q.SIGN_OFF], by=by)
