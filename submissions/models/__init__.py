"""The rows of the editorial half; each module holds one kind."""

from submissions.models.change import ChangeItem
from submissions.models.clearance import ClearanceAnswer, ClearanceQuestion, FindingAnswer
from submissions.models.contributor import Contributor, Organisation
from submissions.models.draft import Draft, LinkRequest
from submissions.models.look import Look, SavedSearch
from submissions.models.message import Message
from submissions.models.phrase import Phrase
from submissions.models.picture import Picture
from submissions.models.proof import DailyMail, Proof, ProofComment, Signer
from submissions.models.revision import Revision, RevisionPicture
from submissions.models.searched import Searched
from submissions.models.section import Section, SectionColour, Theme
from submissions.models.submission import Submission

__all__ = [
    "ChangeItem",
    "ClearanceAnswer",
    "ClearanceQuestion",
    "Contributor",
    "DailyMail",
    "Draft",
    "FindingAnswer",
    "LinkRequest",
    "Look",
    "Message",
    "Organisation",
    "Phrase",
    "Picture",
    "Proof",
    "ProofComment",
    "Revision",
    "RevisionPicture",
    "SavedSearch",
    "Searched",
    "Section",
    "SectionColour",
    "Signer",
    "Submission",
    "Theme",
]
