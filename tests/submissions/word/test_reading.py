"""Documents are read as their writers meant them: our form, forms like it, and any article."""

import re
from html import escape
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest
from docx import Document
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bulletin import prose
from submissions.word import reading
from submissions.word.article import WordRefusedError
from tests.documents import filling, form, odd, packing

LIBREOFFICE = Path(__file__).parents[2] / "documents/files/form-written-by-libreoffice.docx"


def read(document, name=""):
    packed = BytesIO()
    document.save(packed)
    return reading.read(BytesIO(packed.getvalue()), name=name)


def check_filled(article):
    assert article.title == "How Operation Larch closed twelve shops"
    assert article.summary == (
        "Twelve shops that sold illegal tobacco closed in a month. Neighbours told us where to look."
    )
    assert article.body == (
        '<h3>What we did</h3><p>We asked <a href="https://www.larch.example/why" rel="noopener noreferrer">'
        "the neighbours</a> <strong>in ŵ and ŷ.</strong></p><ul><li>Listen<ul><li>in the shops</li></ul></li>"
        "<li>Look</li></ul><ol><li>First visit</li><li>Second visit</li></ol><blockquote><p>It worked.</p></blockquote>"
    )
    assert article.about == {
        "name": "Sam Writer",
        "email": "sam.writer@council.example",
        "phone": "020 7946 0001",
        "organisation": "Larch Borough Council",
    }
    assert [contact["name"] for contact in article.contacts] == ["Ann Other", "The tobacco desk"]
    assert article.contacts[0]["website"] == "https://www.larch.example/tobacco"
    assert article.contacts[1]["phone"] == ""
    assert article.unplaced == article.warnings == ()


def test_the_form_filled_in_is_read_right():
    check_filled(read(filling.filled(body=filling.article)))


def test_the_form_that_libreoffice_wrote_is_read_right():
    with ZipFile(LIBREOFFICE) as package:
        assert b"LibreOffice" in package.read("docProps/app.xml")
    check_filled(reading.read(BytesIO(LIBREOFFICE.read_bytes())))


def test_the_empty_form_says_nothing_of_its_own():
    article = reading.read(BytesIO(form.PATH.read_bytes()), name=form.PATH.name)
    assert (article.title, article.summary, article.body) == ("", "", "")
    assert (article.about, article.contacts, article.unplaced) == ({}, (), ())


def test_the_form_on_the_site_is_the_one_that_the_script_writes():
    assert form.PATH.read_bytes() == form.build()


def test_the_form_is_accessible():
    document = Document(form.PATH)
    assert document.core_properties.title == "Article form"
    levels = [int(it.style.name[-1]) for it in document.paragraphs if it.style.name.startswith("Heading")]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    with ZipFile(form.PATH) as package:
        xml, styles = (package.read(f"word/{name}.xml").decode() for name in ("document", "styles"))
    assert xml.count("<w:sdt>") == len(re.findall("<w:alias w:val=", xml)) == 17
    assert xml.count('w:firstColumn="1"') == 3
    assert 'w:lang w:val="en-GB"' in styles


def test_any_article_gives_its_heading_its_text_and_the_contacts_that_are_sure():
    document = Document()
    document.add_heading("Locks for bicycles", 0)
    document.add_paragraph("We gave away 400 locks.")
    document.add_heading("What it cost", 1)
    document.add_paragraph("Little.")
    document.add_heading("Contacts", 1)
    document.add_paragraph("Ann Other, Analyst, ann@police.example, 020 7946 0002")
    document.add_paragraph("Or ask anybody whom you meet at the station on any day of the week.")
    article = read(document)
    assert article.title == "Locks for bicycles"
    assert article.body == "<p>We gave away 400 locks.</p><h3>What it cost</h3><p>Little.</p>"
    assert [(it["name"], it["role"], it["email"]) for it in article.contacts] == [
        ("Ann Other", "Analyst", "ann@police.example")
    ]
    assert article.unplaced == ("Or ask anybody whom you meet at the station on any day of the week.",)


