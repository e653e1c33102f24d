"""Assembling an edition: starting it, writing its words, and giving accepted articles their places."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, TypeVar

from django.conf import settings
from django.contrib.auth.models import User
from django.db import IntegrityError, transaction
from django.utils.text import slugify

from bulletin import moves, prose
from bulletin.models import AuditEntry
from bulletin.moves import MoveRefusedError
from editions import first_words
from editions.models import Article, Edition, EditionSection
from editions.workflow import ASSEMBLE, EDITION, EditionStatus
from submissions.models import Section, Submission
from submissions.workflow import SubmissionStatus

Row = TypeVar("Row", Article, EditionSection)
MASTHEAD = ("number", "label", "copy_deadline", "title", "strapline", "publisher", "mailbox")
WORDS = ("welcome", "standing_text", "feedback_text", "feedback_questions")
PROSE = ("welcome", "standing_text", "feedback_text")
CARRIED_OVER = ("title", "strapline", "publisher", "mailbox", "standing_text", "feedback_text", "feedback_questions")


def reasons_not_to_change(edition: Edition, *, by: User) -> list[str]:
    """Why this person can't change the edition's words, sections or places now; empty when they can."""
    reasons = []
    if not by.has_perm(ASSEMBLE):
        reasons.append("You don't have permission to assemble editions. Ask an administrator.")
    status = edition.get_status_display().lower()
    if edition.status in EDITION["unlock"].sources:
        reasons.append(f"Edition {edition.number} is {status}. Unlock it before you change anything.")
    elif edition.status != EditionStatus.COLLECTING:
        reasons.append(f"Edition {edition.number} is {status}, so it can't be changed any more.")
    return reasons


def open_for_change(edition: Edition, *, by: User) -> None:
    """Lock the edition's row until the end of the transaction, so that two people change it one after the other.

    Raises MoveRefusedError when it can't be changed.
    """
    moves.lock(edition)
    if reasons := reasons_not_to_change(edition, by=by):
        raise MoveRefusedError(reasons)


@transaction.atomic
def start(number: int, label: str, *, by: User, copy_deadline: date | None = None) -> Edition:
    """Begin an edition with a copy of the standing sections, and the masthead and standing words of the last one.

    Raises MoveRefusedError when the number is taken or the person may not.
    """
    reasons = []
    if not by.has_perm(ASSEMBLE):
        reasons.append("You don't have permission to start an edition. Ask an administrator.")
    if Edition.objects.filter(number=number).exists():
        reasons.append(_taken(number))
    if reasons:
        raise MoveRefusedError(reasons)
    before = Edition.objects.newest_first().first()
    of_the_first = {
        "title": settings.BULLETIN_NAME,
        "mailbox": settings.TEAM_EMAIL,
        "standing_text": first_words.STANDING_TEXT,
        "feedback_text": first_words.FEEDBACK_TEXT,
        "feedback_questions": list(first_words.FEEDBACK_QUESTIONS),
    }
    words = {field: getattr(before, field) for field in CARRIED_OVER} if before else of_the_first
    edition = _create(number, label=prose.line(label), copy_deadline=copy_deadline, **words)
    sections = Section.objects.filter(is_active=True)
    EditionSection.objects.bulk_create(
        EditionSection(edition=edition, name=section.name, colour=section.colour, position=position)
        for position, section in enumerate(sections)
    )
    moves.record(edition, "start", by=by, to_status=edition.status)
    return edition


def _create(number: int, **columns: Any) -> Edition:
    """The row, unless somebody took the number in this very moment."""
    try:
        with transaction.atomic():
            return Edition.objects.create(number=number, **columns)
    except IntegrityError as error:
        raise MoveRefusedError([_taken(number)]) from error


def _taken(number: int) -> str:
    return f"There is an edition {number} already. Choose another number."


def proposed_number() -> int:
    """The number after the newest edition's."""
    newest = Edition.objects.newest_first().first()
    return newest.number + 1 if newest else 1


def fingerprint(edition: Edition, fields: Iterable[str]) -> str:
    """A short hash of what these fields hold, for a form to notice that somebody else wrote meanwhile."""
    held = json.dumps([getattr(edition, field) for field in fields], default=str)
    return hashlib.sha256(held.encode()).hexdigest()[:16]


@transaction.atomic
def write(edition: Edition, words: Mapping[str, object], *, by: User, seen: str | None = None) -> list[str]:
    """Write masthead or standing words; prose, HTML or plain text, is cleaned.

    `seen` is the `fingerprint` of the same fields when the person was shown them. Returns the names of the
    fields that changed; the audit entry keeps what they held before.

    Raises MoveRefusedError when somebody else wrote one of them meanwhile, or the edition can't be changed.
    """
    open_for_change(edition, by=by)
    if seen is not None and seen != fingerprint(edition, words):
        raise MoveRefusedError([_who_wrote(edition)])
    cleaned = {field: _tidied(field, value) for field, value in words.items()}
    before = {field: getattr(edition, field) for field in cleaned}
    changed = [field for field, value in cleaned.items() if value != before[field]]
    if not changed:
        return []
    for field in changed:
        setattr(edition, field, cleaned[field])
    edition.save(update_fields=changed)
    kept = {field: value if isinstance(value := before[field], str | int | list) else str(value) for field in changed}
    note_change(edition, "edit", by=by, details={"before": kept})
    return changed


