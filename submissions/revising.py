"""Writing the next revision of a submission; nothing else writes revisions or their pictures."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletin import moves, prose
from submissions import clearing, searching, settling
from submissions.blocks import block_from, contact_from, faults_of_block, faults_of_contact
from submissions.content import Content, PlacedPicture, content_of
from submissions.models import Picture, Revision, RevisionPicture, Submission
from submissions.workflow import REVIEW, SubmissionStatus

MOST_IN_TITLE = 120
BY_CONTRIBUTOR = {SubmissionStatus.DRAFT, SubmissionStatus.CHANGES_REQUESTED}
BY_EDITOR = {*SubmissionStatus} - {SubmissionStatus.DECLINED, SubmissionStatus.WITHDRAWN}


class RevisionRefusedError(moves.MoveRefusedError):
    """A revision that can't be written; `reasons` holds every reason."""


@transaction.atomic
def revise(
    submission: Submission,
    content: Content,
    *,
    by: User | None,
    note: str = "",
    seen: int | None = None,
    now: datetime | None = None,
) -> Revision:
    """Write the next revision, unless it would say the same as the newest, which is then returned.

    `by` is empty when the contributor does it. The body passes through prose.clean. A revision after the
    first leaves an audit entry, counts in the submission's version and opens again what it touches of the
    clearance ledger; `seen` is the version that was looked at.

    Raises RevisionRefusedError with every reason.
    """
    moves.lock(submission)
    content = _tidied(content)
    reasons = [*_reasons_not_to(submission, by=by), *_faults(submission, content)]
    latest = submission.revisions.last()
    if latest and not reasons and _compared(content_of(latest)) == _compared(content):
        return latest  # also from a page that is out of date, as after a double click
    if reasons := [*_changed(submission, seen), *reasons]:
        raise RevisionRefusedError(reasons)
    revision = _write(submission, content, number=latest.number + 1 if latest else 1, by=by, note=note, now=now)
    searching.refresh(submission)
    if latest:
        opened = clearing.touched(latest, revision)
        moves.touch(submission)
        moves.record(
            submission,
            "revise",
            by=by,
            by_label="The contributor",
            reason=note,
            details={"revision": revision.number, **({"opened": sorted(opened)} if opened else {})},
            now=now,
        )
        settling.void(submission, by=by, now=revision.made_at)
    return revision


def _reasons_not_to(submission: Submission, *, by: User | None) -> Iterator[str]:
    if by is not None and not by.has_perm(REVIEW):
        yield "You don't have permission to edit articles. Ask an administrator."
    if by is None and submission.status not in BY_CONTRIBUTOR:
        yield _("The article can be changed only while we wait for changes from you.")
    if by is not None and submission.status not in BY_EDITOR:
        yield f"The article can't be changed while its status is “{submission.get_status_display()}”."


def _changed(submission: Submission, seen: int | None) -> Iterator[str]:
    if seen is not None and seen != submission.version:
        yield "Somebody changed this article while you had it open. Look at it again before you save."


def _tidied(content: Content) -> Content:
    return replace(
        content,
        title=prose.line(content.title),
        summary=prose.line(content.summary),
        body=prose.clean(content.body),
        blocks=tuple(block_from(block) for block in content.blocks),
        contacts=tuple(contact_from(contact) for contact in content.contacts),
        pictures=tuple(_tidied_picture(placed) for placed in content.pictures),
    )


def _tidied_picture(placed: PlacedPicture) -> PlacedPicture:
    alt = "" if placed.is_decorative else prose.line(placed.alt)
    return replace(
        placed,
        alt=alt,
        caption=prose.line(placed.caption),
        credit=prose.line(placed.credit),
        owner=prose.line(placed.owner),
        consent_until=placed.consent_until if placed.people == RevisionPicture.People.AGREED else None,
    )


def _faults(submission: Submission, content: Content) -> Iterator[str]:
    if not content.title:
        yield _("The article needs a title.")
    if len(content.title) > MOST_IN_TITLE:
        yield _("The title must be %(most)s characters or fewer.") % {"most": MOST_IN_TITLE}
    if not content.body:
        yield _("The article needs a text.")
    for block in content.blocks:
        yield from faults_of_block(block)
    for contact in content.contacts:
        yield from faults_of_contact(contact)
    yield from _faults_of_pictures(submission, content)


def _faults_of_pictures(submission: Submission, content: Content) -> Iterator[str]:
    for placed in content.pictures:
        if not (placed.is_decorative or placed.alt):
            yield _("Each picture needs a description, or must be declared decorative.")
        if isinstance(placed.picture, Picture) and placed.picture.submission_id != submission.pk:
            yield _("A picture belongs to another article.")


def _compared(content: Content) -> Content:
    """The content with each picture by its bytes, so that two of them compare by what a reader would see."""
    pictures = tuple(replace(placed, picture=placed.picture.sha256, original_name="") for placed in content.pictures)  # type: ignore[arg-type]  # only ever compared
    return replace(content, pictures=pictures)


def _write(
    submission: Submission, content: Content, *, number: int, by: User | None, note: str, now: datetime | None
) -> Revision:
    revision = Revision.objects.create(
        submission=submission,
        number=number,
        made_at=now or timezone.now(),
        made_by=by,
        note=prose.line(note),
        language=content.language,
        title=content.title,
        summary=content.summary,
        body=content.body,
        blocks=list(content.blocks),
        contacts=list(content.contacts),
    )
    for position, placed in enumerate(content.pictures, start=1):
        RevisionPicture.objects.create(
            revision=revision,
            picture=_kept(submission, placed),
            position=position,
            is_decorative=placed.is_decorative,
            alt=placed.alt,
            caption=placed.caption,
            credit=placed.credit,
            owner=placed.owner,
            people=placed.people,
            consent_until=placed.consent_until,
        )
    return revision


def _kept(submission: Submission, placed: PlacedPicture) -> Picture:
    """The kept picture; bytes that this submission already has are not kept twice."""
    if isinstance(placed.picture, Picture):
        return placed.picture
    read = placed.picture
    if earlier := submission.pictures.filter(sha256=read.sha256).first():
        return earlier
    picture = Picture(
        submission=submission,
        original_name=prose.line(placed.original_name)[:200],
        content_type=read.content_type,
        width=read.width,
        height=read.height,
        sha256=read.sha256,
    )
    picture.file.save("picture", ContentFile(read.content))
    return picture
