"""The rows of the editorial half; each module holds one kind."""

from submissions.models.change import ChangeItem
from submissions.models.contributor import Contributor, Organisation
from submissions.models.draft import Draft, LinkRequest
from submissions.models.picture import Picture
from submissions.models.revision import Revision, RevisionPicture
from submissions.models.section import Section, SectionColour, Theme
from submissions.models.submission import Submission

__all__ = [
    "ChangeItem",
    "Contributor",
    "Draft",
    "LinkRequest",
    "Organisation",
    "Picture",
    "Revision",
    "RevisionPicture",
    "Section",
    "SectionColour",
    "Submission",
    "Theme",
]
