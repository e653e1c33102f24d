"""Packages as Word writes them, put together by hand: every part can be anything."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
DOCUMENT = "word/document.xml"
TIES = "word/_rels/document.xml.rels"


def paragraph(text: str, style: str = "", before: str = "") -> str:
    """A paragraph; `before` stands before its run."""
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{named}{before}{run(text)}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def tie(kind: str, target: str, *, name: str = "rId9", external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{name}" Type="{R}/{kind}" Target="{target}"{mode}/>'


def ties(*each: str) -> bytes:
    around = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}</Relationships>'
    return around.format("".join(each)).encode()


def document(body: str, space: str = W) -> bytes:
    more = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    return f'<w:document xmlns:w="{space}" xmlns:r="{R}" {more}><w:body>{body}</w:body></w:document>'.encode()


def types(main: str = MAIN, more: str = "") -> bytes:
    return (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Default Extension="png" ContentType="image/png"/>'
        f'<Override PartName="/{DOCUMENT}" ContentType="{main}"/>{more}</Types>'
    ).encode()


STYLES = (
    f'<w:styles xmlns:w="{W}">'
    '<w:style w:type="paragraph" w:styleId="Title"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="character" w:styleId="Ghost"><w:name w:val="Ghost"/><w:rPr><w:vanish/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="Ghost2"><w:name w:val="Ghost2"/><w:basedOn w:val="Ghost"/></w:style>'
    "</w:styles>"
).encode()


def packed(
    body: str = "", *, title: str = "The title", relations: tuple[str, ...] = (), **parts: bytes | None
) -> bytes:
    """A document with this body below a title; parts by their paths, and None takes one away."""
    whole: dict[str, bytes | None] = {
        "[Content_Types].xml": types(),
        "_rels/.rels": ties(tie("officeDocument", DOCUMENT)),
        DOCUMENT: document((paragraph(title, "Title") if title else "") + body),
        TIES: ties(tie("styles", "styles.xml", name="rId1"), *relations),
        "word/styles.xml": STYLES,
        **parts,
    }
    return zipped({path: content for path, content in whole.items() if content is not None})


def zipped(parts: dict[str, bytes]) -> bytes:
    to = BytesIO()
    with ZipFile(to, "w", ZIP_DEFLATED) as package:
        for path, content in parts.items():
            package.writestr(path, content)
    return to.getvalue()
