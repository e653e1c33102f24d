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


def earlier_of_organisation(submission: Submission) -> list[Submission]:
    """The newest other submissions of the same organisation, each with `headline` and its place; in one query."""
    organisation = submission.contributor.organisation_id
    rows = Submission.objects.filter(contributor__organisation=organisation).exclude(pk=submission.pk)
    return list(_told(rows).order_by("-submitted_at", "-pk")[:MOST])


def similar(submission: Submission) -> list[Similar]:
    """Those that tell of the same things, published ones too, the most alike first; in two queries.

    Rare words count for more than common ones.
    """
    if submission.latest is None:
        return []
    own = searching.telling(f"{submission.latest.title} {submission.latest.summary}")
    newest = Searched.objects.exclude(submission=submission.pk).order_by("-submission")[:MOST_COMPARED]
    others = {number: set(words.split()) for number, words in newest.values_list("submission", "telling")}
    best = _most_alike(own, others)
    rows = _told(Submission.objects.filter(pk__in=best)).in_bulk()
    return [Similar(rows[number], sorted(own & others[number])) for number in best if number in rows]


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
