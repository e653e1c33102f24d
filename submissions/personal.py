"""What is held of one address among articles, to be shown to its owner and to be erased."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletin import effacing, tracing
from bulletin.models import OutboxMail
from submissions import erasing
from submissions.models import Contributor, Draft, Organisation, Revision, Signer, Submission
from submissions.models.submission import SubmissionQuerySet

ASKED = "The person asked for it"
# Columns in which somebody else may have written an address or a telephone number; what is printed is none of them.
WRITTEN = {
    "bulletin.auditentry",
    "submissions.message",
    "submissions.changeitem",
    "submissions.proofcomment",
    "submissions.clearanceanswer",
    "submissions.findinganswer",
    "submissions.draft",
    "submissions.signer",
    "submissions.savedsearch",
    "editions.feedback",
    "editions.override",
    "editions.receipt",
    "editions.delivery",
}
FEWEST_DIGITS = 7  # a shorter telephone number may stand anywhere by chance


def articles(email: str) -> SubmissionQuerySet:
    """All that were sent from this address."""
    return Submission.objects.filter(contributor__email__iexact=email).with_people().order_by("pk")


def held(email: str) -> dict[str, Any]:
    """What is held, in words and numbers that JSON can say."""
    drafts = Draft.objects.open().filter(email__iexact=email)
    signers = Signer.objects.filter(email__iexact=email).select_related("proof__submission")
    letters = OutboxMail.objects.filter(to_email__iexact=email).order_by("pk")
    return {
        "articles": [_article(row) for row in articles(email).prefetch_related("revisions")],
        "drafts": [{"saved": _when(row.touched_at), "answers": row.answers} for row in drafts],
        "proofs": [_signed(row) for row in signers],
        "emails": [
            {"kind": row.kind, "subject": row.subject, "written": _when(row.created_at), "text": row.text}
            for row in letters
        ],
        "contact_of": [str(row) for row in Organisation.objects.filter(contact_email__iexact=email)],
    }


def blockers(email: str) -> dict[str, str]:
    """Why the address can't be erased yet, by reference: an edition that is made must not lose an article unseen."""
    rows = articles(email).filter(article__isnull=False, article__edition__published_at=None)
    return {
        row.reference: _("Article %(reference)s stands in %(edition)s, which is not out yet.")
        % {"reference": row.reference, "edition": row.article.edition}
        for row in rows.select_related("article__edition")
    }


@transaction.atomic
def erase(email: str, *, now: datetime | None = None) -> None:
    """Erase the address and everything that only its owner gave; of what was printed, only what was printed stays.

    Whoever calls this has looked at `blockers`.
    """
    now = now or timezone.now()
    words = [email, *_phones(email)]
    for draft in Draft.objects.open().filter(email__iexact=email):
        erasing.drop(draft)
    for submission in articles(email):
        if hasattr(submission, "article"):
            erasing.anonymise(submission, reason=ASKED, now=now)
        else:
            erasing.purge(submission, reason=ASKED, now=now)
    effacing.drop_letters(OutboxMail.objects.filter(to_email__iexact=email))
    effacing.drop_letters(OutboxMail.objects.filter(reply_to__iexact=email))
    for signer in Signer.objects.filter(email__iexact=email):
        erasing.forget_signer(signer)
    Organisation.objects.filter(contact_email__iexact=email).update(
        contact_name="", contact_email="", contact_phone="", contact_note=""
    )
    for contributor in Contributor.objects.filter(email__iexact=email, submissions=None):
        contributor.delete()
    for word in words:
        _blot_out(word)


def remains(email: str) -> Iterator[str]:
    """Where the address still stands: what was printed, and articles of other people that name it."""
    for place in tracing.places(email):
        if isinstance(place.row, Revision):
            yield f"{place.row.submission.reference}, {str(place.row).lower()}: {place.column}"
        else:
            yield f"{place.row._meta.verbose_name} {place.row.pk}: {place.column}"


def _article(row: Submission) -> dict[str, Any]:
    who = row.contributor
    return {
        "reference": row.reference,
        "title": row.title,
        "status": row.get_status_display(),
        "sent": _when(row.submitted_at),
        "name": who.name,
        "telephone": who.phone,
        "organisation": who.organisation.name,
        "revisions": [_revision(each) for each in row.revisions.all()],
        "messages": [
            {"from": each.by_label, "at": _when(each.at), "text": each.text} for each in row.messages.for_contributor()
        ],
        "asked of you": [{"text": each.text, "answer": each.answer} for each in row.change_items.all()],
        "answered for": [
            {"question": each.wording, "answer": each.said, "explanation": each.explanation, "agreed": each.signed_by}
            for each in row.clearance.all()
        ],
        "pictures": [picture.original_name for picture in row.pictures.all()],
    }


def _revision(row: Revision) -> dict[str, Any]:
    return {
        "number": row.number,
        "made": _when(row.made_at),
        "title": row.title,
        "summary": row.summary,
        "text": row.body,
        "blocks": row.blocks,
        "contacts": row.contacts,
    }


def _signed(row: Signer) -> dict[str, Any]:
    return {
        "article": row.proof.submission.reference,
        "name": row.name,
        "answer": row.get_answer_display(),
        "answered": _when(row.answered_at),
        "comments": [comment.text for comment in row.comments.all()],
    }


def _when(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(timespec="minutes") if at else ""


def _phones(email: str) -> list[str]:
    """The telephone numbers that came with the address, as they were typed."""
    phones = articles(email).values_list("contributor__phone", flat=True)
    return sorted({phone for phone in phones if sum(letter.isdigit() for letter in phone) >= FEWEST_DIGITS})


def _blot_out(word: str) -> None:
    for place in list(tracing.places(word)):
        if place.table in WRITTEN:
            effacing.blot_out(place.row, [place.column], [word])