def test_contacts_in_lines_of_their_own_and_in_a_table_are_understood():
    document = Document()
    document.add_heading("Locks", 1)
    document.add_paragraph("We gave away 400 locks.")
    document.add_paragraph("Contact: Sam Writer, sam@council.example")
    document.add_heading("Further information", 2)
    for line in ("Ann Other", "Analyst", "ann@police.example", "020 7946 0002", "The desk", "desk@police.example"):
        document.add_paragraph(line)
    table = document.add_table(rows=0, cols=3)
    for row in (("Name", "Email", "Telephone"), ("Jo", "jo@police.example", "020 7946 0003")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    article = read(document)
    assert {(it["name"], it["role"], it["email"], it["phone"]) for it in article.contacts} == {
        ("Sam Writer", "", "sam@council.example", ""),
        ("Ann Other", "Analyst", "ann@police.example", "020 7946 0002"),
        ("The desk", "", "desk@police.example", ""),
        ("Jo", "", "jo@police.example", "020 7946 0003"),
    }
    assert (article.body, article.unplaced) == ("<p>We gave away 400 locks.</p>", ())


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([1, 2, 3, 2], "<h3>2</h3><h4>3</h4><h3>2</h3>"),
        ([0, 1, 2], "<h3>1</h3><h4>2</h4>"),
        ([1, 1, 2], "<h3>1</h3><h4>2</h4>"),
        ([1, 3], "<h3>3</h3>"),
    ],
)
def test_headings_keep_their_order_below_the_title(levels, expected):
    document = Document()
    for level in levels:
        document.add_heading(str(level), level)
    assert read(document).body == expected


def test_a_first_line_without_a_style_is_the_title():
    document = Document()
    document.add_paragraph("Locks for bicycles")
    document.add_paragraph("We gave away 400 locks. For more, write to ann@police.example.")
    article = read(document)
    assert article.title == "Locks for bicycles"
    assert "ann@police.example" in article.body
    assert article.contacts == ()


def test_labels_in_lines_and_in_tables_are_understood():
    document = Document()
    table = document.add_table(rows=0, cols=2)
    for label, value in (("Title:", "Locks"), ("Your name", "Sam"), ("Favourite colour", "Blue"), ("Summary", "")):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = label, value
    document.add_paragraph("Article:")
    document.add_paragraph("We gave away 400 locks.")
    document.add_paragraph("Contact name: Ann Other")
    document.add_paragraph("Contact email: ann@police.example")
    article = read(document)
    assert (article.title, article.body, article.summary) == ("Locks", "<p>We gave away 400 locks.</p>", "")
    assert article.about["name"] == "Sam"
    assert article.unplaced == ("Favourite colour: Blue",)
    assert [contact["name"] for contact in article.contacts] == ["Ann Other"]


def test_a_word_like_a_label_in_the_text_stays_text():
    document = Document()
    for label, value in (("Title", "Locks"), ("Article", "Summary of it:")):
        document.add_heading(label, 1)
        document.add_paragraph(value)
    document.add_paragraph("Name")
    assert read(document).body == "<p>Summary of it:</p><p>Name</p>"


def test_pictures_come_with_their_descriptions_three_at_most():
    document = Document()
    document.add_paragraph("Title")
    for number in range(5):
        run = document.add_paragraph(f"Text {number}").add_run()
        shape = run.add_picture(BytesIO(odd.png(20 + number, 10)))
        shape._inline.docPr.set("descr", f"Picture of {number}")
    article = read(document)
    assert [(image.alt, image.picture.width) for image in article.images] == [
        ("Picture of 0", 20),
        ("Picture of 1", 21),
        ("Picture of 2", 22),
    ]
    assert "An article has at most 3 pictures. The others were left out." in article.warnings


def test_footnotes_stay_as_text_without_links_into_nowhere():
    note = f'<w:footnote w:id="2">{packing.paragraph("The note.")}</w:footnote>'
    notes = f'<w:footnotes xmlns:w="{packing.W}">{note}</w:footnotes>'
    body = f'<w:p>{packing.run("Text")}<w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    packed = packing.packed(
        body,
        relations=(packing.tie("footnotes", "footnotes.xml", name="rId3"),),
        **{"word/footnotes.xml": notes.encode()},
    )
    article = reading.read(BytesIO(packed))
    assert article.body == "<p>Text[1]</p><ol><li>The note.</li></ol>"


