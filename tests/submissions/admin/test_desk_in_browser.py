"""The desk as an editor uses it: by keyboard, with JavaScript and without, on a narrow screen, and what axe says."""

import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from bulletin.mail import Letter
from bulletin.models import OutboxMail
from submissions import conversing, triage
from submissions.models import Look
from tests.factories import people
from tests.factories.submissions import RevisionFactory, RevisionPictureFactory, SubmissionFactory

pytestmark = [pytest.mark.slow(25), pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def submission():
    submission = SubmissionFactory(revision__title="Closing the doors of Harbour Row")
    RevisionPictureFactory(revision=submission.latest)
    return submission


@pytest.fixture
def sign_in(live_server):
    def signed_in(page):
        client = Client()
        client.force_login(people.editor(first_name="Ada", last_name="Bell"))
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        return page

    return signed_in


def address(name, *args):
    return reverse(f"admin:{name}", args=args)


def serious(page):
    """What axe finds serious or critical."""
    found = Axe().run(page).response["violations"]
    return [(rule["id"], rule["nodes"][0]["html"][:100]) for rule in found if rule["impact"] in {"serious", "critical"}]


def press(page, role, name):
    """Reach it with the keyboard alone and press it."""
    target = page.get_by_role(role, name=name, exact=True)
    for _ in range(120):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"Tab never reaches {name}")


def test_an_editor_takes_on_and_accepts_an_article_by_keyboard_alone(page, live_server, submission, sign_in):
    sign_in(page).goto(live_server.url + "/admin/")
    press(page, "link", "Needs triage")
    press(page, "link", submission.reference)
    press(page, "link", "Start review")
    press(page, "button", "Start review")
    page.get_by_text("is now “In review”. No email was sent.").wait_for()
    press(page, "link", "Accept")
    press(page, "button", "Accept and send this email")
    page.get_by_text("is now “Accepted”. The email to").wait_for()
    submission.refresh_from_db()
    assert submission.status == "accepted"
    assert submission.assignee.first_name == "Ada"
    assert OutboxMail.objects.get().to_email == submission.contributor.email


def test_without_javascript_changes_are_asked_for_just_the_same(
    page_without_javascript, live_server, submission, sign_in
):
    page = sign_in(page_without_javascript)
    page.goto(live_server.url + address("submissions_submission_change", submission.pk))
    page.get_by_role("link", name="Ask for changes").click()
    page.get_by_label("What should change").fill("Add the dates\nWho is Jo?")
    page.get_by_role("button", name="Continue to the email").click()
    assert "- Add the dates\n- Who is Jo?" in page.get_by_label("Text").input_value()
    page.get_by_label("Subject").fill("Two questions")
    page.get_by_role("button", name="Ask for changes and send this email").click()
    page.get_by_text("is now “Waiting for the contributor”").wait_for()
    assert OutboxMail.objects.get().subject == "Two questions"


def test_a_decline_is_undone_by_keyboard_before_its_email_left(page, live_server, submission, sign_in, settings):
    settings.UNDO_MINUTES = 10
    sign_in(page).goto(live_server.url + address("submissions_submission_move", submission.pk, "decline"))
    page.get_by_label("Phrase from the library").select_option(label="Printed before")
    press(page, "button", "Put it in")
    expect(page.get_by_label("Why")).to_have_value(re.compile("We printed an article about the same work"))
    press(page, "button", "Continue to the email")
    press(page, "button", "Decline and send this email")
    page.get_by_text("leaves in 10 minutes; you can undo until then").wait_for()
    press(page, "button", "Undo “Decline”")
    page.get_by_text("is “Needs triage” again. No email leaves.").wait_for()
    submission.refresh_from_db()
    assert (submission.status, OutboxMail.objects.get().status) == ("submitted", "cancelled")


def test_of_two_editors_at_once_the_second_is_told_who_did_what_and_keeps_their_words(
    page, narrow, live_server, submission, sign_in
):
    for screen in (page, narrow):
        sign_in(screen).goto(live_server.url + address("submissions_submission_move", submission.pk, "decline"))
        screen.get_by_label("Why").fill("We printed this before.")
        screen.get_by_role("button", name="Continue to the email").click()
    page.get_by_role("button", name="Decline and send this email").click()
    page.get_by_text("is now “Declined”").wait_for()
    narrow.get_by_role("button", name="Decline and send this email").click()
    narrow.get_by_text("“Decline” was not done").wait_for()
    narrow.get_by_text("Ada Bell did “decline” while you had this page open.").wait_for()
    assert "We printed this before." in narrow.content()
    assert OutboxMail.objects.count() == 1


