"""What else was written: earlier articles of the same organisation, and articles that tell of the same things."""

import math
from collections import Counter
from dataclasses import dataclass

from django.db.models import CharField, OuterRef, Subquery

from submissions import searching
from submissions.models import Revision, Searched, Submission
from submissions.models.submission import SubmissionQuerySet

MOST = 6
# So many of the newest submissions are looked at.
MOST_COMPARED = 5_000
# Articles that share less than this part of what they tell are not alike.
ALIKE = 0.3


@dataclass(frozen=True)
class Similar:
    """A submission that resembles another, with the words that both have."""

    submission: Submission
    shared: list[str]


@dataclass(frozen=True)
class Related:
    """Other submissions, each with its `headline` and its place in an edition."""

    earlier: list[Submission]
    similar: list[Similar]


def related(submission: Submission) -> Related:
    """The newest others of the same organisation, and those that tell of the same things, published ones too.

    The most alike stand first; rare words count for more than common ones. In two queries, however many there are.
    """
    latest, organisation = submission.latest, submission.contributor.organisation_id
    own = searching.telling(f"{latest.title} {latest.summary}") if latest else set()
    newest = Searched.objects.exclude(submission=submission.pk).order_by("-submission")[:MOST_COMPARED]
    rows = list(newest.values_list("submission", "telling", "submission__contributor__organisation"))
    theirs = [number for number, _, whose in rows if whose == organisation][:MOST]
    others = {number: set(words.split()) for number, words, _ in rows}
    alike = _most_alike(own, others)
    told = _told(Submission.objects.filter(pk__in=[*theirs, *alike])).in_bulk()
    return Related(
        earlier=[told[number] for number in theirs if number in told],
        similar=[Similar(told[number], sorted(own & others[number])) for number in alike if number in told],
    )


def _told(rows: SubmissionQuerySet) -> SubmissionQuerySet:
    newest = Revision.objects.filter(submission=OuterRef("pk")).order_by("-number").values("title")[:1]
    titled = rows.annotate(headline=Subquery(newest, output_field=CharField()))
    return titled.select_related("contributor__organisation", "article__edition")


def _most_alike(own: set[str], others: dict[int, set[str]]) -> list[int]:
    frequency = Counter(word for words in others.values() for word in words)
    weight = {word: math.log((len(others) + 1) / (frequency[word] + 1)) + 0.1 for word in {*own, *frequency}}
    all_own = sum(weight[word] for word in own)

    def likeness(words: set[str]) -> float:
        smaller = min(all_own, sum(weight[word] for word in words))
        return sum(weight[word] for word in own & words) / smaller if smaller else 0.0

    scores = {number: likeness(words) for number, words in others.items() if len(own & words) > 1}
    alike = [number for number, score in scores.items() if score >= ALIKE]
    return sorted(alike, key=lambda number: (-scores[number], -number))[:MOST]
