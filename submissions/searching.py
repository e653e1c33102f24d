"""Finding submissions by what anybody remembers of them, whatever the accents, and those that resemble each other."""

import re
from collections.abc import Iterable

from bulletin import folding, prose
from submissions.models import Revision, Searched, Submission
from submissions.models.submission import SubmissionQuerySet

MOST_WORDS = 12
_PHONE = re.compile(r"\+?[\d\s().-]{6,}")
_NUMBER = re.compile(r"\D")
FEWEST_DIGITS = 5
# Words that say nothing of what an article is about.
COMMON = frozenset(
    folding.words(
        """a about after against all also an and are as at be been being between but by can could did do does for
        from had has have how i if in into is it its more new not of on one or our out over so than that the their
        them there these they this those through to two up us was we were what when where which who why will with
        would you your operation article bulletin"""
    )
)


def refresh(submission: Submission) -> None:
    """Keep the words by which a submission is found; to be called by whatever changes them."""
    revisions = list(Revision.objects.filter(submission=submission).order_by("number"))
    latest = revisions[-1] if revisions else None
    texts = [submission.reference, *_of_people(submission), *(revision.title for revision in revisions)]
    if latest:
        texts += [latest.summary, *prose.paragraphs(latest.body), *_leaves(latest.blocks), *_leaves(latest.contacts)]
    words = dict.fromkeys(word for text in texts for word in folding.words(text))
    fields = {
        "text": "".join(f" {word}" for word in words),
        "digits": "".join(f" {number}" for number in _numbers([*texts, submission.contributor.phone])),
        "telling": " ".join(sorted(telling(f"{latest.title} {latest.summary}"))) if latest else "",
    }
    Searched.objects.update_or_create(submission=submission, defaults=fields)


def refresh_all(rows: SubmissionQuerySet) -> int:
    """Keep the words of each anew, as after a change of the people's or organisation's name; returns how many."""
    found = list(rows.select_related("contributor__organisation"))
    for submission in found:
        refresh(submission)
    return len(found)


def find(rows: SubmissionQuerySet, typed: str) -> SubmissionQuerySet:
    """Those in which every typed word begins some word, in any order; a telephone number is found by its digits."""
    if number := _number(typed):
        return rows.filter(searched__digits__contains=number)
    for word in folding.words(typed)[:MOST_WORDS]:
        rows = rows.filter(searched__text__contains=f" {word}")
    return rows


def telling(text: str) -> set[str]:
    """The words that tell what a text is about."""
    return {word for word in folding.words(text) if len(word) > 2 and word not in COMMON}


def unread() -> SubmissionQuerySet:
    """Those of which no words are kept, as after an import of rows by other ways."""
    return Submission.objects.filter(searched=None)


def _of_people(submission: Submission) -> list[str]:
    contributor = submission.contributor
    organisation = contributor.organisation
    return [
        contributor.name,
        contributor.email,
        contributor.phone,
        organisation.name,
        organisation.contact_name,
        organisation.contact_email,
        organisation.contact_phone,
    ]


def _leaves(value: object) -> Iterable[str]:
    """Every text in blocks or contacts, however deep."""
    if isinstance(value, dict):
        return [text for name, each in value.items() if name != "kind" for text in _leaves(each)]
    if isinstance(value, list):
        return [text for each in value for text in _leaves(each)]
    return [value] if isinstance(value, str) else []


def _numbers(texts: Iterable[str]) -> list[str]:
    return [number for text in texts for found in _PHONE.findall(text) if (number := _bare(found))]


def _number(typed: str) -> str:
    """The digits, when what was typed is a telephone number and nothing else."""
    return _bare(typed) if _PHONE.fullmatch(typed.strip()) else ""


def _bare(number: str) -> str:
    """The digits as they are dialled at home."""
    is_abroad = number.strip().startswith(("+", "00"))
    digits = _NUMBER.sub("", number).removeprefix("00")
    if is_abroad and digits.startswith("44"):
        digits = "0" + digits[2:].removeprefix("0")
    return digits if len(digits) >= FEWEST_DIGITS else ""
