"""Anyone's text into our safe HTML, and that into plain text: the only place that marks text as safe."""

import hashlib
import re
from collections.abc import Iterator

from django.utils.safestring import SafeString, mark_safe

from bulletin import plain, reading, structure
from bulletin.cleaning import cleaned, strict

_HEADING = re.compile(r"(</?h)([34])(?=>)")
_FROM_EDITOR = re.compile(r"\s*<(p|h[1-6]|ul|ol|blockquote|table|div|br)\b[^<>]*>", re.IGNORECASE)


def clean(html: str) -> str:
    """Our safe HTML for anyone's: what every write of prose passes through; bulletin.cleaning says what it does."""
    return cleaned(html).html


def from_text(text: str) -> str:
    """Our HTML for plain text: paragraphs, line breaks, lists of lines that begin with "- " or "* ", and links."""
    return clean(plain.paragraphs_of(text))


def from_editor(value: str) -> str:
    """Our HTML for what a prose box posted: the editor's HTML, or plain text typed without JavaScript."""
    return clean(value) if _FROM_EDITOR.match(value) else from_text(value)


def to_text(html: str, width: int = 72) -> str:
    """Plain text for an email, wrapped at that width; lists, quotations, tables and links stay recognisable."""
    return plain.written(reading.read(html), width)


def printed(html: str, *, heading: int = 3) -> SafeString:
    """Prose for a template, cleaned once more, so that no row written by other ways is ever trusted.

    `heading` is the level at which its headings begin there.
    """
    levels = _HEADING.sub(lambda tag: f"{tag[1]}{int(tag[2]) + heading - 3}", clean(html))
    return mark_safe(levels)  # noqa: S308  # the one function that may: it is clean


def kept(html: str, sha256: str) -> SafeString:
    """A page part of our own making, as it was signed off; raises ValueError when it is no longer the same."""
    if hashlib.sha256(html.encode()).hexdigest() != sha256:
        raise ValueError("What is kept is not what was signed off: its sha256 differs.")
    return mark_safe(html)  # noqa: S308  # our own templates wrote it, and nobody changed it since


def inline(text: str) -> SafeString:
    """One line of plain text for a template, its web and email addresses made links."""
    return mark_safe(strict(plain.linked(" ".join(text.split()))))  # noqa: S308  # escaped and cleaned


def line(text: str) -> str:
    """One line of anyone's plain text, as every title, name and subject is kept: no breaks, nothing invisible."""
    return " ".join(reading.visible(text).split())


def lines(text: str) -> str:
    """Anyone's plain text of several lines, with nothing invisible in it."""
    return reading.visible(text).replace("\r\n", "\n").strip()


def words(html: str) -> int:
    """How many words a reader reads; a dash or a bullet is none."""
    return sum(any(map(str.isalnum, word)) for text in paragraphs(html) for word in text.split())


def paragraphs(html: str) -> list[str]:
    """The plain words of each paragraph, heading, item and table row, in order and without the links' addresses."""
    return list(_lines(reading.read(html)))


def _lines(group: structure.Group) -> Iterator[str]:
    for child in group.children:
        if isinstance(child, structure.Passage):
            yield plain.of(child)
        elif child.tag == "tr":
            yield plain.row_of(child)
        else:
            yield from _lines(child)
