"""What every face of a revision is made of: its pictures, content blocks and contacts, ready for markup."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlsplit

from django.utils.safestring import SafeString

from bulletin import prose
from submissions import contact_reading, images
from submissions.models import Revision, RevisionPicture
from submissions.rendering import words

# The address of a picture at most that many pixels wide; site, previews and emails have different ones.
PictureUrl = Callable[[RevisionPicture, int], str]

EMAIL_COLUMN = 576  # pixels between the margins of an email
NARROW = 400  # a picture at most that wide is a logo or a portrait and not stretched
FACTS = {"event": ("when", "where", "audience", "register"), "call": ("opens", "closes", "ask")}

_ADDRESS = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]")
_EMAIL = re.compile(r"[^\s@<>\"]+@[^\s@<>\"]+\.[^\s@<>\"]+")


@dataclass(frozen=True)
class PrintedPicture:
    url: str
    sources: str  # for srcset; empty when there is one size only
    width: int
    height: int
    is_narrow: bool
    alt: str
    caption: str
    credit: str


@dataclass(frozen=True)
class Line:
    """A line as it was typed; its words become a link when it holds one web address, so that none is read aloud."""

    typed: str
    words: str = ""
    url: str = ""

    @property
    def html(self) -> SafeString:
        return prose.inline(self.typed)


@dataclass(frozen=True)
class PrintedBlock:
    """A content block: `about` are its own fields, `facts` its labelled ones that are not empty."""

    kind: str
    label: str
    about: dict[str, str]
    items: list[Line]
    facts: list[tuple[str, Line]]

    @property
    def text(self) -> SafeString:
        return prose.printed(prose.from_text(self.about.get("text", "")))


@dataclass(frozen=True)
class PrintedContact:
    name: str
    role: str
    email: str
    email_url: str
    phone: str
    phone_url: str
    website: str
    website_url: str


def for_web(revision: Revision, picture_url: PictureUrl) -> list[PrintedPicture]:
    """The revision's pictures in order; prefetch `pictures__picture` to ask many revisions."""
    widest = max(images.WEB_WIDTHS)
    return [_picture(shown, picture_url, images.WEB_WIDTHS, widest) for shown in revision.pictures.all()]


def for_email(revision: Revision, picture_url: PictureUrl) -> list[PrintedPicture]:
    """The same, no wider than an email's column, because Outlook obeys nothing but the width of the element."""
    return [_picture(shown, picture_url, (images.EMAIL_WIDTH,), EMAIL_COLUMN) for shown in revision.pictures.all()]


def _picture(shown: RevisionPicture, picture_url: PictureUrl, widths: Sequence[int], widest: int) -> PrintedPicture:
    picture, smallest = shown.picture, min(widths)
    width = min(picture.width, widest)
    wider = [each for each in widths if each == smallest or picture.width > smallest]
    sources = ", ".join(f"{picture_url(shown, each)} {min(each, picture.width)}w" for each in wider)
    return PrintedPicture(
        url=picture_url(shown, smallest),
        sources=sources if len(wider) > 1 else "",
        width=width,
        height=max(1, round(picture.height * width / picture.width)),
        is_narrow=picture.width <= NARROW or picture.height > picture.width,
        alt="" if shown.is_decorative else shown.alt,
        caption=shown.caption,
        credit=shown.credit,
    )


def blocks(revision: Revision) -> list[PrintedBlock]:
    """The revision's content blocks in order."""
    labels = words.of(revision.language)
    return [
        PrintedBlock(
            kind=block["kind"],
            label=labels.get(block["kind"], ""),
            about={name: value for name, value in block.items() if isinstance(value, str)},
            items=[line(item) for item in block.get("items", [])],
            facts=[(labels[name], Line(block[name])) for name in FACTS.get(block["kind"], ()) if block.get(name)],
        )
        for block in revision.blocks
    ]


def line(text: str) -> Line:
    """A line as it was typed, its words made the link where it holds one web address and no other."""
    found = _ADDRESS.findall(text)
    if len(found) != 1 or "@" in text:
        return Line(text)
    around = re.sub(rf"[(<\[]?{re.escape(found[0])}[)>\]]?", " ", text)
    rest = " ".join(around.split()).strip(" .:,-–")
    return Line(text, rest or found[0], found[0])


def contacts(revision: Revision) -> list[PrintedContact]:
    return [_contact(contact) for contact in revision.contacts]


def _contact(contact: dict[str, Any]) -> PrintedContact:
    email, phone, website = (str(contact.get(name, "")).strip() for name in ("email", "phone", "website"))
    return PrintedContact(
        name=contact.get("name", ""),
        role=contact.get("role", ""),
        email=email,
        email_url=f"mailto:{quote(email, safe='@')}" if _EMAIL.fullmatch(email) else "",
        phone=phone,
        phone_url=contact_reading.telephone(phone),
        website=re.sub(r"^https?://", "", website).rstrip("/"),
        website_url=_web_address(website),
    )


def _web_address(website: str) -> str:
    address = website if "://" in website else f"https://{website}"
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in {"http", "https"} and "." in parts.netloc and " " not in address else ""