@pytest.mark.parametrize("size", [0, 1, 30, 600, 5000])
def test_a_document_cut_short_anywhere_is_refused(size):
    packed = packing.packed(odd.TEXT)
    with pytest.raises(WordRefusedError):
        reading.read(BytesIO(packed[: min(size, len(packed) - 1)]))


# --- what hypothesis writes ----------------------------------------------------------------------

often = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LETTERS = st.text(alphabet="abcdefghij ŵŷéשل<&\"'.", min_size=1, max_size=12)
KEPT = LETTERS.map(lambda text: packing.run(f"K{escape(text)}"))
GONE = st.one_of(
    LETTERS.map(lambda text: f"<w:del><w:r><w:delText>Z{escape(text)}</w:delText></w:r></w:del>"),
    LETTERS.map(lambda text: f"<w:moveFrom>{packing.run('Z' + escape(text))}</w:moveFrom>"),
    LETTERS.map(lambda text: packing.run(f"Z{escape(text)}", "<w:vanish/>")),
    LETTERS.map(lambda text: packing.run(f"Z{escape(text)}", '<w:rStyle w:val="Ghost"/>')),
    st.just('<w:r><w:commentReference w:id="1"/></w:r>'),
)
WRAPPED = st.recursive(
    st.one_of(KEPT, GONE),
    lambda inner: st.builds(
        lambda tag, parts: f"<w:{tag}>{''.join(parts)}</w:{tag}>",
        st.sampled_from(["ins", "hyperlink", "smartTag", "moveTo"]),
        st.lists(inner, max_size=3),
    ),
    max_leaves=5,
)
PARAGRAPH = st.builds(
    lambda style, parts: f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{"".join(parts)}</w:p>',
    st.sampled_from(["Normal", "Heading1", "Title", "Quote", "Unknown"]),
    st.lists(WRAPPED, max_size=4),
)
BLOCK = st.recursive(
    PARAGRAPH,
    lambda inner: st.builds(
        lambda cells: (
            "<w:tbl><w:tr>" + "".join(f"<w:tc>{''.join(cell)}<w:p/></w:tc>" for cell in cells) + "</w:tr></w:tbl>"
        ),
        st.lists(st.lists(inner, max_size=2), min_size=1, max_size=3),
    ),
    max_leaves=6,
)


def check_nothing_lost_nothing_let_in(blocks):
    """Words that stay begin with K and are somewhere in the article; those that must go begin with Z, and are not."""
    xml = "".join(blocks)
    article = reading.read(BytesIO(packing.packed(xml, title="")))
    said = "\n".join(
        [article.title, article.summary, prose.to_text(article.body, 10_000), *article.unplaced]
        + [" ".join(map(str, contact.values())) for contact in article.contacts]
    )
    assert "Z" not in said
    assert said.count("K") == sum(text.startswith("K") for text in re.findall(r'preserve">([^<]*)<', xml))
    assert prose.clean(article.body) == article.body


@often
@given(st.lists(BLOCK, max_size=5))
def test_no_word_is_lost_and_none_that_was_deleted_or_hidden_comes_in(blocks):
    check_nothing_lost_nothing_let_in(blocks)


@often
@given(st.binary(max_size=60), st.integers(0, 3000), st.sampled_from(["", "raw"]))
def test_a_damaged_document_is_refused_or_read_but_never_breaks_the_reader(junk, at, how):
    """Bytes changed in the package, or in the XML of its text before it is packed."""
    content = packing.packed(odd.TEXT) if how else packing.document(odd.TEXT)
    place = at % len(content)
    content = content[:place] + junk + content[place + len(junk) :]
    packed = content if how else packing.packed(**{packing.DOCUMENT: content})
    try:
        said = reading.read(BytesIO(packed)).body
    except WordRefusedError as refused:
        said = f"<p>{refused}</p>"
    assert prose.clean(said) == said


@pytest.mark.drill
@settings(often, max_examples=20_000)
@given(st.lists(BLOCK, max_size=5), st.binary(max_size=60), st.integers(0, 3000), st.sampled_from(["", "raw"]))
def test_twenty_thousand_documents_keep_every_promise(blocks, junk, at, how):
    check_nothing_lost_nothing_let_in(blocks)
    test_a_damaged_document_is_refused_or_read_but_never_breaks_the_reader.hypothesis.inner_test(junk, at, how)
