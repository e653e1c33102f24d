"""Hostile and odd files, each with its right answer; docs/word.md lists them in the same words."""

import struct
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

from PIL import Image

from submissions.word.article import WordArticle
from tests.documents.packing import (
    DOCUMENT,
    MAIN,
    TIES,
    document,
    packed,
    paragraph,
    run,
    tie,
    ties,
    types,
    zipped,
)

STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
CORE = '<c xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:creator>{}</dc:creator></c>'
NOTE = '<w:{0} xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{1}</w:{0}>'
TEXT = paragraph("Plain words stay.")


@dataclass(frozen=True)
class Odd:
    """What it is, as docs/word.md says; its bytes; and a part of the refusal, or what must be true of the article."""

    what: str
    content: bytes
    refused: str = ""
    holds: Callable[[WordArticle], bool] | None = None
    name: str = "article.docx"


def png(width: int = 8, height: int = 8) -> bytes:
    to = BytesIO()
    Image.new("RGB", (width, height), "navy").save(to, "PNG")
    return to.getvalue()


def picture(name: str = "rId5", alt: str = "A blue square", how: str = "embed") -> str:
    space = "http://schemas.openxmlformats.org/drawingml/2006"
    return (
        f'<w:p><w:r><w:drawing><wp:inline xmlns:wp="{space}/wordprocessingDrawing">'
        f'<wp:docPr id="1" name="P" descr="{alt}"/><a:graphic xmlns:a="{space}/main"><a:graphicData>'
        f'<pic:pic xmlns:pic="{space}/picture"><pic:blipFill><a:blip r:{how}="{name}"/></pic:blipFill></pic:pic>'
        "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def with_picture(content: bytes, ending: str = "png", **kept: str) -> bytes:
    return packed(
        TEXT + picture(**kept),
        relations=(tie("image", f"media/image1.{ending}", name="rId5"),),
        **{f"word/media/image1.{ending}": content},
    )


def field(command: str) -> str:
    begin, end = (f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "end"))
    halves = command[: len(command) // 2], command[len(command) // 2 :]
    said = "".join(f"<w:r><w:instrText>{half}</w:instrText></w:r>" for half in halves)
    return f"<w:p>{begin}{said}{end}</w:p>"


def lying_about_its_size() -> bytes:
    """Its directory says ten bytes; there are two hundred million."""
    body = b"<a>" + b"x" * 30_000_000
    whole = bytearray(zipped({DOCUMENT: body, "[Content_Types].xml": types()}))
    for mark in (b"PK\x01\x02", b"PK\x03\x04"):
        at = whole.find(mark)
        place = at + (24 if mark == b"PK\x01\x02" else 22)
        whole[place : place + 4] = struct.pack("<I", 10)
    return bytes(whole)


def encrypted_entry() -> bytes:
    whole = bytearray(packed(TEXT))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = whole.find(mark)
        while at >= 0:
            whole[at + offset] |= 1
            at = whole.find(mark, at + 4)
    return bytes(whole)


def says(*words: str) -> Callable[[WordArticle], bool]:
    """A warning with these words, and the plain text whole."""
    return lambda article: (
        all(any(word in warning for warning in article.warnings) for word in words)
        and article.body == "<p>Plain words stay.</p>"
    )


def warns(word: str) -> Callable[[WordArticle], bool]:
    return lambda article: any(word in warning for warning in article.warnings)


def body(html: str) -> Callable[[WordArticle], bool]:
    return lambda article: article.body == html


DTD = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600

REFUSED = (
    Odd("An empty file", b"", "is empty"),
    Odd("RTF with the ending .docx", b"{\\rtf1\\ansi hello}", "an RTF file"),
    Odd("A Word 97 document renamed", OLE, "Word 2003 or before"),
    Odd("A document with a password", OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    Odd("A PDF renamed", b"%PDF-1.7\n", "This is a PDF"),
    Odd("A web page renamed", b"<!DOCTYPE html><html><body>hello", "a web page"),
    Odd("A web archive of Word", b"MIME-Version: 1.0\nContent-Type: multipart/related", "a web page"),
    Odd("Plain text renamed", b"Dear editors", "not a Word document"),
    Odd("Flat XML of Word", b"<?xml version='1.0'?><pkg:package/>", "an XML file"),
    Odd("A picture renamed", png(), "not a Word document"),
    Odd(
        "An OpenDocument text renamed",
        zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}),
        "an OpenDocument file",
    ),
    Odd("Any other zip renamed", zipped({"a.txt": b"a"}), "no Word document"),
    Odd(
        "A workbook renamed",
        packed(**{"[Content_Types].xml": types(MAIN.replace("wordprocessingml.document", "spreadsheetml.sheet"))}),
        "another program",
    ),
    Odd("Half of a document", packed(TEXT)[:700], "damaged"),
    Odd("A document whose text is missing", packed(TEXT, **{DOCUMENT: None}), "another program"),
    Odd("XML that ends in the middle", packed(**{DOCUMENT: document(TEXT)[:-30]}), "damaged"),
    Odd("Macros", packed(TEXT, **{"word/vbaProject.bin": b"x"}), "macros"),
    Odd(
        "A .docm renamed",
        packed(**{"[Content_Types].xml": types("application/vnd.ms-word.document.macroEnabled.main+xml")}),
        "macros",
    ),
    Odd("ActiveX controls", packed(TEXT, **{"word/activeX/activeX1.xml": b"<a/>"}), "macros"),
    Odd("Entities that grow", packed(**{DOCUMENT: DTD + b"<d>&b;</d>"}), "XML that Word never writes"),
    Odd("An entity that reads a file", packed(**{DOCUMENT: OUTSIDE + b"<d>&a;</d>"}), "XML that Word never writes"),
    Odd(
        "A definition in UTF-16",
        packed(**{"word/settings.xml": '<?xml version="1.0"?><!DOCTYPE d><d/>'.encode("utf-16")}),
        "XML that Word never writes",
    ),
    Odd("Elements nested a thousand deep", packed("<w:p>" * 1000 + "</w:p>" * 1000), "too complicated"),
    Odd("A bomb: 60 MB of spaces", packed(**{DOCUMENT: document(" " * 60_000_000)}), "too big"),
    Odd("A bomb that lies about its size", lying_about_its_size(), "too big|damaged"),
    Odd("A bomb of many parts", zipped({f"word/{n}.xml": b"" for n in range(1500)}), "too big"),
    Odd("Two parts of one name", zipped({DOCUMENT: b"<a/>", DOCUMENT.upper(): b"<b/>"}), "damaged"),
    Odd("A path that climbs out of its folder", packed(TEXT, **{"../../evil.xml": b"<a/>"}), "damaged"),
    Odd("Entries that are encrypted", encrypted_entry(), "password"),
    Odd(
        "A picture that is fetched from the web",
        packed(TEXT, relations=(tie("image", "https://tracker.example/a.png", external=True),)),
        "tied to something outside",
    ),
    Odd(
        "A template that is fetched from the web",
        packed(
            TEXT,
            **{
                "word/_rels/settings.xml.rels": ties(tie("attachedTemplate", "https://a.example/t.dotm", external=True))
            },
        ),
        "a template",
    ),
    Odd("A field that starts a program", packed(field('DDEAUTO c:\\\\x "y"')), "DDEAUTO"),
    Odd(
        "A field that fetches a picture", packed(field('INCLUDEPICTURE "https://tracker.example/a"')), "INCLUDEPICTURE"
    ),
    Odd("A marking in the text", packed(paragraph("OFFICIAL-SENSITIVE")), "protective marking"),
    Odd(
        "A marking in a header",
        packed(TEXT, **{"word/header1.xml": NOTE.format("hdr", paragraph("SECRET")).encode()}),
        "a header",
    ),
    Odd(
        "A marking in the properties",
        packed(TEXT, **{"docProps/core.xml": CORE.format("SECRET").encode()}),
        "properties",
    ),
    Odd(
        "A marking in a deleted line",
        packed("<w:p><w:del><w:r><w:delText>SECRET</w:delText></w:r></w:del></w:p>"),
        "marking",
    ),
    Odd("A marking in the file's name", packed(TEXT), "the name of the file", name="plan_OFFICIAL-SENSITIVE.docx"),
)

