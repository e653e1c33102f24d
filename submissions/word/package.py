"""The file as a package of parts, checked before anything reads it: what it is, how big, and what it is tied to."""

import re
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO
from typing import IO
from xml.etree.ElementTree import Element

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from submissions.word import markup
from submissions.word.article import WordRefusedError

SAVE_AS = _("Open it in Word, choose Save As, then Word Document (*.docx), and send that.")
MOST_PARTS = 1_000
MOST_IN_PART = 4_000_000  # bytes of one part that is XML
MOST_XML, MOST_UNPACKED = 20_000_000, 100_000_000
MOST_PRESSED = 100  # times smaller than it is, from a megabyte on; text is pressed 20 times at most

DOCUMENTS = {
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
}
TOO_BIG = _("The document is too big once it is unpacked. Copy its text into a new document and send that.")
TOO_LARGE = _(
    "The document must be smaller than %(size)s MB. Take the pictures out and send it again; the form asks for them."
)
PROTECTED = _("The document is protected by a password. Take the password off in Word and send it again.")
DAMAGED = _("The document is damaged or not complete. Open it in Word, save it again and send that.")
MACROS = _(
    "The document holds macros, which are programs. Save it as a Word Document (*.docx) without them and send that."
)
TIED = _(
    "The document is tied to something outside it ({what}), which we never fetch. Copy its text into a new document, "
    "put pictures into it instead of linking to them, and send that."
)
RUNS = _("The document has a field that fetches or starts something ({what}). Copy its text into a new document.")

# What zipfile raises over a damaged package; NotImplementedError is its word for a compression that it can't undo.
UNREADABLE = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError, OSError)
_OTHERS = (
    (b"{\\rtf", _("This is an RTF file, not a Word document.")),
    (b"%pdf", _("This is a PDF, not a Word document.")),
    (b"<?xml", _("This is an XML file, not a Word document.")),
)
_EXTERNAL_KINDS = {
    "attachedTemplate": _("a template"),
    "image": _("a picture"),
    "oleObject": _("another document"),
    "frame": _("a web page"),
    "subDocument": _("another document"),
}
_FIELD = re.compile(
    r"\x00\s*(DDEAUTO|DDE|INCLUDEPICTURE|INCLUDETEXT|INCLUDE|IMPORT|LINK|DATABASE|RD|MACROBUTTON)\b", re.IGNORECASE
)
_XML = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)


@dataclass(frozen=True)
class Package:
    """The parts of a document by their paths; every part that is XML can be read safely."""

    parts: dict[str, bytes]
    document: str

    def tree(self, path: str) -> Element | None:
        """The part as a tree, or None when there is no such part."""
        return markup.tree(self.parts[path]) if path in self.parts else None

    def beside(self, path: str) -> str:
        """Where the relationships of a part stand."""
        folder, _, name = path.rpartition("/")
        return f"{folder}/_rels/{name}.rels".lstrip("/")

    def part_of(self, kind: str) -> str:
        """The part to which the document is tied by this kind of relationship; empty when there is none."""
        tree = self.tree(self.beside(self.document))
        for tie in tree if tree is not None else ():
            if tie.get("Type", "").endswith(f"/{kind}") and tie.get("TargetMode") != "External":
                return self.path_of(tie.get("Target", ""))
        return ""

    def path_of(self, target: str) -> str:
        """Where a target of the document's relationships stands."""
        if target.startswith("/"):
            return target.lstrip("/")
        folder = self.document.rpartition("/")[0].split("/")
        for step in target.split("/"):
            folder = folder[:-1] if step == ".." else [*folder, step] if step != "." else folder
        return "/".join(folder).lstrip("/")


