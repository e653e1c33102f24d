"""The board as an editor uses it: by keyboard, with JavaScript and without."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.test import Client
from django.urls import reverse

from tests.factories import people
from tests.factories.editions import ArticleFactory, EditionFactory
from tests.factories.submissions import SubmissionFactory

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


@pytest.fixture
def edition():
    edition = EditionFactory(number=5)
    for title in ("Alpha", "Bravo", "Charlie"):
        ArticleFactory(edition=edition, submission__revision__title=title)
    SubmissionFactory(accepted=True, revision__title="Waiting")
    return edition


@pytest.fixture
def sign_in(live_server):
    def signed_in(page):
        client = Client()
        client.force_login(people.editor())
        cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        return page

    return signed_in


def open_board(page, live_server, edition):
    page.goto(live_server.url + reverse("admin:editions_edition_change", args=[edition.pk]))
    return page.get_by_role("region", name="In the spotlight")


def titles(section):
    return section.locator(".assembly-row__title").all_inner_texts()


def focused(page):
    return " ".join(page.evaluate("document.activeElement.textContent").split())


def test_an_article_is_moved_by_keyboard_and_its_button_keeps_the_focus(page, live_server, edition, sign_in):
    section = open_board(sign_in(page), live_server, edition)
    section.get_by_role("button", name="Down “Alpha”").focus()
    page.keyboard.press("Enter")
    page.get_by_text("“Alpha” is now number 2 of 3 in In the spotlight.").wait_for()
    assert titles(section) == ["Bravo", "Alpha", "Charlie"]
    assert focused(page) == "Down “Alpha”"
    page.keyboard.press("Enter")
    page.get_by_text("“Alpha” is now number 3 of 3 in In the spotlight.").wait_for()
    assert titles(section) == ["Bravo", "Charlie", "Alpha"]
    assert focused(page) == "Up “Alpha”"
    page.reload()
    assert titles(section) == ["Bravo", "Charlie", "Alpha"]


def test_without_javascript_the_same_buttons_work_and_keep_the_focus(
    page_without_javascript, live_server, edition, sign_in
):
    page = sign_in(page_without_javascript)
    section = open_board(page, live_server, edition)
    section.get_by_role("button", name="Down “Alpha”").press("Enter")
    page.get_by_text("“Alpha” is now number 2 of 3 in In the spotlight.").wait_for()
    assert titles(section) == ["Bravo", "Alpha", "Charlie"]
    alpha = edition.articles.get(submission__revisions__title="Alpha")
    assert page.url.endswith(f"#down-{alpha.pk}")
    page.keyboard.press("Enter")
    page.get_by_text("“Alpha” is now number 3 of 3 in In the spotlight.").wait_for()


def test_a_waiting_article_is_placed_and_taken_out_again(page, live_server, edition, sign_in):
    section = open_board(sign_in(page), live_server, edition)
    page.get_by_label("Section for “Waiting”").select_option("In the spotlight")
    page.get_by_role("button", name="Place “Waiting”").click()
    page.get_by_text("“Waiting” is now number 4 of 4 in In the spotlight.").wait_for()
    assert titles(section) == ["Alpha", "Bravo", "Charlie", "Waiting"]
    assert "Waiting" in focused(page)
    page.get_by_role("button", name="Take out “Waiting”").click()
    page.get_by_text("“Waiting” waits for a place again.").wait_for()
    assert titles(section) == ["Alpha", "Bravo", "Charlie"]


def test_the_board_has_no_serious_fault_for_assistive_technology(page, narrow, live_server, edition, sign_in):
    for window in (page, narrow):
        open_board(sign_in(window), live_server, edition)
        found = Axe().run(window).response["violations"]
        assert [fault["id"] for fault in found if fault["impact"] in ("serious", "critical")] == []
        assert window.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
