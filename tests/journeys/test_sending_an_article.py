"""A contributor sends an article: with a keyboard only, without JavaScript, on a telephone."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from bulletin.models import OutboxMail
from submissions import addressing, triage
from submissions.models import Submission
from tests.factories import people
from tests.factories.submissions import SubmissionFactory, picture_bytes
from tests.journeys.writing import GO_ON, Keyboard, about, begin, permissions, to, wait_for_editor
from tests.servers.browser import violations

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

SENT = "**/submit/sent/*/"


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / "lock.png"
    path.write_bytes(picture_bytes(size=(900, 600)))
    return path


def test_an_article_is_sent_with_the_keyboard_alone(page, live_server):
    page.goto(f"{live_server.url}/submit/")
    keys, keyboard = page.keyboard, Keyboard(page)
    go_to, answer, choose, go_on = keyboard.go_to, keyboard.answer, keyboard.choose, keyboard.go_on

    assert violations(page) == []
    go_to(".govuk-button--start")
    keys.press("Enter")
    to(page, "/submit/start/")
    go_on("/submit/start/")  # without an answer
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    choose("may_be_sent")
    go_to(GO_ON)
    keys.press("Enter")
    page.wait_for_selector(".govuk-task-list")
    assert violations(page) == []

    go_to(".govuk-task-list__link")
    keys.press("Enter")
    to(page, "/about/")
    go_on("/about/")  # with nothing filled in
    assert page.evaluate("document.activeElement.className") == "govuk-error-summary"
    answer(name="Ann Example", email="ann@police.example", organisation="Northshire Police")
    choose("sector")
    answer(region="North E")
    go_on("/article/")
    wait_for_editor(page)
    go_on("/article/")
    wait_for_editor(page)
    answer(title="Fewer cars stolen", summary="Free locks.")
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
    go_on("/pictures/")
    go_on("/permissions/")
    go_on("/permissions/")
    choose("marking", "sign_off")
    answer(signed_by="Jo Example", signed_on="2 March 2026")
    choose("live_proceedings", "named_people", "sensitivity")
    go_on("/check/")
    go_to(GO_ON)
    keys.press("Enter")
    page.wait_for_url(SENT)

    submission = Submission.objects.get()
    assert submission.reference in page.inner_text("main")
    assert submission.latest.body == "<p>We gave away <strong>400</strong> locks.</p><ul><li>one for each</li></ul>"
    assert submission.latest.blocks[0]["text"] == "It works"
    assert violations(page) == []


def test_the_steps_work_without_javascript(page_without_javascript, live_server, lock):
    page = page_without_javascript
    tasks = begin(page, live_server)
    about(page, tasks)
    page.press("#id_name", "Enter")
    page.wait_for_url("**/article/")
    page.fill("#id_title", "Fewer cars stolen")
    page.fill("#id_summary", "Free locks for whoever asked.")
    page.fill("#id_body", "We gave away 400 locks.\n\n- one for each\n- none for thieves <b>")
    page.click("[value='add:blocks:quote']")
    page.wait_for_url("**/#blocks-0")
    assert page.input_value("#id_body").startswith("We gave away 400 locks.\n\n- one")
    page.fill("#id_blocks-0-text", "It works")
    page.click("text=Save and come back later")
    page.wait_for_url("**/saved/")
    page.click("text=Go on with the article")
    page.click("text=Pictures and files")
    page.set_input_files("#id_pictures-0-file", lock)
    page.click(GO_ON)
    page.wait_for_selector(".govuk-error-summary")
    assert "lock.png" in page.inner_text("#pictures-0")
    page.check("#id_pictures-0-purpose_2")
    page.fill("#id_pictures-0-owner", "Northshire Police")
    page.check("#id_pictures-0-people_1")
    page.click(GO_ON)
    page.wait_for_url("**/permissions/")
    permissions(page)
    page.check("#id_images_1")
    page.click(GO_ON)
    page.wait_for_url("**/check/")
    page.dblclick(GO_ON)
    page.wait_for_url(SENT)

    revision = Submission.objects.get().latest
    assert revision.body == (
        "<p>We gave away 400 locks.</p><ul><li>one for each</li><li>none for thieves &lt;b&gt;</li></ul>"
    )
    assert revision.pictures.get().is_decorative
    assert revision.blocks[0]["text"] == "It works"
    assert OutboxMail.objects.count() == 2
    assert Submission.objects.get().reference in page.inner_text("main")


def test_every_step_fits_a_telephone_and_nothing_is_lost_over_errors_and_added_rows(narrow, live_server, lock):
    page = narrow

    def fits():
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url

    tasks = begin(page, live_server)
    fits()
    page.goto(f"{tasks}check/")
    page.click(GO_ON)
    page.wait_for_selector("[role=alert]")
    assert violations(page) == []
    page.goto(f"{tasks}saved/")
    page.click(GO_ON)
    page.wait_for_selector(".govuk-error-summary")
    assert violations(page) == []
    fits()
    about(page, tasks)
    fits()
    page.click(GO_ON)
    page.wait_for_url("**/article/")
    wait_for_editor(page)
    page.click("#id_body_editor")
    page.keyboard.type("We gave away 400 locks.")
    page.fill("#id_contacts-0-name", "Ann Example")
    page.click(GO_ON)
    page.wait_for_selector(".govuk-error-summary")
    wait_for_editor(page)
    fits()
    assert page.inner_text("#id_body_editor") == "We gave away 400 locks."
    page.fill("#id_title", "Fewer cars stolen")
    page.fill("#id_summary", "Free locks.")
    page.fill("#id_contacts-0-phone", "01632 960 001")
    page.check("#id_contacts-0-agreed")
    page.click("[value='add:blocks:figure']")
    page.wait_for_url("**/#blocks-0")
    wait_for_editor(page)
    page.fill("#id_blocks-0-figure", "400 locks")
    page.click(GO_ON)
    page.wait_for_url("**/pictures/")
    fits()
    page.set_input_files("#id_pictures-0-file", lock)
    page.check("#id_pictures-0-purpose_1")
    page.fill("#id_pictures-0-alt", "A steering lock")
    page.fill("#id_pictures-0-owner", "Northshire Police")
    page.check("#id_pictures-0-people_1")
    page.click(GO_ON)
    page.wait_for_url("**/permissions/")
    permissions(page)
    page.check("#id_contacts_1")
    page.check("#id_images_1")
    fits()
    page.click(GO_ON)
    page.wait_for_url("**/check/")
    page.click("summary:has-text('On the web')")
    page.frame_locator("iframe >> nth=0").locator("img[alt='A steering lock']").wait_for()
    fits()
    assert violations(page) == []
    page.click(GO_ON)
    page.wait_for_url(SENT)

    revision = Submission.objects.get().latest
    assert revision.pictures.get().alt == "A steering lock"
    page.locator("img[alt='A steering lock']").scroll_into_view_if_needed()
    page.wait_for_function("() => document.querySelector(`img[alt='A steering lock']`).naturalWidth > 0")
    assert revision.contacts[0]["phone"] == "01632 960 001"
    assert revision.blocks[0]["figure"] == "400 locks"
    fits()
    assert violations(page) == []


def test_plain_text_keeps_its_paragraphs_when_the_editor_comes_later(page, live_server):
    """The first answer came while the script did not load; the second finds it."""
    page.route("**/configurable.js", lambda route: route.abort())
    page.goto(f"{begin(page, live_server)}article/")
    page.fill("#id_body", "One & all.\n\n- first\n- second\n\nLast\nline")
    page.unroute("**/configurable.js")
    page.click(GO_ON)
    page.wait_for_selector(".govuk-error-summary")
    wait_for_editor(page)

    assert re.sub(r' (class|style)="[^"]*"', "", page.inner_html("#id_body_editor")) == (
        "<p>One &amp; all.</p><ul><li><p>first</p></li><li><p>second</p></li></ul><p>Last<br>line</p>"
    )


def test_headings_of_a_pasted_document_stay_headings(page, live_server):
    page.goto(f"{begin(page, live_server)}article/")
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

    expected = "<h3>Large</h3><p>Words</p><h3>Large too</h3><h4>Small</h4>"
    page.wait_for_function("expected => document.querySelector('#id_body').value === expected", arg=expected)


def test_the_lasting_page_asks_answers_writes_and_withdraws_on_a_telephone(narrow, live_server):
    page, submission, by = narrow, SubmissionFactory(), people.editor()
    due_on = timezone.localdate() + timedelta(days=9)
    triage.request_changes(submission, by=by, items=["Say which law.", "Add a contact."], due_on=due_on, letter=None)

    page.goto(f"{live_server.url}/submit/sent/{addressing.reopened(submission)}/")
    page.get_by_label("Say which law.").fill("The act of 1968")
    page.click("text=Send my answers")
    page.wait_for_selector(".govuk-error-summary")
    assert violations(page) == []
    assert page.get_by_label("Say which law.").input_value() == "The act of 1968"
    page.click("text=Send the message")
    page.wait_for_selector("text=Enter your message")
    assert violations(page) == []
    page.get_by_label("Add a contact.").fill("The duty desk")
    page.click("text=Send my answers")
    page.wait_for_selector("text=Your answers are with the editor.")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    page.click("text=Withdraw the article")
    page.wait_for_selector("text=We will not print it")
    assert violations(page) == []
    page.click("form .govuk-button")
    page.wait_for_url(SENT)

    submission.refresh_from_db()
    assert (submission.status, submission.assignee) == ("withdrawn", None)