def test_leaving_the_page_keeps_what_was_seen(page, live_server, submission, sign_in):
    sign_in(page).goto(live_server.url + address("submissions_submission_change", submission.pk))
    page.get_by_text("You have not looked at this article before").wait_for()
    page.get_by_role("link", name="Home").first.click()
    page.get_by_role("heading", name="Articles").first.wait_for()
    for _ in range(50):  # the browser posts it on its own after the page is gone
        if Look.objects.exists():
            break
        page.wait_for_timeout(100)
    assert Look.objects.get().submission == submission


def test_the_article_is_shown_whole_with_its_picture(page, live_server, submission, sign_in):
    sign_in(page).goto(live_server.url + address("submissions_submission_change", submission.pk))
    frame = page.frame_locator("iframe")
    frame.get_by_role("heading", name="Closing the doors of Harbour Row").wait_for()
    picture = frame.get_by_role("img", name="A closed door")
    assert picture.evaluate("image => image.complete && image.naturalWidth > 0")
    inside = frame.locator("html").evaluate("html => html.scrollHeight")
    assert page.locator("iframe").evaluate("frame => frame.clientHeight") >= inside


def test_an_editor_edits_in_the_box(page, live_server, submission, sign_in):
    sign_in(page).goto(live_server.url + address("submissions_submission_edit", submission.pk))
    box = page.locator("[contenteditable=true]").first
    box.click()
    page.keyboard.press("Control+End")
    page.keyboard.type(" Then it was quiet.")
    page.get_by_label("What did you change, and why?").fill("Told the end")
    page.get_by_role("button", name="Save as a new revision").click()
    page.get_by_text("Saved as revision 2. No email was sent.").wait_for()
    latest = submission.revisions.last()
    assert latest.body == "<p>Neighbours noticed the cars first. Then it was quiet.</p>"
    assert latest.note == "Told the end"


def test_every_page_of_the_desk_is_legible_and_fits(page, narrow, live_server, submission, sign_in):
    RevisionFactory(submission=submission, made_by=people.editor())
    triage.decline(submission, by=people.editor(), reason="No", letter=None)
    triage.reopen(submission, by=people.editor(), reason="Yes", letter=None)
    SubmissionFactory(changes_requested=True)
    conversing.write(submission, "When was this?", audience="contributor", by=people.editor())
    conversing.write(submission, "Ask Ana first", audience="internal", by=people.editor())
    triage.accept(SubmissionFactory(), by=people.editor(), letter=Letter("Accepted", "Dear Sam\n"))
    mail = OutboxMail.objects.latest("pk")
    pages = [
        "/admin/",
        address("submissions_submission_changelist"),
        address("submissions_submission_changelist") + "?turn=review",
        address("submissions_submission_change", submission.pk),
        address("submissions_submission_change", submission.pk) + "?face=text&revision=1",
        address("submissions_submission_edit", submission.pk),
        address("submissions_submission_move", submission.pk, "accept"),
        address("submissions_submission_move", submission.pk, "request_changes"),
        address("submissions_submission_move", submission.pk, "reopen"),
        address("submissions_submission_change", submission.pk) + "?tab=talk",
        address("submissions_submission_compare", submission.pk),
        address("submissions_submission_write", submission.pk, "contributor"),
        address("submissions_submission_write", submission.pk, "internal"),
        f"{address('submissions_submission_bulk', 'decline')}?ids={submission.pk}",
        f"{address('submissions_submission_bulk', 'accept')}?ids={submission.pk}",
        address("submissions_submission_enter"),
        address("submissions_phrase_changelist"),
        address("bulletin_outboxmail_changelist"),
        address("bulletin_outboxmail_change", mail.pk),
        address("bulletin_auditentry_changelist"),
    ]
    for screen in (page, narrow):
        sign_in(screen)
        for path in pages:
            screen.goto(live_server.url + path)
            assert serious(screen) == [], path
            assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
