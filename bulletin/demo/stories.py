"""What a demo article is made of, in short forms, so that the words can stand by themselves."""

from dataclasses import dataclass, field

from submissions.blocks import Block, Contact, block_from, contact_from


@dataclass(frozen=True)
class DemoPicture:
    drawing: str  # a name in demo/pictures.py
    alt: str = ""  # empty: decorative
    caption: str = ""
    credit: str = ""


@dataclass(frozen=True)
class Story:
    """One invented article: who wrote it, where it belongs, and what it says; `body` is plain text."""

    writer: str
    section: str
    title: str
    summary: str
    body: str
    themes: tuple[str, ...] = ()
    blocks: tuple[Block, ...] = ()
    contacts: tuple[Contact, ...] = ()
    pictures: tuple[DemoPicture, ...] = field(default=())
    language: str = "en"


def block(kind: str, **fields: object) -> Block:
    return block_from({"kind": kind, **fields})


def contact(**fields: str) -> Contact:
    return contact_from({**fields, "agreed": True})
