"""Snapshots: an edition's faces rendered once and kept with their hashes, and whether they are still the same."""

import hashlib
from datetime import datetime

from django.contrib.auth.models import User

from bulletin.moves import MoveRefusedError
from editions.models import Edition, Snapshot
from editions.rendering import mail, web
from editions.rendering.tokens import LEAVE_TOKEN

_PARTS = {"web_html": "web_sha256", "email_html": "email_html_sha256", "email_text": "email_text_sha256"}


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def keep(edition: Edition, *, by: User, now: datetime, anew: bool = True) -> Snapshot:
    """Render every face and keep it under the edition's next number.

    `anew=False` gives the last snapshot back while nothing differs from it. Call it with the edition's row
    locked, so that two snapshots never take one number. Raises MoveRefusedError when an article holds the words
    that only the mailing may write.
    """
    faces = {
        "email_subject": mail.subject(edition),
        "web_html": str(web.main_part(edition)),
        "email_html": mail.html(edition),
        "email_text": mail.text(edition),
    }
    if faces["email_html"].count(LEAVE_TOKEN) != 1 or faces["email_text"].count(LEAVE_TOKEN) != 1:
        raise MoveRefusedError([f"Some text of this edition holds “{LEAVE_TOKEN}”. Only the mailing may write that."])
    last = edition.snapshots.order_by("-number").first()
    if last and not anew and all(getattr(last, name) == face for name, face in faces.items()):
        return last
    hashes = {kept_hash: sha256(faces[part]) for part, kept_hash in _PARTS.items()}
    number = last.number + 1 if last else 1
    return Snapshot.objects.create(edition=edition, number=number, made_at=now, made_by=by, **faces, **hashes)


def seal(snapshot: Snapshot) -> dict[str, object]:
    """The number and hashes that an audit entry keeps."""
    return {"snapshot": snapshot.number, **{name: getattr(snapshot, name) for name in _PARTS.values()}}


def faults(snapshot: Snapshot | None) -> list[str]:
    """Each part of the snapshot that is not any more what was signed off, as a sentence."""
    if snapshot is None:
        return ["There is no snapshot to publish. Sign the edition off first."]
    return [
        f"The {part.replace('_', ' ')} of snapshot {snapshot.number} is not what was signed off. "
        "Unlock the edition and sign it off again."
        for part, kept_hash in _PARTS.items()
        if sha256(getattr(snapshot, part)) != getattr(snapshot, kept_hash)
    ]


def lost_pictures(edition: Edition) -> list[str]:
    """A sentence for each picture that the edition prints and the storage has lost."""
    revisions = [article.printed for article in edition.articles.with_content()]
    pictures = [shown.picture for revision in revisions if revision for shown in revision.pictures.all()]
    return [
        f"The file of the picture “{picture}” is gone. Put the picture into its article again."
        for picture in pictures
        if not picture.file.storage.exists(str(picture.file.name))
    ]