def opened(file: IO[bytes]) -> Package:
    """The package in this file. Raises WordRefusedError."""
    content = file.read(settings.WORD_MAX_BYTES + 1)
    if len(content) > settings.WORD_MAX_BYTES:
        raise WordRefusedError(str(TOO_LARGE) % {"size": settings.WORD_MAX_BYTES // 1_000_000})
    if not content.startswith(b"PK\x03\x04"):
        raise WordRefusedError(_other(content))
    parts = _unpacked(content)
    package = Package(parts, _document(parts))
    for path in parts:
        _check_part(package, path)
    return package


def _other(content: bytes) -> str:
    """What to do about a file that is no package at all."""
    start = content[:2000].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if not content.strip():
        return str(_("The document is empty. Choose the file again."))
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in content:
            return str(PROTECTED)
        return _save_as(_("This is a document of Word 2003 or before, or something else that is not a .docx file."))
    for mark, sentence in _OTHERS:
        if start.startswith(mark):
            return _save_as(sentence)
    if re.match(rb"<(!doctype|html|head|body|meta)|mime-version:", start):
        return _save_as(_("This is a web page, not a Word document."))
    return _save_as(_("This is not a Word document (.docx)."))


def _save_as(sentence: str | Promise) -> str:
    return f"{sentence} {SAVE_AS}"


def _unpacked(content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            entries = [entry for entry in package.infolist() if not entry.is_dir()]
            _check_entries(entries)
            parts: dict[str, bytes] = {}
            for entry in entries:
                parts[entry.filename.lstrip("/")] = _part(package, entry, sum(map(len, parts.values())))
    except UNREADABLE as error:
        raise WordRefusedError(DAMAGED) from error
    if sum(len(content) for path, content in parts.items() if _XML.search(path)) > MOST_XML:
        raise WordRefusedError(TOO_BIG)
    return parts


def _check_entries(entries: list[zipfile.ZipInfo]) -> None:
    names = [entry.filename.lstrip("/").lower() for entry in entries]
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise WordRefusedError(PROTECTED)
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > MOST_UNPACKED:
        raise WordRefusedError(TOO_BIG)
    for entry in entries:
        if entry.file_size > 1_000_000 and entry.file_size > MOST_PRESSED * max(entry.compress_size, 1):
            raise WordRefusedError(TOO_BIG)
    if len(set(names)) < len(names) or any(".." in name.split("/") or "\\" in name for name in names):
        raise WordRefusedError(DAMAGED)


def _part(package: zipfile.ZipFile, entry: zipfile.ZipInfo, before: int) -> bytes:
    """One part, read no further than permitted, whatever the package says of its size."""
    most = min(MOST_IN_PART if _XML.search(entry.filename) else MOST_UNPACKED, MOST_UNPACKED - before)
    with package.open(entry) as part:
        content = part.read(most + 1)
    if len(content) > most:
        raise WordRefusedError(TOO_BIG)
    return content


def _document(parts: dict[str, bytes]) -> str:
    """Where the text stands. Raises WordRefusedError for the package of another program."""
    if "[Content_Types].xml" not in parts:
        kind = parts.get("mimetype", b"")[:100]
        if b"opendocument" in kind:
            raise WordRefusedError(_save_as(_("This is an OpenDocument file, not a Word document.")))
        raise WordRefusedError(_save_as(_("This is a package of files, but no Word document.")))
    if any(path.lower().endswith(("vbaproject.bin", "vbadata.xml")) for path in parts):
        raise WordRefusedError(MACROS)
    types = {
        node.get("PartName", "").lstrip("/"): node.get("ContentType", "")
        for node in markup.tree(parts["[Content_Types].xml"])
    }
    if any("macroenabled" in kind.lower() or "vbaproject" in kind.lower() for kind in types.values()):
        raise WordRefusedError(MACROS)
    found = [path for path, kind in types.items() if kind in DOCUMENTS and path in parts]
    if not found:
        raise WordRefusedError(_save_as(_("This is a file of another program, not a Word document.")))
    return found[0]


def _check_part(package: Package, path: str) -> None:
    lower = path.lower()
    if "activex" in lower:
        raise WordRefusedError(MACROS)
    if lower.endswith(".rels"):
        for tie in markup.tree(package.parts[path]):
            _check_tie(tie)
    elif _XML.search(lower):
        markup.check(package.parts[path])
    if lower.startswith("word/") and _XML.search(lower):
        _check_fields(package, path)


def _check_tie(tie: Element) -> None:
    kind = tie.get("Type", "").rpartition("/")[2]
    if tie.get("TargetMode", "").lower() == "external" and kind != "hyperlink":
        raise WordRefusedError(str(TIED).format(what=_EXTERNAL_KINDS.get(kind, _("another file"))))


def _check_fields(package: Package, path: str) -> None:
    """Fields of Word that fetch or start something; their commands may be cut into pieces."""
    if b"instr" not in package.parts[path]:
        return
    tree = markup.tree(package.parts[path])
    said = ""
    for node in tree.iter():
        if node.tag == f"{markup.W}fldChar" and node.get(f"{markup.W}fldCharType") == "begin":
            said += "\0"
        elif node.tag == f"{markup.W}instrText":
            said += node.text or ""
        elif node.tag == f"{markup.W}fldSimple":
            said += "\0" + node.get(f"{markup.W}instr", "")
    if found := _FIELD.search(said):
        raise WordRefusedError(str(RUNS).format(what=found[1].upper()))
