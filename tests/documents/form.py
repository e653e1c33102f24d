"""The form to fill in with Word; `python -m tests.documents.form` writes it where the site offers it."""

import sys
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile, ZipInfo

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

PATH = Path(__file__).parents[2] / "bulletin/static/bulletin/article-form.docx"
WRITTEN_AT = datetime(2026, 11, 1, tzinfo=UTC)

NOTES = (
    (
        "Fill in what you can, save it, and send it on the page where you found it: “I have it in Word”. It shows "
        "what was understood, and you can mend everything there before you send the article. You need no account."
    ),
    (
        "Write nothing that may not be published, and nothing about a case that is not over. If anything carries a "
        "marking above OFFICIAL, stop here and ask whoever marked it."
    ),
)
ABOUT = (
    ("Your name", "name", "Write here your name. It is not published."),
    ("Your email address", "email", "Write here where we can reach you. It is not published."),
    ("Your telephone number", "phone", "Write here a number, in case we have a question. It is not published."),
    ("Your organisation", "organisation", "Write here for whom you write"),
)
PARTS = (
    ("Title", "title", "In plain words, what happened or what worked.", "Write here the title"),
    ("Summary", "summary", "One or two sentences. Readers see them first.", "Write here the summary"),
    (
        "Article",
        "body",
        "Most articles have 150 to 300 words. Use Word’s own headings, lists and links: they are kept.",
        "Write here the article",
    ),
)
CONTACT = (
    ("Name", "name", "Write here a name, or the name of a team"),
    ("Role", "role", "Write here what they do"),
    ("Email address", "email", "Write here an address. A shared mailbox lasts longer."),
    ("Telephone number", "phone", "Write here a number to publish"),
    ("Website", "website", "Write here a page, such as www.example.org"),
)


def build() -> bytes:
    """The empty form, the same bytes every time."""
    document = Document()
    _prepare(document)
    document.add_heading("Article for the SOC Local Partnerships Bulletin", 1)
    for note in NOTES:
        document.add_paragraph(note, style="Form note")
    document.add_heading("About you", 2)
    _table(document, ABOUT, "about")
    for label, tag, note, prompt in PARTS:
        document.add_heading(label, 2)
        document.add_paragraph(note, style="Form note")
        document.element.body.insert(len(document.element.body) - 1, _control(label, tag, prompt, plain=tag != "body"))
    document.add_heading("Contacts to publish", 2)
    document.add_paragraph("Only people and teams who agreed that readers may write or call.", style="Form note")
    for number, label in enumerate(("First contact", "Second contact"), start=1):
        document.add_heading(label, 3)
        _table(document, CONTACT, f"contact{number}")
    document.add_heading("Pictures", 2)
    document.add_paragraph(
        "Put up to three pictures below. Describe each for people who cannot see it: right-click, View Alt Text.",
        style="Form note",
    )
    document.add_paragraph()
    return _packed(document)


def _prepare(document) -> None:
    """Language, title, fonts, and the style of everything that is no answer."""
    about = document.core_properties
    about.title, about.author, about.comments, about.language = "Article form", "", "", "en-GB"
    about.created = about.modified = WRITTEN_AT.replace(tzinfo=None)
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Arial", Pt(12)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    normal.element.get_or_add_rPr().append(language)
    for found in document.styles.element.iter(qn("w:lang")):
        found.set(qn("w:val"), "en-GB")
    for level in (1, 2, 3):
        style = document.styles[f"Heading {level}"]
        style.font.name, style.font.color.rgb = "Arial", RGBColor(0, 0, 0)
        style.element.rPr.rFonts.attrib.clear()
        style.font.name = "Arial"
    note = document.styles.add_style("Form note", WD_STYLE_TYPE.PARAGRAPH)
    note.base_style, note.font.color.rgb = normal, RGBColor(0x50, 0x5A, 0x5F)
    prompt = document.styles.add_style("Placeholder Text", WD_STYLE_TYPE.CHARACTER)
    prompt.font.color.rgb = RGBColor(0x50, 0x5A, 0x5F)
    for section in document.sections:
        section.page_width, section.page_height = Cm(21), Cm(29.7)


def _table(document, rows, prefix) -> None:
    """Labels beside their places; the labels' column is marked as heading."""
    table = document.add_table(rows=0, cols=2, style="Table Grid")
    look = table._tbl.tblPr.find(qn("w:tblLook"))
    for name, value in (("firstColumn", "1"), ("firstRow", "0"), ("noHBand", "1"), ("noVBand", "1")):
        look.set(qn(f"w:{name}"), value)
    for label, tag, prompt in rows:
        cells = table.add_row().cells
        cells[0].paragraphs[0].add_run(label).bold = True
        cells[0].width, cells[1].width = Cm(5), Cm(11)
        paragraph = cells[1].paragraphs[0]._p
        paragraph.addprevious(_control(label, f"{prefix}.{tag}", prompt))
        paragraph.getparent().remove(paragraph)


def _control(label, tag, prompt, *, plain=True):
    """A place to write in, with a name for screen readers."""
    control, about, content = (OxmlElement(name) for name in ("w:sdt", "w:sdtPr", "w:sdtContent"))
    for name, value in (("w:alias", label), ("w:tag", tag)):
        element = OxmlElement(name)
        element.set(qn("w:val"), value)
        about.append(element)
    about.append(OxmlElement("w:showingPlcHdr"))
    about.append(OxmlElement("w:text" if plain else "w:richText"))
    paragraph, run, text = (OxmlElement(name) for name in ("w:p", "w:r", "w:t"))
    properties, style = OxmlElement("w:rPr"), OxmlElement("w:rStyle")
    style.set(qn("w:val"), "PlaceholderText")
    properties.append(style)
    text.text = prompt
    run.extend([properties, text])
    paragraph.append(run)
    content.append(paragraph)
    control.extend([about, content])
    return control


def _packed(document) -> bytes:
    """Without the times of packing and without the picture that the library's template brings along."""
    raw, packed = BytesIO(), BytesIO()
    document.save(raw)
    with ZipFile(raw) as old, ZipFile(packed, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/thumbnail.jpeg":
                continue
            if name == "_rels/.rels":
                start = content.rindex(b"<Relationship ", 0, content.index(b"thumbnail.jpeg"))
                content = content[:start] + content[content.index(b"/>", start) + 2 :]
            entry = ZipInfo(name, date_time=WRITTEN_AT.timetuple()[:6])
            entry.compress_type = 8
            new.writestr(entry, content)
    return packed.getvalue()


if __name__ == "__main__":
    PATH.write_bytes(build())
    sys.stdout.write(f"{PATH}\n")
