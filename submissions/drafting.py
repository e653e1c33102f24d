"""Writing an article over several visits: begun, saved as it was typed, found again by a link, and sent."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from difflib import SequenceMatcher
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletin import links, moves, reading
from submissions import addressing, clearing, intake, locking, revising, triage, uploads, weighing
from submissions.intake import Offer, Receipt
from submissions.models import Draft, Submission
from submissions.word.article import WordArticle
from submissions.workflow import SubmissionStatus

Step = dict[str, list[str]]  # the posted values of one step's fields

STEPS = ("about", "article", "pictures", "permissions")
OF_CHANGES = STEPS[1:]  # who offers an article is said once
MOST_IN_STEP = 1_000_000  # characters
ALIKE = 0.8  # how alike two titles are when they may be the same article
CLOSED = (SubmissionStatus.DECLINED, SubmissionStatus.WITHDRAWN)


class DraftRefusedError(moves.MoveRefusedError):
    """Something that can't be done with this draft; `reasons` holds every reason."""


class SavedElsewhereError(Exception):
    """Somebody else saved the same step since the page was drawn; `theirs` is what they saved."""

    def __init__(self, theirs: Step) -> None:
        super().__init__("The step was saved elsewhere.")
        self.theirs = theirs


def begin(*, now: datetime | None = None) -> Draft:
    """An empty draft, found by `secret_of`."""
    now = now or timezone.now()
    draft = Draft.objects.create(created_at=now, touched_at=now)
    links.issue(draft, "draft", secret=secret_of(draft), expires_at=_end(now))
    return draft


@transaction.atomic
def change(submission: Submission, answers: Mapping[str, Step], *, now: datetime | None = None) -> Draft:
    """The draft that changes a submission for which changes were asked; the open one when there is one.

    `answers` is what it says now. Raises DraftRefusedError while no changes are asked for.
    """
    moves.lock(submission)
    if submission.status != SubmissionStatus.CHANGES_REQUESTED:
        raise DraftRefusedError([_("The article can be changed only while we wait for changes from you.")])
    now = now or timezone.now()
    if draft := Draft.objects.open().filter(submission=submission).first():
        return draft
    draft = Draft.objects.create(
        submission=submission,
        answers=dict(answers),
        email=submission.contributor.email,
        created_at=now,
        touched_at=now,
    )
    links.issue(draft, "draft", secret=secret_of(draft), expires_at=_end(now))
    return draft


def secret_of(draft: Draft) -> str:
    """The secret of the address at which this draft is written; the same for its whole life."""
    return links.keyed_hash("draft", draft.key)


def find(secret: str, *, now: datetime | None = None) -> Draft | None:
    """The draft that is written at this address, sent or not."""
    return links.find(secret, "draft", Draft, now=now)


def steps(draft: Draft) -> tuple[str, ...]:
    """What this draft asks for, in order."""
    return OF_CHANGES if draft.submission_id and not draft.sent_at else STEPS


def end_of(draft: Draft) -> datetime:
    """Until when it is kept if nobody saves it again."""
    return _end(draft.touched_at)


def token(draft: Draft, step: str) -> str:
    """Tells what is saved of a step from everything else that might be; a page is drawn with it."""
    return _token(draft.answers.get(step, {}))


def save(
    draft: Draft,
    step: str,
    typed: Step,
    *,
    seen: str,
    is_suspect: bool = False,
    now: datetime | None = None,
) -> Draft:
    """Keep a step as it was typed; nothing is judged, and nothing that somebody else saved since is written over.

    `seen` is the token the page was drawn with. Raises SavedElsewhereError or DraftRefusedError.
    """
    now = now or timezone.now()
    typed = {name: [_storable(value) for value in values] for name, values in typed.items()}
    if sum(len(value) for values in typed.values() for value in values) > MOST_IN_STEP:
        raise DraftRefusedError([_("This is too much text to keep. Shorten it, then save it again.")])
    with transaction.atomic():
        moves.lock(draft)
        if draft.sent_at:
            raise DraftRefusedError([_("This article was sent already, so nothing was saved.")])
        if (saved := draft.answers.get(step, {})) != typed:
            if _token(saved) != seen:
                raise SavedElsewhereError(saved)
            draft.answers = {**draft.answers, step: typed}
            draft.version += 1
        _note_sender(draft, typed if step == "about" else {})
        if is_suspect and not draft.is_suspect_since:
            draft.is_suspect_since = now
        _touch(draft, now=now)
    return draft


@transaction.atomic
def take_word(draft: Draft, article: WordArticle, *, now: datetime | None = None) -> Draft:
    """Put what was understood of a Word document into the steps; what it does not say stays as it was."""
    moves.lock(draft)
    if draft.sent_at:
        raise DraftRefusedError([_("This article was sent already, so nothing was changed.")])
    draft.answers = {**draft.answers, **_of_word(draft, article)}
    draft.version += 1
    _note_sender(draft, draft.answers.get("about", {}))
    _touch(draft, now=now or timezone.now())
    return draft


