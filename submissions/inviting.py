"""The letters about proofs: to those who must approve, each with a link of their own, and to the editor."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from bulletin import links, mail, moves
from bulletin.mail import Letter
from bulletin.models import OutboxMail
from submissions import notifications
from submissions.models import Proof, Signer, Submission
from submissions.rendering import article

PURPOSE = "proof"
# What stands in a letter to several people where each reads their own.
MARKS = {"name": "[name]", "link": "[link]", "day": "[day]"}


@dataclass(frozen=True)
class Person:
    """Somebody who is to approve a proof."""

    name: str
    email: str
    is_co_signer: bool = False

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


def contributor(submission: Submission) -> Person:
    return Person(submission.contributor.name, submission.contributor.email)


def proposed(submission: Submission, *, by: User) -> Letter:
    """The letter that goes with a proof, as it is proposed to the editor, with MARKS in it."""
    place = getattr(submission, "article", None)
    context = {
        **_about(submission),
        "editor": moves.label_of(by, ""),
        "edition": place.edition if place else None,
        "needs_co_signer": submission.contributor.organisation.needs_co_signer,
        "marks": MARKS,
    }
    return mail.compose("submissions/proof", context)


def faults(letter: Letter) -> Iterator[str]:
    """Why a letter can't go to signers."""
    if not (letter.subject.strip() and letter.text.strip()):
        yield moves.Reason("The email needs a subject and a text.", "#id_subject")
    if MARKS["link"] not in letter.text:
        why = f"Keep {MARKS['link']} in the email, in square brackets: it becomes the link to the proof."
        yield moves.Reason(why, "#id_text")


def send(
    signer: Signer, letter: Letter, *, kind: str, occasion: str, key: str = "", by: User | None = None, now: datetime
) -> OutboxMail:
    """Queue a letter to one signer; its link replaces any that they had."""
    expires_at = now + timedelta(days=settings.PROOF_LINK_DAYS)
    address = link(links.issue(signer, PURPOSE, expires_at=expires_at))
    day = date_format(signer.proof.due_on, "j F") if signer.proof.due_on else ""
    marks = {MARKS["name"]: signer.name, MARKS["link"]: address, MARKS["day"]: day}
    subject, text = (_filled(words, marks) for words in (letter.subject, letter.text))
    return mail.queue(
        Letter(subject, text),
        kind=kind,
        to_name=signer.name,
        to_email=signer.email,
        dedupe_key=key or f"signer {signer.pk} {occasion}",
        about=signer.proof.submission,
        by=by,
        now=now,
    )


def remind(signer: Signer, *, by: User | None = None, key: str = "", now: datetime) -> OutboxMail:
    """Ask a signer who has not answered once more; `key` is the dedupe key of a reminder that the clock sends."""
    letter = _composed("submissions/proof_reminder", signer)
    occasion = f"again {now.isoformat()}"
    return send(signer, letter, kind="submissions/proof_reminder", occasion=occasion, key=key, by=by, now=now)


def pass_on(signer: Signer, *, by: User | None = None, now: datetime) -> OutboxMail:
    """Ask a co-signer whom somebody else named."""
    letter = _composed("submissions/proof_passed_on", signer)
    return send(signer, letter, kind="submissions/proof_passed_on", occasion="sent", by=by, now=now)


def confirm(signer: Signer, *, now: datetime) -> OutboxMail:
    """A receipt for whoever approved, with a copy of what they approved; it leaves once."""
    proof = signer.proof
    context = {
        **_about(proof.submission),
        "signer": signer,
        "revision": proof.revision,
        "at": timezone.localtime(now),
        "copy": article.text(proof.revision),
    }
    return mail.queue(
        mail.compose("submissions/proof_approved", context),
        kind="submissions/proof_approved",
        to_name=signer.name,
        to_email=signer.email,
        dedupe_key=f"signer {signer.pk} approved",
        about=proof.submission,
        now=now,
    )


def tell_editor(proof: Proof, what: str, *, by: User | None = None, now: datetime) -> OutboxMail | None:
    """Tell whoever the article is assigned to, or else the team, what became of a proof; nobody of what they did."""
    submission = proof.submission
    if by and submission.assignee == by:
        return None
    name, email = notifications.whose(submission)
    context = {**_about(submission), "what": what, "desk_url": _desk_url(submission)}
    return mail.queue(
        mail.compose("submissions/proof_news", context),
        kind="submissions/proof_news",
        to_name=name,
        to_email=email,
        dedupe_key=f"proof {proof.pk} {proof.version} news",
        about=submission,
        by=by,
        now=now,
    )


def link(secret: str) -> str:
    """The address of the proof that this secret opens, as it stands in a mail."""
    return f"{settings.SITE_URL}{reverse('submissions:proof', args=[secret])}"


def _filled(words: str, marks: dict[str, str]) -> str:
    for mark, meaning in marks.items():
        words = words.replace(mark, meaning)
    return words


def _composed(template: str, signer: Signer) -> Letter:
    context = {
        **_about(signer.proof.submission),
        "signer": signer,
        "due_on": signer.proof.due_on,
        "marks": MARKS,
    }
    return mail.compose(template, context)


def _about(submission: Submission) -> dict[str, object]:
    return {"submission": submission, "title": submission.title, "reference": submission.reference}


def _desk_url(submission: Submission) -> str:
    return f"{settings.SITE_URL}{reverse('admin:submissions_submission_change', args=[submission.pk])}?tab=proof"
