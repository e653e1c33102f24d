"""The clearance ledger: answers given for an article, confirmed by an editor by name, opened again by an edit."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletin import moves, prose
from submissions import weighing
from submissions.content import Content, content_of
from submissions.models import ClearanceAnswer, ClearanceQuestion, FindingAnswer, Revision, Submission
from submissions.weighing import Declared, Given
from submissions.workflow import REVIEW

Q = ClearanceQuestion
Verdict = ClearanceAnswer.Verdict
# What an edit of each part of an article opens again.
OPENED_BY_WORDS = {Q.MARKING, Q.SIGN_OFF, Q.LIVE_PROCEEDINGS, Q.NAMED_PEOPLE, Q.SENSITIVITY}
OPENED_BY_CONTACTS = {Q.CONTACTS, Q.SIGN_OFF}
OPENED_BY_PICTURES = {Q.IMAGES}
OPENED_BY_PICTURE_WORDS = {Q.IMAGES, Q.NAMED_PEOPLE, Q.SIGN_OFF}


class ClearanceRefusedError(moves.MoveRefusedError):
    """An answer or a confirmation that can't be taken; `reasons` holds every reason."""


@transaction.atomic
def answer(
    submission: Submission,
    declared: Declared,
    *,
    by: User | None,
    seen: int | None = None,
    now: datetime | None = None,
) -> None:
    """Write what was answered for the newest revision; a new answer replaces the old one and its confirmation.

    One that says the same as before, about what no edit touched since it was confirmed, leaves both as they are.

    `by` is empty when the contributor answers; `seen` is the version that an editor looked at.
    Raises ClearanceRefusedError with every reason.
    """
    now = now or timezone.now()
    moves.lock(submission)
    revision = submission.revisions.last()
    if revision is None:
        raise ClearanceRefusedError([_("There is no article to answer for yet.")])
    kinds = {finding.key: finding.kind for finding in weighing.found(revision)}
    accounts = {key: prose.lines(text) for key, text in declared.accounts.items() if key in kinds}
    if reasons := [*_may_not(by), *_changed(submission, seen), *_faults(declared.answers, accounts)]:
        raise ClearanceRefusedError(reasons)
    for given in declared.answers:
        _write(submission, given, for_revision=revision, by=by, now=now)
    for key, text in accounts.items():
        about = {"kind": kinds[key], "text": text, "answered_at": now, "answered_by": by}
        FindingAnswer.objects.update_or_create(submission=submission, key=key, defaults=about)
    questions = [given.question for given in declared.answers]
    _record(submission, "answer_clearance", questions, by=by, now=now, findings=len(accounts))


@transaction.atomic
def confirm(
    submission: Submission,
    questions: Collection[str] | None = None,
    *,
    by: User,
    seen: int | None = None,
    now: datetime | None = None,
) -> list[str]:
    """Confirm answers by name, each for the newest revision; without `questions` all that can be. Returns which.

    Raises ClearanceRefusedError with every reason.
    """
    now = now or timezone.now()
    moves.lock(submission)
    lines = {line.question: line for line in weighing.ledger(submission)}
    if questions is None:
        questions = [line.question for line in lines.values() if line.may_be_confirmed]
    reasons = [*_may_not(by), *_changed(submission, seen), *_not_confirmable(lines, questions)]
    if reasons:
        raise ClearanceRefusedError(reasons)
    to_confirm = submission.clearance.unconfirmed().filter(question__in=questions)
    done = list(to_confirm.values_list("question", flat=True))
    to_confirm.update(confirmed_at=now, confirmed_by=by, confirmed_for=submission.revisions.last())
    if done:
        _record(submission, "confirm_clearance", done, by=by, now=now)
    return done


