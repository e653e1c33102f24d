"""Everything printed of a submission at one moment, before it is a revision and read back from one."""

from dataclasses import dataclass
from datetime import date

from submissions.blocks import Block, Contact, contact_from
from submissions.images import ReadPicture
from submissions.models import Picture, Revision, RevisionPicture


@dataclass(frozen=True)
class PlacedPicture:
    """A picture with how the revision shows it; one that was just read is not kept yet.

    Owner, people and the end of their consent are for editors and never printed.
    """

    picture: Picture | ReadPicture
    original_name: str = ""
    is_decorative: bool = False
    alt: str = ""
    caption: str = ""
    credit: str = ""
    owner: str = ""
    people: str = RevisionPicture.People.NOT_SAID
    consent_until: date | None = None


@dataclass(frozen=True)
class Content:
    """Everything printed of a submission, before it is a revision; `body` is HTML of any origin."""

    title: str
    body: str
    summary: str = ""
    language: str = Revision.Language.ENGLISH
    blocks: tuple[Block, ...] = ()
    contacts: tuple[Contact, ...] = ()
    pictures: tuple[PlacedPicture, ...] = ()


def content_of(revision: Revision) -> Content:
    """What a revision says, ready to be changed with `dataclasses.replace` or shown in a form.

    Prefetch `pictures__picture` to ask many revisions.
    """
    kept = "pictures" in getattr(revision, "_prefetched_objects_cache", {})
    uses = revision.pictures.all() if kept else revision.pictures.select_related("picture")
    return Content(
        title=revision.title,
        body=revision.body,
        summary=revision.summary,
        language=revision.language,
        blocks=tuple(revision.blocks),
        contacts=tuple(contact_from(contact) for contact in revision.contacts),
        pictures=tuple(placed(use) for use in uses),
    )


def placed(use: RevisionPicture) -> PlacedPicture:
    """A revision's picture as the next one would place it."""
    return PlacedPicture(
        picture=use.picture,
        original_name=use.picture.original_name,
        is_decorative=use.is_decorative,
        alt=use.alt,
        caption=use.caption,
        credit=use.credit,
        owner=use.owner,
        people=use.people,
        consent_until=use.consent_until,
    )
