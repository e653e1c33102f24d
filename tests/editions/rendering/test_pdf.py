import page
import pytest

from editions.rendering import pdf
from editions.rendering.pdf import PdfError
from tests import needs

GOOD = '<html lang="en"><title>A page</title><h1>Hello</h1><p>There</p></html>'


@pytest.fixture
def pango():
    if pdf.reason_not_to():
        needs.missing(pdf.WHAT_TO_INSTALL)


def test_a_page_becomes_an_accessible_pdf(pango):
    report = page.validate_pdf_bytes(pdf.of(GOOD), profile=page.ValidationProfile.PDF_UA_1)
    assert report.is_compliant, report.failures


def test_the_check_notices_a_page_without_a_language(pango):
    report = page.validate_pdf_bytes(pdf.of("<title>x</title><p>y"), profile=page.ValidationProfile.PDF_UA_1)
    assert not report.is_compliant


def test_nothing_is_fetched(pango):
    """Neither from a network nor from the disk: only what stands in the page is drawn."""
    drawn = pdf.of(GOOD.replace("<p>", '<img alt="x" src="file:///etc/hostname"><p>'))
    assert drawn.startswith(b"%PDF-1.7")
    assert b"/Subtype /Image" not in drawn


def test_without_pango_it_says_what_to_install(monkeypatch):
    monkeypatch.setattr(pdf, "PANGO", ("libno-such-thing.so",))
    pdf.reason_not_to.cache_clear()
    try:
        assert "Pango is missing" in pdf.reason_not_to()
        with pytest.raises(PdfError, match="apt install libpango"):
            pdf.of(GOOD)
    finally:
        monkeypatch.undo()
        pdf.reason_not_to.cache_clear()


def test_a_drawing_that_fails_is_said(monkeypatch, pango):
    monkeypatch.setattr(pdf, "COMMAND", ["-m", "no_such_module"])
    with pytest.raises(PdfError, match="could not be made"):
        pdf.of(GOOD)
