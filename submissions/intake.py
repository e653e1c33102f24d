"""Taking in what a contributor offers: from a filled-in form to a submission that waits for triage."""

import json
import secrets
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from bulletin import links, moves, prose
from submissions import clearing, notifications, revising, weighing
from submissions.addressing import address, secret_of
from submissions.content import Content
from submissions.models import Contributor, Organisation, Section, Submission, Theme
from submissions.weighing import Declared

# Read aloud over the telephone: nothing here looks or sounds like another.
REFERENCE_LETTERS = "2346789CDFGHJKMNPQRTWXY"
REFERENCE_LENGTH = 4


class OfferRefusedError(moves.MoveRefusedError):
    """An offer that can't be taken in; `reasons` holds every reason."""


@dataclass(frozen=True)
class Offer:
    """One article with who offers it.

    `form_key` tells one opening of the form from another: the same content sent twice from it, as by a double
    click, is one submission. Without it every offer is a new submission. `declared` is what its contributor answered
    for; an article that staff enter says nothing there, and its ledger is filled in afterwards.
    """

    name: str
    email: str
    organisation: str
    sector: str
    region: str
    content: Content
    phone: str = ""
    suggested_section: Section | None = None
    themes: tuple[Theme, ...] = ()
    form_key: str = ""
    declared: Declared = field(default_factory=Declared)


@dataclass(frozen=True)
class Receipt:
    """What a contributor gets for an offer: the submission, and the secret of its lasting address."""

    submission: Submission
    secret: str


def offer(data: Offer, *, held_for: str = "", now: datetime | None = None) -> Receipt:
    """Take an article in: contributor, submission, revision 1, the move, and both mails, all or nothing.

    With a reason in `held_for` it waits apart, and nobody is mailed until triage.release; so does one that looks as
    if it bore a protective marking.

    Raises OfferRefusedError with everything that nobody answered for, or RevisionRefusedError with every reason.
    """
    demand_answers(data)
    key = _key_of(data) if data.form_key else None
    if key and (earlier := Submission.objects.filter(offer_key=key).first()):
        return Receipt(earlier, secret_of(earlier))
    try:
        return _take_in(data, key, held_for=held_for, now=now or timezone.now())
    except IntegrityError:
        # The other click was faster: its transaction is committed, for the key is unique.
        earlier = Submission.objects.filter(offer_key=key).first() if key else None
        if earlier is None:
            raise
        return Receipt(earlier, secret_of(earlier))


def demand_answers(data: Offer) -> None:
    """Raises OfferRefusedError with each question and finding that the article raises and nobody answered for."""
    if missing := weighing.missing(data.content, data.declared):
        raise OfferRefusedError(missing)


@transaction.atomic
def begin(data: Offer, *, key: str | None = None, now: datetime | None = None) -> Submission:
    """A draft: contributor, submission and revision 1, of which nobody is told yet."""
    now = now or timezone.now()
    submission = _created(
        contributor=_contributor(data),
        suggested_section=data.suggested_section,
        offer_key=key,
        created_at=now,
    )
    submission.themes.set(data.themes)
    revising.revise(submission, data.content, by=None, now=now)
    return submission


@transaction.atomic
def _take_in(data: Offer, key: str | None, *, held_for: str, now: datetime) -> Receipt:
    submission = begin(data, key=key, now=now)
    held_for = held_for or weighing.suspicion(data.content)
    clearing.answer(submission, data.declared, by=None, now=now)
    moves.make(
        submission,
        "submit",
        by=None,
        by_label="The contributor",
        changes={
            "submitted_at": now,
            "cleared_at": now,
            "held_at": now if held_for else None,
            "held_for": held_for,
        },
        now=now,
    )
    secret = links.issue(submission, "status", secret=secret_of(submission))
    if not held_for:
        acknowledge(submission, now=now)
    return Receipt(submission, secret)


def acknowledge(submission: Submission, *, now: datetime) -> None:
    """Queue the receipt and the notice to the team; each leaves once."""
    receipt = notifications.receipt(submission, address(secret_of(submission)))
    notifications.to_contributor(submission, receipt, kind="submissions/receipt", occasion="receipt", now=now)
    notifications.to_team(submission, "submissions/offered", occasion="offered", now=now)


def _contributor(data: Offer) -> Contributor:
    """The same person as before only when everything they say of themselves is the same."""
    organisation, _ = Organisation.objects.get_or_create(
        name=prose.line(data.organisation), sector=data.sector, region=data.region
    )
    said = {"name": prose.line(data.name), "email": data.email, "phone": prose.line(data.phone)}
    named = {**said, "organisation": organisation}
    return Contributor.objects.filter(**named).first() or Contributor.objects.create(**named)


def _created(**said: Any) -> Submission:
    """A new row under a reference that nobody has, nor draws at the same instant."""
    while True:
        reference = _reference()
        try:
            with transaction.atomic():
                return Submission.objects.create(reference=reference, **said)
        except IntegrityError:
            if not Submission.objects.filter(reference=reference).exists():
                raise  # it was about something else


def _reference() -> str:
    """A reference that nobody has yet."""
    while True:
        reference = "SOC-" + "".join(secrets.choice(REFERENCE_LETTERS) for _ in range(REFERENCE_LENGTH))
        if not Submission.objects.filter(reference=reference).exists():
            return reference


def _key_of(data: Offer) -> str:
    """The same for the same content from the same opening of the form; changed content gets another key."""
    pictures = tuple(replace(placed, picture=placed.picture.sha256) for placed in data.content.pictures)  # type: ignore[arg-type]  # only ever hashed
    plain = replace(data, content=replace(data.content, pictures=pictures), suggested_section=None, themes=())
    section = data.suggested_section.pk if data.suggested_section else None
    whole = [asdict(plain), section, [theme.pk for theme in data.themes]]
    return links.keyed_hash("offer", json.dumps(whole, sort_keys=True, default=str))
