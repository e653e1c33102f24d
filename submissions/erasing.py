"""Forgetting an article or its people: what is deleted, and what stays of one that was printed."""

from collections.abc import Iterable
from datetime import datetime

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from bulletin import effacing, moves
from bulletin.models import AuditEntry, OutboxMail
from submissions import resizing, searching, uploads
from submissions.models import Contributor, Draft, Message, Picture, ProofComment, RevisionPicture, Signer, Submission

SOMEBODY = "The contributor"
NAMELESS = "Name removed"
OF_DRAFTS = ("submissions/link", "submissions/draft_reminder")


@transaction.atomic
def drop(draft: Draft) -> None:
    """Delete a draft with its pictures, its links and the letters that led back to it."""
    moves.lock(draft)
    paths = uploads.paths_of(draft.answers)
    if draft.email:
        letters = OutboxMail.objects.filter(to_email__iexact=draft.email, kind__in=OF_DRAFTS)
        effacing.drop_letters(letters.filter(status__in=effacing.AT_REST))
    effacing.drop_links(draft)
    draft.delete()
    _delete_files(paths)


@transaction.atomic
def purge(submission: Submission, *, reason: str, now: datetime | None = None) -> None:
    """Delete an article that was never printed, with everything about it; its audit entries keep reference and dates.

    Whoever calls this has looked that it stands in no edition.
    """
    moves.lock(submission)
    contributor = submission.contributor
    _drop_letters_and_links(submission)
    effacing.efface(submission, label=submission.reference, somebody=SOMEBODY)
    for proof in submission.proofs.all():
        effacing.efface(proof, label=f"Proof of {submission.reference}", somebody="A signer")
    entry = moves.record(submission, "forget", by=None, reason=reason, now=now)
    entry.subject_label = submission.reference
    entry.save(update_fields=["subject_label"])
    for draft in submission.drafts.all():
        drop(draft)
    _drop_pictures(submission, submission.pictures.all())
    submission.delete()
    _drop_if_idle(contributor)


@transaction.atomic
def anonymise(submission: Submission, *, reason: str, now: datetime | None = None) -> None:
    """Forget the people behind an article that was printed; what is printed, and who cleared it when, stays.

    Gone are name, address and telephone of whoever sent it, what was said, asked, commented and mailed, the links,
    and the words and pictures of every revision that was not printed.
    """
    now = now or timezone.now()
    moves.lock(submission)
    contributor = submission.contributor
    _drop_letters_and_links(submission)
    for draft in submission.drafts.all():
        drop(draft)
    Message.objects.filter(submission=submission).delete()
    submission.change_items.all().delete()
    submission.clearance.update(signed_by="")
    _empty_proofs(submission)
    _empty_unprinted(submission)
    effacing.efface(submission, label=submission.reference, somebody=SOMEBODY)
    submission.contributor = Contributor.objects.create(name=NAMELESS, organisation=contributor.organisation)
    submission.forgotten_at = now
    submission.save(update_fields=["contributor", "forgotten_at"])
    _drop_if_idle(contributor)
    moves.record(submission, "forget_people", by=None, reason=reason, now=now)
    searching.refresh(submission)


def forget_signer(signer: Signer) -> None:
    """Forget who approved or commented; that it was done, and when, stays."""
    effacing.drop_links(signer)
    for about in (signer.proof, signer.proof.submission):
        for entry in AuditEntry.objects.about(about):
            _unname(entry, signer.name)
    signer.comments.all().delete()
    signer.name, signer.email = NAMELESS, ""
    signer.note = effacing.REMOVED if signer.note else ""
    signer.save(update_fields=["name", "email", "note"])


def _unname(entry: AuditEntry, name: str) -> None:
    """Take somebody out of an entry that is theirs or that names them, and of no other: a name may be any letter."""
    is_theirs = entry.by_id is None and entry.by_label == name[:150]
    named = [each for value in entry.details.values() for each in (value if isinstance(value, list) else [value])]
    if not (is_theirs or name in named):
        return
    entry.by_label = NAMELESS if is_theirs else entry.by_label
    entry.reason = effacing.REMOVED if entry.reason else ""
    entry.details = {
        key: [NAMELESS if each == name else each for each in value]
        if isinstance(value, list)
        else (NAMELESS if value == name else value)
        for key, value in entry.details.items()
    }
    entry.save(update_fields=["by_label", "reason", "details"])


def _drop_letters_and_links(submission: Submission) -> None:
    effacing.drop_letters(OutboxMail.objects.about(submission))
    effacing.drop_links(submission)
    for signer in Signer.objects.filter(proof__submission=submission):
        effacing.drop_links(signer)


def _empty_proofs(submission: Submission) -> None:
    """Who answered what and when stays, but for names, addresses and words."""
    ProofComment.objects.filter(signer__proof__submission=submission).delete()
    signers = Signer.objects.filter(proof__submission=submission)
    signers.update(name=NAMELESS, email="", named_by="")
    signers.exclude(note="").update(note=effacing.REMOVED)
    for proof in submission.proofs.all():
        effacing.efface(proof, label=f"Proof of {submission.reference}", somebody="A signer")


def _empty_unprinted(submission: Submission) -> None:
    article = getattr(submission, "article", None)
    printed = article.printed if article else submission.latest
    others = submission.revisions.exclude(pk=printed.pk) if printed else submission.revisions.all()
    RevisionPicture.objects.filter(revision__in=others).delete()
    others.update(summary="", body="", blocks=[], contacts=[], note="")
    _drop_pictures(submission, submission.pictures.exclude(uses__revision=printed))
    submission.pictures.update(original_name="")


def _drop_pictures(submission: Submission, pictures: Iterable[Picture]) -> None:
    """Delete pictures and, where no other article has the same one, the sizes that were made of them."""
    found = list(pictures)
    RevisionPicture.objects.filter(picture__in=found).delete()
    Picture.objects.filter(pk__in=[picture.pk for picture in found]).delete()
    kept = set(Picture.objects.values_list("sha256", flat=True))
    sizes = [name for each in found if each.sha256 not in kept for name in resizing.names(each)]
    _delete_files([str(picture.file.name) for picture in found] + sizes)


def _drop_if_idle(contributor: Contributor) -> None:
    """Delete a contributor of whom no article is left."""
    if not contributor.submissions.exists():
        effacing.efface(contributor, label="A contributor", somebody=SOMEBODY)
        contributor.delete()


def _delete_files(names: Iterable[str]) -> None:
    """After the rows are gone for good: a file that is left over is found again, a row without one is not."""
    listed = list(names)

    def delete() -> None:
        for name in listed:
            default_storage.delete(name)

    transaction.on_commit(delete)