def _tidied(field: str, value: object) -> object:
    if field in PROSE:
        return prose.from_editor(str(value))
    if isinstance(value, list):
        return [prose.line(str(each)) for each in value]
    return prose.line(value) if isinstance(value, str) else value


def _who_wrote(edition: Edition) -> str:
    last = AuditEntry.objects.about(edition).filter(action="edit").first()
    who = last.by_label if last else "Somebody"
    return (
        f"{who} changed these words while you had this page open. Yours are kept below: compare them, then save again."
    )


def note_change(edition: Edition, action: str, *, by: User, details: Mapping[str, object]) -> None:
    """Count a change of the edition and write its audit entry; after `open_for_change`."""
    moves.touch(edition)
    moves.record(edition, action, by=by, details=details)


@transaction.atomic
def place(
    submission: Submission, *, edition: Edition, section: EditionSection, by: User, position: int | None = None
) -> Article:
    """Give an accepted submission its place in an edition, at the end of the section unless a position is given.

    Raises MoveRefusedError unless it is accepted, stands nowhere else, and the edition is being collected.
    """
    open_for_change(edition, by=by)
    moves.lock(submission)
    reasons = _reasons_against(submission) + _foreign(section, edition)
    if reasons:
        raise MoveRefusedError(reasons)
    article = Article(edition=edition, section=section, submission=submission, slug=_address(submission, edition))
    article.save()
    _stand(article, section, position)
    where = {"reference": submission.reference, "section": section.name, "position": article.position}
    note_change(edition, "place", by=by, details=where)
    moves.record(submission, "place", by=by, details={"edition": edition.number, "section": section.name})
    return article


@transaction.atomic
def move_article(article: Article, *, section: EditionSection, by: User, position: int | None = None) -> Article:
    """Put an article at a position (0 is first) of a section, or at its end. The same call twice changes nothing more.

    Raises MoveRefusedError when it was removed meanwhile, or the edition can't be changed.
    """
    open_for_change(article.edition, by=by)
    _still_there(article)
    if reasons := _foreign(section, article.edition):
        raise MoveRefusedError(reasons)
    before = (article.section_id, article.position)
    _stand(article, section, position)
    if before != (article.section_id, article.position):
        where = {"reference": article.submission.reference, "section": section.name, "position": article.position}
        note_change(article.edition, "move", by=by, details=where)
    return article


@transaction.atomic
def remove(article: Article, *, by: User) -> None:
    """Take an article out of its edition; it stays accepted and waits for a place.

    Raises MoveRefusedError when it was removed already, or the edition can't be changed.
    """
    edition, submission = article.edition, article.submission
    open_for_change(edition, by=by)
    _still_there(article)
    section = article.section
    article.delete()
    number_densely(list(section.articles.order_by("position", "pk")))
    note_change(edition, "remove", by=by, details={"reference": submission.reference, "section": section.name})
    moves.record(submission, "remove", by=by, details={"edition": edition.number})


def _reasons_against(submission: Submission) -> list[str]:
    reasons = []
    if submission.status != SubmissionStatus.ACCEPTED:
        status = submission.get_status_display().lower()
        reasons.append(f"“{submission.title}” can't be placed: it is not accepted, but “{status}”.")
    placed = Article.objects.filter(submission=submission).select_related("edition", "section").first()
    if placed:
        reasons.append(f"“{submission.title}” stands in edition {placed.edition.number} already, in {placed.section}.")
    return reasons


def _foreign(section: EditionSection, edition: Edition) -> list[str]:
    return [] if section.edition_id == edition.pk else [f"“{section}” is not a section of edition {edition.number}."]


def _still_there(article: Article) -> None:
    fresh = Article.objects.select_related("section").filter(pk=article.pk, edition_id=article.edition_id).first()
    if fresh is None:
        raise MoveRefusedError(["Somebody took this article out of the edition meanwhile."])
    article.section, article.position = fresh.section, fresh.position


def _stand(article: Article, section: EditionSection, position: int | None) -> None:
    """Put the article there and number the articles of both sections 0, 1, 2 ..."""
    left = article.section
    row = [other for other in section.articles.order_by("position", "pk") if other.pk != article.pk]
    row.insert(len(row) if position is None else max(0, min(position, len(row))), article)
    article.section = section
    article.save(update_fields=["section"])
    number_densely(row)
    if left.pk != section.pk:
        number_densely(list(left.articles.order_by("position", "pk")))


def number_densely(rows: list[Row]) -> None:
    """Write the positions 0, 1, 2 ... in this order, and only where they differ."""
    for position, row in enumerate(rows):
        if row.position != position:
            row.position = position
            row.save(update_fields=["position"])


def _address(submission: Submission, edition: Edition) -> str:
    """The title as part of an address, different from those of the edition's other articles."""
    longest = 80
    plain = slugify(submission.title)[:longest].strip("-") or submission.reference.lower()
    taken = set(edition.articles.values_list("slug", flat=True))
    if plain not in taken:
        return plain
    return f"{plain[: longest - 13].strip('-')}-{slugify(submission.reference)}"
