"""A checked package written anew with only what an article needs, and that into HTML."""

import re
import zipfile
from collections import Counter
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring
from xml.parsers.expat import ExpatError
from xml.sax.saxutils import quoteattr

import mammoth
from django.conf import settings
from django.utils.translation import gettext as _

from submissions import images
from submissions.images import PictureRefusedError
from submissions.word import sparing
from submissions.word.article import WordImage, WordRefusedError
from submissions.word.markup import DAMAGED
from submissions.word.package import Package

RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"

# The parts that hold words or say how they look; headers, footers, comments and properties are not among them.
_KINDS = ("styles", "numbering", "footnotes", "endnotes")
_BACK_LINK = re.compile(r'<a href="#(?:foot|end)note-ref-\d+">[^<]*</a>')
_LEVEL, _HEADING = re.compile(r"<h([1-6])>"), re.compile(r"(</?h)([1-6])(?=>)")
# What the reader of documents raises when a document is not what it promises.
_DAMAGES = (
    *(AttributeError, AssertionError, IndexError, KeyError, TypeError, ValueError, OverflowError, OSError),
    *(RecursionError, StopIteration, zipfile.BadZipFile, ExpatError),
)
_STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='Intense Quote'] => blockquote > p:fresh
p[style-name='Quotations'] => blockquote > p:fresh
p[style-name='List Bullet 2'] => ul|ol > li > ul > li:fresh
p[style-name='List Bullet 3'] => ul|ol > li > ul|ol > li > ul > li:fresh
p[style-name='List Number 2'] => ul|ol > li > ol > li:fresh
p[style-name='List Number 3'] => ul|ol > li > ul|ol > li > ol > li:fresh
p[style-name='Form note'] => !
r[style-name='Strong'] => strong
r[style-name='Emphasis'] => em
"""


@dataclass
class Translated:
    """The document's HTML, as Word's reader writes it, its pictures, and what was seen in it."""

    html: str
    images: list[WordImage] = field(default_factory=list)
    found: Counter[str] = field(default_factory=Counter)
    warnings: list[str] = field(default_factory=list)


def translated(package: Package) -> Translated:
    """The document as HTML, without anything deleted, hidden or commented. Raises WordRefusedError."""
    found: Counter[str] = Counter()
    pictures = _Pictures()
    try:
        fresh = _written_anew(package, found)
        result = mammoth.convert_to_html(
            BytesIO(fresh), style_map=_STYLES, convert_image=pictures.take, include_embedded_style_map=False
        )
    except _DAMAGES as error:
        raise WordRefusedError(DAMAGED) from error
    return Translated(_levelled(_BACK_LINK.sub("", result.value)), pictures.taken, found, pictures.warnings)


def _levelled(html: str) -> str:
    """Below a first heading that no other equals, the highest headings are those of sections, all others below them."""
    first, *others = [int(level) for level in _LEVEL.findall(html)] or [0]
    if not others or first >= min(others):
        others = [first, *others]
    names = {level: 3 if level in (first, min(others)) else 4 for level in (first, *others)}
    return _HEADING.sub(lambda tag: f"{tag[1]}{names[int(tag[2])]}", html)


def _written_anew(package: Package, found: Counter[str]) -> bytes:
    document = package.tree(package.document)
    if document is None:
        raise WordRefusedError(DAMAGED)
    styles_path = package.part_of("styles")
    hidden = sparing.hidden_styles(package.tree(styles_path) if styles_path else None)
    sparing.spare(document, hidden, found)
    parts: dict[str, bytes] = {}
    ties = Element("Relationships", xmlns=RELATIONSHIPS)
    _tie_again(package, ties, parts)
    found["lost"] += _cut_loose(document, {tie.get("Id") for tie in ties})
    parts["word/document.xml"] = tostring(document)
    for kind in _KINDS:
        path = package.part_of(kind)
        tree = package.tree(path) if path else None
        if tree is not None:
            if kind.endswith("notes"):
                sparing.spare(tree, hidden, found)
                _cut_loose(tree, set())
            parts[f"word/{kind}.xml"] = tostring(tree)
            SubElement(ties, "Relationship", Id=f"kept-{kind}", Type=f"{OFFICE}/{kind}", Target=f"{kind}.xml")
    parts["word/_rels/document.xml.rels"] = tostring(ties)
    return _zipped(parts)


def _tie_again(package: Package, ties: Element, parts: dict[str, bytes]) -> None:
    """The document's links and pictures under the names that it has for them."""
    tree = package.tree(package.beside(package.document))
    for tie in tree if tree is not None else ():
        kind, target = tie.get("Type", "").rpartition("/")[2], tie.get("Target", "")
        name = tie.get("Id", "")
        if kind == "hyperlink":
            SubElement(ties, "Relationship", Id=name, Type=f"{OFFICE}/hyperlink", Target=target, TargetMode="External")
        elif kind == "image" and package.path_of(target) in package.parts:
            path = f"media/{len(parts)}{re.sub(r'[^.a-z0-9]', '', '.' + target.lower().rpartition('.')[2])[:6]}"
            parts[f"word/{path}"] = package.parts[package.path_of(target)]
            SubElement(ties, "Relationship", Id=name, Type=f"{OFFICE}/image", Target=path)


def _cut_loose(tree: Element, known: set[str | None]) -> int:
    """Forget names of links and pictures that are not in the file; returns how many pictures that were."""
    lost = 0
    for node in tree.iter():
        for name in [name for name in node.attrib if name.startswith(f"{{{OFFICE}}}") and node.get(name) not in known]:
            lost += name.endswith("}embed")
            del node.attrib[name]
    return lost


def _zipped(parts: dict[str, bytes]) -> bytes:
    types = (
        f'<Types xmlns={quoteattr(TYPES)}><Default Extension="xml" ContentType="application/xml"/>'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/word/document.xml" ContentType={quoteattr(MAIN)}/></Types>'
    )
    root = (
        f"<Relationships xmlns={quoteattr(RELATIONSHIPS)}><Relationship Id='document' "
        f"Type={quoteattr(OFFICE + '/officeDocument')} Target='word/document.xml'/></Relationships>"
    )
    to = BytesIO()
    with zipfile.ZipFile(to, "w") as package:
        package.writestr("[Content_Types].xml", types)
        package.writestr("_rels/.rels", root)
        for path, content in parts.items():
            package.writestr(path, content)
    return to.getvalue()


class _Pictures:
    """Takes each picture of a document out of the text and makes it one of ours."""

    def __init__(self) -> None:
        self.taken: list[WordImage] = []
        self.warnings: list[str] = []
        self.seen = 0

    def take(self, image: Any) -> list[Any]:
        self.seen += 1
        name = _("Picture %(number)s") % {"number": self.seen}
        if len(self.taken) >= settings.PICTURES_PER_SUBMISSION:
            most = {"most": settings.PICTURES_PER_SUBMISSION}
            self._warn(_("An article has at most %(most)s pictures. The others were left out.") % most)
            return []
        try:
            with image.open() as file:
                picture = images.read(BytesIO(file.read()))
        except PictureRefusedError as refused:
            self._warn(_("%(name)s of the document was left out.") % {"name": name} + f" {refused}")
        except (*_DAMAGES, RuntimeError):
            self._warn(_("%(name)s of the document was left out, because it is not in the file.") % {"name": name})
        else:
            self.taken.append(WordImage(name, picture, " ".join((image.alt_text or "").split())[:300]))
        return []

    def _warn(self, sentence: str) -> None:
        if sentence not in self.warnings:
            self.warnings.append(sentence)
