"""The faces of an article that is not a revision yet, so that its writer sees it as a reader will."""

from submissions.content import Content
from submissions.models import Picture, Revision, RevisionPicture


def revision(content: Content) -> Revision:
    """A revision that is in no database, for the faces only."""
    made = Revision(
        pk=0,
        language=content.language,
        title=content.title,
        summary=content.summary,
        body=content.body,
        blocks=list(content.blocks),
        contacts=list(content.contacts),
    )
    uses = [
        RevisionPicture(
            picture=_picture(placed.picture),
            position=position,
            is_decorative=placed.is_decorative,
            alt=placed.alt,
            caption=placed.caption,
            credit=placed.credit,
        )
        for position, placed in enumerate(content.pictures, start=1)
    ]
    made._prefetched_objects_cache = {"pictures": uses}  # type: ignore[attr-defined]  # what prefetch_related fills
    return made


def _picture(picture: object) -> Picture:
    if isinstance(picture, Picture):
        return picture
    names = ("content_type", "width", "height", "sha256")
    return Picture(**{name: getattr(picture, name) for name in names})