@transaction.atomic
def send(draft: Draft, data: Offer, *, seen: int, now: datetime | None = None) -> Receipt:
    """Send what the draft says, as a new article or as the changes that were asked for; a second time changes nothing.

    `seen` is the draft's version that was checked. Raises MoveRefusedError with every reason.
    """
    now = now or timezone.now()
    moves.lock(draft)
    if draft.sent_at and draft.submission:
        return Receipt(draft.submission, addressing.secret_of(draft.submission))
    if seen != draft.version:
        raise DraftRefusedError(
            [_("Something was saved since you checked your answers. Check them again, then send it.")]
        )
    if draft.submission:
        receipt = _send_changes(draft, draft.submission, data, now=now)
    else:
        receipt = intake.offer(data, held_for=_suspicion(draft, now=now), now=now)
        _confirm(receipt.submission, draft)
    draft.submission, draft.sent_at = receipt.submission, now
    draft.answers = {}  # the revision says it now
    draft.save(update_fields=["submission", "sent_at", "answers"])
    return receipt


def twin(draft: Draft, title: str) -> Submission | None:
    """An article from the same address that is still open and has a title much like this one."""
    if not draft.email or not title.strip():
        return None
    earlier = Submission.objects.filter(contributor__email__iexact=draft.email).exclude(status__in=CLOSED)
    if draft.submission_id:
        earlier = earlier.exclude(pk=draft.submission_id)
    rows = earlier.order_by("-pk").prefetch_related("revisions")[:50]
    return next((each for each in rows if _alike(each.title, title)), None)


def _send_changes(draft: Draft, submission: Submission, data: Offer, *, now: datetime) -> Receipt:
    locking.lock(submission)
    intake.demand_answers(data)
    held_for = weighing.suspicion(data.content, seen=submission.latest)
    revising.revise(submission, data.content, by=None, note="Changed by the contributor", now=now)
    clearing.answer(submission, data.declared, by=None, now=now)
    triage.resubmit(submission, by=None, held_for=held_for, now=now)
    _confirm(submission, draft)
    return Receipt(submission, addressing.secret_of(submission))


def _confirm(submission: Submission, draft: Draft) -> None:
    if draft.email_confirmed_at and draft.email == submission.contributor.email.lower():
        submission.email_confirmed_at = draft.email_confirmed_at
        submission.save(update_fields=["email_confirmed_at"])


def _suspicion(draft: Draft, *, now: datetime) -> str:
    """Why a person may not have sent this; empty when nothing says so."""
    if draft.is_suspect_since:
        return "A field that people do not see was filled in."
    if now - draft.created_at < timedelta(seconds=settings.SUBMIT_SECONDS):
        return f"It was written and sent within {settings.SUBMIT_SECONDS} seconds."
    return ""


def _note_sender(draft: Draft, about: Step) -> None:
    """Keep the address, when it is one, so that its owner can be sent the link; another one is not confirmed."""
    email = "".join(about.get("email", [])).strip().lower()
    try:
        validate_email(email)
    except ValidationError:
        return
    if email != draft.email:
        draft.email, draft.email_confirmed_at = email[:254], None


def _touch(draft: Draft, *, now: datetime) -> None:
    draft.touched_at = now
    draft.save()
    links.prolong(draft, "draft", expires_at=_end(now))


def _end(now: datetime) -> datetime:
    return now + timedelta(days=settings.DRAFT_DAYS)


def _token(saved: Mapping[str, Any]) -> str:
    return hashlib.sha256(json.dumps(saved, sort_keys=True).encode()).hexdigest()[:20]


def _storable(value: str) -> str:
    """What every database can hold of what was typed."""
    return value.replace("\x00", "").encode("utf-8", "replace").decode()


def _alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, reading.visible(one).casefold(), reading.visible(other).casefold()).ratio() >= ALIKE


def _of_word(draft: Draft, article: WordArticle) -> dict[str, Step]:
    """The steps that the document says something of, as a form would have posted them."""
    words = {"title": article.title, "summary": article.summary, "body": article.body}
    told: dict[str, Step] = {
        "about": {name: [value] for name, value in article.about.items() if value},
        "article": {name: [value] for name, value in words.items() if value},
    }
    if article.contacts:
        told["article"] |= _rows("contacts", [dict(contact) for contact in article.contacts])
    merged = {step: {**draft.answers.get(step, {}), **values} for step, values in told.items() if values}
    if article.images:
        rows = [
            {"kept": uploads.keep(it.picture, it.name).token, "purpose": "described", "alt": it.alt}
            for it in article.images[: settings.PICTURES_PER_SUBMISSION]
        ]
        merged["pictures"] = _rows("pictures", rows)
    return merged


def _rows(prefix: str, rows: list[dict[str, Any]]) -> Step:
    counted = {f"{prefix}-TOTAL_FORMS": [str(len(rows))], f"{prefix}-INITIAL_FORMS": ["0"]}
    return counted | {
        f"{prefix}-{number}-{name}": [str(value)] for number, row in enumerate(rows) for name, value in row.items()
    }
