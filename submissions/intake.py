"""Taking in what a contributor offers: from a filled-in form to a submission that waits for triage."""

import json
import secrets
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from bulletin import links, moves, prose
from submissions import notifications, revising
from submissions.models import Contributor, Organisation, Section, Submission, Theme
from submissions.revising import Content

# What the contributor declares; kept with the audit entry of each submission, so it may change here.
DECLARATION = (
    "My organisation has cleared this article and its pictures for publication. Nothing in it is marked above "
    "OFFICIAL or could harm an operation, an investigation or a court case, and everybody it names agreed to be named."
)
# Read aloud over the telephone: nothing here looks or sounds like another.
REFERENCE_LETTERS = "2346789CDFGHJKMNPQRTWXY"
REFERENCE_LENGTH = 4


class OfferRefusedError(moves.MoveRefusedError):
    """An offer that can't be taken in; `reasons` holds every reason."""


@dataclass(frozen=True)
class Offer:
    """One article with who offers it.

    `form_key` tells one opening of the form from another: the same content sent twice from it, as by a double
    click, is one submission. Without it every offer is a new submission.
    """

    name: str
    email: str
    organisation: str
    sector: str
    region: str
    content: Content
    is_cleared: bool
    phone: str = ""
    suggested_section: Section | None = None
    themes: tuple[Theme, ...] = ()
    form_key: str = ""


@dataclass(frozen=True)
class Receipt:
    """What a contributor gets for an offer: the submission, and the secret of its lasting address."""

    submission: Submission
    secret: str


def offer(data: Offer, *, held_for: str = "", now: datetime | None = None) -> Receipt:
    """Take an article in: contributor, submission, revision 1, the move, and both mails, all or nothing.

    With a reason in `held_for` it waits apart, and nobody is mailed until triage.release.

    Raises OfferRefusedError or RevisionRefusedError with every reason.
    """
    if not data.is_cleared:
        raise OfferRefusedError(["The article must be cleared for publication before you send it."])
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


@transaction.atomic
def begin(data: Offer, *, key: str | None = None, now: datetime | None = None) -> Submission:
    """A draft: contributor, submission and revision 1, of which nobody is told yet."""
    now = now or timezone.now()
    submission = Submission.objects.create(
        reference=_reference(),
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
        details={"declaration": DECLARATION},
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


def secret_of(submission: Submission) -> str:
    """The secret of a submission's lasting address, which both clicks of a double click must be given."""
    return links.keyed_hash("status", submission.offer_key or f"{submission.pk} {submission.created_at.timestamp()}")


def reopened(submission: Submission) -> str:
    """The same secret, which opens the lasting address from now on even when it did not before."""
    secret = secret_of(submission)
    found = links.find(secret, "status", Submission)
    return secret if found == submission else links.issue(submission, "status", secret=secret)


def address(secret: str) -> str:
    """The lasting address that this secret opens, as it stands in a mail."""
    return f"{settings.SITE_URL}{reverse('submissions:sent', args=[secret])}"


def _contributor(data: Offer) -> Contributor:
    """The same person as before only when everything they say of themselves is the same."""
    organisation, _ = Organisation.objects.get_or_create(
        name=prose.line(data.organisation), sector=data.sector, region=data.region
    )
    said = {"name": prose.line(data.name), "email": data.email, "phone": prose.line(data.phone)}
    named = {**said, "organisation": organisation}
    return Contributor.objects.filter(**named).first() or Contributor.objects.create(**named)


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
