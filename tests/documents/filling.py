"""The form filled in, as Word leaves it: each place's prompt gone, and the answer in it."""

from io import BytesIO

from docx import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn

from tests.documents import form

ANSWERS = {
    "about.name": ["Sam Writer"],
    "about.email": ["sam.writer@council.example"],
    "about.phone": ["020 7946 0001"],
    "about.organisation": ["Larch Borough Council"],
    "title": ["How Operation Larch closed twelve shops"],
    "summary": ["Twelve shops that sold illegal tobacco closed in a month.", "Neighbours told us where to look."],
    "contact1.name": ["Ann Other"],
    "contact1.role": ["Trading standards"],
    "contact1.email": ["ann.other@council.example"],
    "contact1.phone": ["020 7946 0002"],
    "contact1.website": ["www.larch.example/tobacco"],
    "contact2.name": ["The tobacco desk"],
    "contact2.email": ["tobacco@police.example"],
}


def filled(answers=None, body=None) -> Document:
    """A document to save; `body` writes the article into its place."""
    document = Document(BytesIO(form.build()))
    for control in list(document.element.body.iter(qn("w:sdt"))):
        tag = _tag(control)
        lines = (ANSWERS if answers is None else answers).get(tag)
        if lines:
            _fill(control, [_paragraph(line) for line in lines])
        elif tag == "body" and body:
            _fill(control, body(document))
    return document


def article(document) -> list:
    """Headings, lists in lists, a link, a quotation and a table, as somebody writes them into the article's place."""
    made = [
        document.add_heading("What we did", 2),
        document.add_paragraph("We asked "),
        document.add_paragraph("Listen", style="List Bullet"),
        document.add_paragraph("in the shops", style="List Bullet 2"),
        document.add_paragraph("Look", style="List Bullet"),
        document.add_paragraph("First visit", style="List Number"),
        document.add_paragraph("Second visit", style="List Number"),
        document.add_paragraph("It worked.", style="Quote"),
    ]
    _link(document, made[1], "https://www.larch.example/why", "the neighbours")
    made[1].add_run(" in ŵ and ŷ.").bold = True
    return [paragraph._p for paragraph in made]


def _tag(control) -> str:
    return control.find(qn("w:sdtPr")).find(qn("w:tag")).get(qn("w:val"))


def _fill(control, blocks) -> None:
    about, content = control.find(qn("w:sdtPr")), control.find(qn("w:sdtContent"))
    about.remove(about.find(qn("w:showingPlcHdr")))
    for old in list(content):
        content.remove(old)
    content.extend(blocks)


def _paragraph(text):
    paragraph, run, words = (OxmlElement(name) for name in ("w:p", "w:r", "w:t"))
    words.text = text
    run.append(words)
    paragraph.append(run)
    return paragraph


def _link(document, paragraph, url, text) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), document.part.relate_to(url, kind, is_external=True))
    link.append(_paragraph(text)[0])
    paragraph._p.append(link)
