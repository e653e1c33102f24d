"""A contributor sends an article: with a keyboard only, without JavaScript, on a telephone."""

import re

import pytest

from bulletin.models import OutboxMail
from submissions.models import Submission
from tests.factories.submissions import picture_bytes
from tests.servers.browser import violations

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SEND = "button[data-prevent-double-click]"


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / "lock.png"
    path.write_bytes(picture_bytes(size=(900, 600)))
    return path


def rights(page):
    page.fill("#id_pictures-0-owner", "Northshire Police")
    page.check("#id_pictures-0-people_1")


def about(page):
    page.fill("#id_name", "Ann Example")
    page.fill("#id_email", "ann@police.example")
    page.fill("#id_organisation", "Northshire Police")
    page.check("#id_sector_1")
    page.select_option("#id_region", "north_east")
    page.fill("#id_title", "Fewer cars stolen")
    page.fill("#id_summary", "Free locks for whoever asked.")


def wait_for_editor(page):
    page.wait_for_selector(".tiptap[aria-labelledby]")


def test_an_article_is_sent_with_the_keyboard_alone(page, live_server, lock):
    page.goto(f"{live_server.url}/submit/")
    wait_for_editor(page)
    keys = page.keyboard

    def go_to(selector):
        for _ in range(80):
            keys.press("Tab")
            if page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"The Tab key does not reach {selector}")

    for field, words in (
        ("name", "Ann Example"),
        ("email", "ann@police.example"),
        ("organisation", "Northshire Police"),
    ):
        go_to(f"#id_{field}")
        keys.type(words)
    go_to("#id_sector_1")
    keys.press("Space")
    go_to("#id_region")
    keys.type("North E")
    go_to("#id_title")
    keys.type("Fewer cars stolen")
    go_to("#id_summary")
    keys.type("Free locks.")
    go_to("#id_body_editor")
    keys.type("We gave away ")
    keys.press("Control+b")
    keys.type("400")
    keys.press("Control+b")
    keys.type(" locks.")
    keys.press("Enter")
    keys.type("- one for each")
    go_to("[value='add:blocks:quote']")
    keys.press("Enter")
    page.wait_for_url("**/#blocks-0")
    wait_for_editor(page)
    go_to("#id_blocks-0-text")
    keys.type("It works")
    go_to("#id_is_cleared")
    keys.press("Space")
    go_to(SEND)
    keys.press("Enter")
    page.wait_for_url("**/submit/sent/*/")

    submission = Submission.objects.get()
    assert submission.reference in page.inner_text("main")
    assert submission.latest.body == ("<p>We gave away <strong>400</strong> locks.</p><ul><li>one for each</li></ul>")
    assert submission.latest.blocks[0]["text"] == "It works"
    assert violations(page) == []


def test_nothing_is_lost_on_the_way_over_errors_and_added_rows(narrow, live_server, lock):
    page = narrow
    page.goto(f"{live_server.url}/submit/")
    wait_for_editor(page)
    assert violations(page) == []
    about(page)
    page.click("#id_body_editor")
    page.keyboard.type("We gave away 400 locks.")
    page.set_input_files("#id_pictures-0-file", lock)
    page.fill("#id_contacts-0-name", "Ann Example")

    page.click(SEND)
    page.wait_for_selector(".govuk-error-summary")
    wait_for_editor(page)

    assert page.title().startswith("Error: ")
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    assert violations(page) == []
    errors = page.locator(".govuk-error-summary a")
    assert errors.all_inner_texts() == [
        "Select whether the picture shows something or is decoration",
        "Enter who owns the picture",
        "Select whether somebody in the picture could be recognised",
        "Enter an email address, a telephone number or a website for this contact",
        "Ask whoever it is, then tick the box to say that they agreed. Or remove this contact.",
        "Tick the box to say that it is cleared. If it is not yet, come back when it is.",
    ]
    errors.first.click()
    assert page.evaluate("document.activeElement.id") == "id_pictures-0-purpose_1"
    assert "lock.png (900 by 600 pixels)" in page.inner_text("#pictures-0")
    assert page.inner_text("#id_body_editor") == "We gave away 400 locks."

    page.check("#id_pictures-0-purpose_1")
    page.fill("#id_pictures-0-alt", "A steering lock")
    rights(page)
    page.fill("#id_contacts-0-phone", "01632 960 001")
    page.check("#id_contacts-0-agreed")
    page.click("[value='add:blocks:figure']")
    page.wait_for_url("**/#blocks-0")
    page.fill("#id_blocks-0-figure", "400 locks")
    page.check("#id_is_cleared")
    page.click(SEND)
    page.wait_for_url("**/submit/sent/*/")

    revision = Submission.objects.get().latest
    assert revision.pictures.get().alt == "A steering lock"
    page.locator("img[alt='A steering lock']").scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector(`img[alt='A steering lock']`).naturalWidth > 0")
    assert revision.contacts[0]["phone"] == "01632 960 001"
    assert revision.blocks[0]["figure"] == "400 locks"
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert violations(page) == []