def touched(before: Revision, after: Revision) -> set[str]:
    """Open again the answers that an edit touched, and say which; within the transaction that wrote the edit.

    Among them is whatever something new was found about, so all that is confirmed was answered for.
    """
    about = {str(question) for question in _touched(content_of(before), content_of(after))}
    known = {finding.key for finding in weighing.found(before)}
    about |= {finding.question for finding in weighing.found(after) if finding.key not in known}
    rows = ClearanceAnswer.objects.filter(submission=after.submission, question__in=about)
    opened = set(rows.values_list("question", flat=True))
    rows.update(confirmed_at=None, confirmed_by=None, confirmed_for=None, reopened_for=after)
    return opened


def _may_not(by: User | None) -> Iterator[str]:
    if by is not None and not by.has_perm(REVIEW):
        yield "You don't have permission to clear articles. Ask an administrator."


def _changed(submission: Submission, seen: int | None) -> Iterator[str]:
    if seen is not None and seen != submission.version:
        yield "Somebody changed this article while you had it open. Look at it again before you go on."


def _faults(answers: Iterable[Given], accounts: Mapping[str, str]) -> Iterator[str]:
    for given in answers:
        label = Q(given.question).label
        if given.verdict == Verdict.EXPLAINED and not prose.lines(given.explanation):
            text = _("Explain the answer to “%(question)s”.") % {"question": label}
            yield moves.Reason(text, f"#id_{given.question}_why")
        if given.question == Q.SIGN_OFF and not (prose.line(given.signed_by) and given.signed_on):
            yield moves.Reason(_("Say who in the organisation agreed, and when."), "#id_signed_by")
    if not all(accounts.values()):
        yield _("Say why each thing that was found may be printed.")


def _not_confirmable(lines: Mapping[str, weighing.Line], questions: Collection[str]) -> Iterator[str]:
    """A question that is settled already, as by another editor this moment, is no reason."""
    for question in questions:
        line = lines.get(question)
        if line and not line.may_be_confirmed and not line.is_settled:
            yield from line.reasons


def _write(submission: Submission, given: Given, *, for_revision: Revision, by: User | None, now: datetime) -> None:
    question = Q(given.question).value
    said = {
        "wording": weighing.wording(question),
        "said": prose.line(given.said)[:200],
        "verdict": given.verdict,
        "explanation": prose.lines(given.explanation),
        "signed_by": prose.line(given.signed_by),
        "signed_on": given.signed_on,
    }
    if submission.clearance.confirmed().filter(question=question, **said).exists():
        return
    nobody = dict.fromkeys(("confirmed_at", "confirmed_by", "confirmed_for", "reopened_for"))
    about = {**said, **nobody, "revision": for_revision, "answered_at": now, "answered_by": by}
    ClearanceAnswer.objects.update_or_create(submission=submission, question=question, defaults=about)


def _record(
    submission: Submission, action: str, questions: list[str], *, by: User | None, now: datetime, findings: int = 0
) -> None:
    """What was found is in no audit entry: only how many things were answered for."""
    moves.touch(submission)
    latest = submission.revisions.last()
    details = {"questions": questions, "findings": findings, "revision": latest.number if latest else None}
    moves.record(submission, action, by=by, by_label="The contributor", details=details, now=now)


def _touched(before: Content, after: Content) -> Iterator[ClearanceQuestion]:
    if _words(before) != _words(after):
        yield from OPENED_BY_WORDS
    if before.contacts != after.contacts:
        yield from OPENED_BY_CONTACTS
    if _pictures(before) != _pictures(after):
        yield from OPENED_BY_PICTURES
    if _picture_words(before) != _picture_words(after):
        yield from OPENED_BY_PICTURE_WORDS


def _words(content: Content) -> tuple[object, ...]:
    return content.title, content.summary, content.body, content.blocks


def _pictures(content: Content) -> list[object]:
    return [(it.picture.sha256, it.owner, it.people, it.consent_until) for it in content.pictures]


def _picture_words(content: Content) -> list[object]:
    return [(it.picture.sha256, it.alt, it.caption, it.credit) for it in content.pictures]