READ = (
    Odd(
        "Tracked changes",
        packed(
            f"<w:p>{run('Plain words ')}<w:del><w:r><w:delText>go</w:delText></w:r></w:del>"
            f"<w:ins>{run('stay.')}</w:ins></w:p>"
        ),
        holds=says("tracked changes"),
    ),
    Odd("Hidden text", packed(TEXT + f"<w:p>{run('ghost', '<w:vanish/>')}</w:p>"), holds=says("hidden text")),
    Odd(
        "Text hidden by a style that is based on another",
        packed(TEXT + "<w:p>" + run("ghost", '<w:rStyle w:val="Ghost2"/>') + "</w:p>"),
        holds=says("hidden text"),
    ),
    Odd(
        "Comments",
        packed(
            paragraph("Plain words stay.", before='<w:commentRangeStart w:id="0"/>')
            + '<w:p><w:r><w:commentReference w:id="0"/></w:r></w:p>',
            **{"word/comments.xml": NOTE.format("comments", paragraph("gossip")).encode()},
        ),
        holds=says("comments"),
    ),
    Odd(
        "Properties that name the author, and a footer",
        packed(
            TEXT,
            **{
                "docProps/core.xml": CORE.format("Sam Writer").encode(),
                "word/footer1.xml": NOTE.format("ftr", paragraph("gossip")).encode(),
            },
        ),
        holds=says("properties", "footers"),
    ),
    Odd(
        "A picture with its description",
        with_picture(png()),
        holds=lambda article: [image.alt for image in article.images] == ["A blue square"],
    ),
    Odd("A picture of too many pixels", with_picture(png(6000, 4000)), holds=says("million pixels")),
    Odd("A drawing of a kind we can't read", with_picture(b"\x01\0\0\0l\0\0\0", "emf"), holds=says("not a picture")),
    Odd("A picture that is not in the file", packed(TEXT + picture("rId77")), holds=says("not in the file")),
    Odd(
        "A link that would start a script",
        packed(
            f'<w:p><w:hyperlink r:id="rId8">{run("here")}</w:hyperlink></w:p>',
            relations=(tie("hyperlink", "javascript:alert(1)", name="rId8", external=True),),
        ),
        holds=body("<p>here</p>"),
    ),
    Odd(
        "A link that a mail gateway wrapped",
        packed(
            f'<w:p><w:hyperlink r:id="rId8">{run("here")}</w:hyperlink></w:p>',
            relations=(
                tie(
                    "hyperlink",
                    "https://eur01.safelinks.protection.outlook.com/?url=https%3A%2F%2Fa.example%2Fb&amp;data=x",
                    name="rId8",
                    external=True,
                ),
            ),
        ),
        holds=body('<p><a href="https://a.example/b" rel="noopener noreferrer">here</a></p>'),
    ),
    Odd(
        "Markup typed as text",
        packed(paragraph("&lt;script&gt;x&lt;/script&gt;")),
        holds=body("<p>&lt;script&gt;x&lt;/script&gt;</p>"),
    ),
    Odd(
        "The strict form of the standard",
        packed(**{DOCUMENT: document(paragraph("T", "Title") + TEXT, STRICT)}),
        holds=body("<p>Plain words stay.</p>"),
    ),
    Odd("A document without anything in it", packed(title=""), holds=warns("no text")),
    Odd(
        "A document without styles",
        packed(TEXT, **{"word/styles.xml": None, TIES: None}),
        holds=body("<p>Plain words stay.</p>"),
    ),
    Odd("A chart", packed(TEXT + '<w:p><w:r><c:chart xmlns:c="x"/></w:r></w:p>'), holds=says("a chart")),
    Odd("Right-to-left text", packed(paragraph("الشرطة المحلية")), holds=body("<p>الشرطة المحلية</p>")),
    Odd(
        "Control characters and a byte order mark in the text",
        packed(paragraph("Plain\ufeff words\u202e stay.")),
        holds=body("<p>Plain words stay.</p>"),
    ),
    Odd(
        "A part with junk that nobody needs",
        packed(TEXT, **{"customXml/item1.xml": b"<a/>", "word/junk.bin": zlib.compress(b"x")}),
        holds=body("<p>Plain words stay.</p>"),
    ),
)