def test_the_form_works_without_javascript(page_without_javascript, live_server, lock):
    page = page_without_javascript
    page.goto(f"{live_server.url}/submit/")
    about(page)
    page.fill("#id_body", "We gave away 400 locks.\n\n- one for each\n- none for thieves <b>")
    page.set_input_files("#id_pictures-0-file", lock)
    page.click("[value='add:blocks:quote']")
    page.wait_for_url("**/#blocks-0")
    assert "lock.png" in page.inner_text("#pictures-0")
    assert page.input_value("#id_body").startswith("We gave away 400 locks.\n\n- one")
    page.fill("#id_blocks-0-text", "It works")
    page.check("#id_pictures-0-purpose_2")
    rights(page)
    page.check("#id_is_cleared")
    page.press("#id_title", "Enter")
    page.wait_for_url("**/submit/sent/*/")

    revision = Submission.objects.get().latest
    assert revision.body == (
        "<p>We gave away 400 locks.</p><ul><li>one for each</li><li>none for thieves &lt;b&gt;</li></ul>"
    )
    assert revision.pictures.get().is_decorative
    assert revision.blocks[0]["text"] == "It works"


def test_the_enter_key_sends_and_never_adds_or_removes(page_without_javascript, live_server):
    page = page_without_javascript
    page.goto(f"{live_server.url}/submit/")

    page.press("#id_name", "Enter")

    page.wait_for_selector(".govuk-error-summary")
    assert "Enter your name" in page.inner_text(".govuk-error-summary")


def test_plain_text_keeps_its_paragraphs_when_the_editor_comes_later(page, live_server):
    """The first answer came while the script did not load; the second finds it."""
    page.route("**/configurable.js", lambda route: route.abort())
    page.goto(f"{live_server.url}/submit/")
    page.fill("#id_body", "One & all.\n\n- first\n- second\n\nLast\nline")
    page.unroute("**/configurable.js")
    page.click(SEND)
    page.wait_for_selector(".govuk-error-summary")
    wait_for_editor(page)

    assert re.sub(r' (class|style)="[^"]*"', "", page.inner_html("#id_body_editor")) == (
        "<p>One &amp; all.</p><ul><li><p>first</p></li><li><p>second</p></li></ul><p>Last<br>line</p>"
    )


def test_a_double_click_sends_one_article(page_without_javascript, live_server):
    page = page_without_javascript
    page.goto(f"{live_server.url}/submit/")
    about(page)
    page.fill("#id_body", "We gave away 400 locks.")
    page.check("#id_is_cleared")

    page.dblclick(SEND)
    page.wait_for_url("**/submit/sent/*/")

    assert Submission.objects.count() == 1
    assert OutboxMail.objects.count() == 2
    assert Submission.objects.get().reference in page.inner_text("main")


def test_headings_of_a_pasted_document_stay_headings(page, live_server):
    page.goto(f"{live_server.url}/submit/")
    wait_for_editor(page)

    page.evaluate(
        """html => {
            const data = new DataTransfer();
            data.setData("text/html", html);
            const paste = new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true });
            document.querySelector("#id_body_editor").dispatchEvent(paste);
        }""",
        "<h1>Large</h1><p>Words</p><h2 style='color:red'>Large too</h2><h6>Small</h6>",
    )

    assert page.locator("#id_body").evaluate("area => area.value") == (
        "<h3>Large</h3><p>Words</p><h3>Large too</h3><h4>Small</h4>"
    )
