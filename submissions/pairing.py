"""Two articles that say the same in two languages, as a pair."""

from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction

from bulletin import moves, prose
from submissions.models import Submission
from submissions.workflow import REVIEW


class PairRefusedError(moves.MoveRefusedError):
    """Two articles that can't be a pair; `reasons` holds every reason."""


def other(submission: Submission) -> Submission | None:
    """The same article in the other language."""
    return submission.translation_of or getattr(submission, "translation", None)


@transaction.atomic
def pair(submission: Submission, reference: str, *, by: User, now: datetime | None = None) -> Submission:
    """Say that this is the article of that reference in another language; returns it.

    Raises PairRefusedError with every reason.
    """
    reference = prose.line(reference).upper()
    found = Submission.objects.filter(reference=reference).first()
    if found is None:
        raise PairRefusedError(
            [f"There is no article with the reference “{reference}”. It looks like SOC-K7M2." if reference else NO_WORD]
        )
    for row in sorted({submission, found}, key=lambda each: each.pk):
        moves.lock(row)
    if reasons := [*_may_not(by), *_reasons_not_to(submission, found)]:
        raise PairRefusedError(reasons)
    submission.translation_of = found
    submission.save(update_fields=["translation_of"])
    for one, two in ((submission, found), (found, submission)):
        moves.touch(one)
        moves.record(one, "pair", by=by, details={"with": two.reference}, now=now)
    return found


@transaction.atomic
def part(submission: Submission, *, by: User, now: datetime | None = None) -> None:
    """Say that they are no pair after all. Raises PairRefusedError."""
    twin = other(submission)
    if reasons := [*_may_not(by), *_frozen(submission), *(_frozen(twin) if twin else [])]:
        raise PairRefusedError(reasons)
    if twin is None:
        return
    Submission.objects.filter(pk__in=[submission.pk, twin.pk]).update(translation_of=None)
    for row in sorted((submission, twin), key=lambda each: each.pk):
        moves.lock(row)
        moves.touch(row)
        moves.record(row, "part", by=by, now=now)


NO_WORD = "Enter the reference of the other article. It looks like SOC-K7M2."


def _frozen(submission: Submission) -> list[str]:
    """What was locked is printed as it was then."""
    article = getattr(submission, "article", None)
    edition = article.edition if article else None
    if edition is None or edition.published_at or edition.status == edition.workflow.first:
        return []
    status = edition.get_status_display().lower()
    return [f"{submission.reference} stands in {edition}, which is {status}. Unlock that edition first."]


def _may_not(by: User) -> list[str]:
    return [] if by.has_perm(REVIEW) else ["You don't have permission to pair articles. Ask an administrator."]


def _reasons_not_to(submission: Submission, found: Submission) -> list[str]:
    if found == submission:
        return ["An article can't be paired with itself. Enter the reference of the other one."]
    reasons = [*_frozen(submission), *_frozen(found)]
    reasons += [
        f"{row.reference} is paired with {taken.reference} already. Part those two first."
        for row in (submission, found)
        if (taken := other(row))
    ]
    one, two = submission.latest, found.latest
    if one and two and one.language == two.language:
        same = one.get_language_display()
        reasons.append(f"Both articles are in {same}. Edit one and choose its language first.")
    return reasons
