"""What was understood of a Word document, and what was not."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from submissions.blocks import Contact
from submissions.images import ReadPicture


class WordRefusedError(Exception):
    """A document that we can't take; the message is one line for the sender that says what to do."""

    def __str__(self) -> str:
        return str(self.args[0])  # in the language of whoever reads it


@dataclass(frozen=True)
class WordImage:
    """A picture of the document, already made safe, with the description that it had there."""

    name: str
    picture: ReadPicture
    alt: str = ""


@dataclass(frozen=True)
class WordArticle:
    """The parts of an article in a document; `body` is our HTML, everything else plain text.

    `about` has what our own form says of the sender: name, email, phone, organisation; each may be missing.
    `unplaced` holds the lines that belong nowhere, so that the sender can copy them; `warnings` are sentences.
    """

    title: str = ""
    summary: str = ""
    body: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
    contacts: tuple[Contact, ...] = ()
    images: tuple[WordImage, ...] = ()
    unplaced: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The same for a program: of each picture its name, description and measures."""
        images = [
            {"name": it.name, "alt": it.alt, "type": it.picture.content_type, "width": it.picture.width}
            | {"height": it.picture.height}
            for it in self.images
        ]
        return {
            "title": self.title,
            "summary": self.summary,
            "body": self.body,
            "about": dict(self.about),
            "contacts": [dict(contact) for contact in self.contacts],
            "images": images,
            "unplaced": list(self.unplaced),
            "warnings": list(self.warnings),
        }
