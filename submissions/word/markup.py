"""The XML of a document, read without entities, definitions or depths that would harm the reader."""

from typing import NoReturn
from xml.etree.ElementTree import Element, ParseError, fromstring
from xml.parsers import expat

from django.utils.translation import gettext_lazy as _

from submissions.word.article import WordRefusedError

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
W = f"{{{NAMESPACE}}}"
DEEPEST = 90
MOST_ELEMENTS = 60_000

REFUSED = _("The document has XML that Word never writes. Copy its text into a new document and send that.")
DAMAGED = _("The document is damaged or not complete. Open it in Word, save it again and send that.")
TOO_DEEP = _("The document is too complicated for us to read. Copy its text into a new document and send that.")

# The names that the strict form of the standard has, and those that all programs use.
_STRICT = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": NAMESPACE.encode(),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/drawingml/": b"http://schemas.openxmlformats.org/drawingml/2006/",
}


def check(content: bytes) -> None:
    """Raises WordRefusedError for what must not be read any further."""
    depth = count = 0

    def start(name: str, attributes: object) -> None:
        nonlocal depth, count
        depth, count = depth + 1, count + 1
        if depth > DEEPEST or count > MOST_ELEMENTS:
            raise WordRefusedError(TOO_DEEP)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1

    def refuse(*said: object) -> NoReturn:
        raise WordRefusedError(REFUSED)

    parser = expat.ParserCreate(namespace_separator="}")
    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(content, True)
    except (expat.ExpatError, ValueError, LookupError) as error:
        raise WordRefusedError(DAMAGED) from error


def tree(content: bytes) -> Element:
    """A checked part as a tree."""
    check(content)
    for strict, usual in _STRICT.items():
        content = content.replace(strict, usual)
    try:
        return fromstring(content)  # noqa: S314  # checked above: it has no definitions and no entities
    except ParseError as error:
        raise WordRefusedError(DAMAGED) from error
