"""An article comes from Word: pasted into the box, and as a document that is read."""

import pytest

from submissions.models import Draft
from tests.documents import filling
from tests.servers.browser import violations

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

WORD = """<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·<span>&nbsp; </span>
</span>Listen</p><p class=MsoListParagraph style='mso-list:l0 level2 lfo1'><span style='mso-list:Ignore'>o<span>&nbsp;
</span></span>in shops</p><p class=MsoNormal style='color:red'>And <b>look</b><del>gossip</del></p>"""
PASTE = """html => {
  const data = new DataTransfer();
  data.setData("text/html", html);
  data.setData("text/plain", "x");
  document.querySelector(".tiptap").dispatchEvent(
    new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
}"""


def begin(page, live_server):
    page.goto(f"{live_server.url}/submit/start/")
    page.check("#id_may_be_sent_1")
    page.click("form .govuk-button:not(.govuk-button--secondary)")
    page.wait_for_selector(".govuk-task-list")
    return page.url


def test_a_paste_says_what_it_did_and_can_be_undone(page, live_server):
    page.goto(f"{begin(page, live_server)}article/")
    page.wait_for_selector(".tiptap[aria-labelledby]")
    page.focus(".tiptap")
    page.evaluate(PASTE, WORD)
    page.wait_for_selector(".bulletin-pasted p")
    assert "text deleted with tracked changes" in page.inner_text(".bulletin-pasted")
    assert page.locator(".tiptap > ul > li > ul > li").inner_text() == "in shops"
    assert "gossip" not in page.inner_text(".tiptap")
    assert violations(page) == []
    page.click(".bulletin-pasted-undo")
    assert page.inner_text(".tiptap").strip() == ""
    assert page.inner_text(".bulletin-pasted") == "The paste was undone."


def test_a_paste_that_the_site_can_not_clean_is_pasted_by_the_browser(page, live_server):
    page.goto(f"{begin(page, live_server)}article/")
    page.wait_for_selector(".tiptap[aria-labelledby]")
    page.route("**/paste/", lambda route: route.abort())
    page.focus(".tiptap")
    page.evaluate(PASTE, "<p>Some <b>words</b></p>")
    page.wait_for_selector(".tiptap strong")
    assert page.inner_text(".tiptap").strip() == "Some words"


def test_a_document_fills_the_form(page, live_server, tmp_path):
    filling.filled(body=filling.article).save(str(tmp_path / "article.docx"))
    tasks = begin(page, live_server)
    page.click("text=Upload the document")
    page.click("text=Read the document")
    page.wait_for_selector(".govuk-error-summary")
    assert violations(page) == []
    page.set_input_files("#id_document", tmp_path / "article.docx")
    page.click("text=Read the document")
    page.wait_for_selector("text=What we could not place")
    assert violations(page) == []
    page.goto(f"{tasks}article/")
    page.wait_for_selector(".tiptap[aria-labelledby]")
    assert page.input_value("#id_title") == "How Operation Larch closed twelve shops"
    assert page.locator(".tiptap ul ul li").inner_text() == "in the shops"
    assert Draft.objects.get().answers["about"]["name"] == ["Sam Writer"]
