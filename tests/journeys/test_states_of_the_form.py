"""The pages of the form that a smooth journey never sees, each with axe on a telephone."""

import pytest

from tests.journeys.writing import GO_ON, about, begin, wait_for_editor
from tests.servers.browser import violations

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]


def looks_right(page):
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth") <= 360, page.url
    assert violations(page) == [], page.url


def fails(page):
    """Send the step as it is: it comes back with its errors, and they are announced."""
    page.click(GO_ON)
    page.wait_for_selector(".govuk-error-summary")
    assert page.evaluate("document.activeElement.classList.contains('govuk-error-summary')")
    looks_right(page)


@pytest.mark.parametrize("answer", ["2", "3"])
def test_whoever_may_not_send_it_is_told_what_to_do(narrow, live_server, answer):
    narrow.goto(f"{live_server.url}/submit/start/")
    narrow.check(f"#id_may_be_sent_{answer}")
    narrow.click(GO_ON)

    narrow.wait_for_selector("h1")
    assert narrow.locator(".govuk-task-list").count() == 0
    looks_right(narrow)


def test_a_question_that_is_not_answered_says_so(narrow, live_server):
    narrow.goto(f"{live_server.url}/submit/start/")
    fails(narrow)
    narrow.goto(f"{live_server.url}/submit/link/")
    looks_right(narrow)
    fails(narrow)


def test_every_step_that_lacks_something_says_what(narrow, live_server, tmp_path):
    tasks = begin(narrow, live_server)
    for step in ("about", "article", "permissions"):
        narrow.goto(f"{tasks}{step}/")
        if step == "article":
            wait_for_editor(narrow)
        fails(narrow)
    (tmp_path / "notes.png").write_text("not a picture")
    narrow.goto(f"{tasks}pictures/")
    narrow.set_input_files("#id_pictures-0-file", tmp_path / "notes.png")
    fails(narrow)
    narrow.goto(f"{tasks}word/")
    looks_right(narrow)
    fails(narrow)


def test_a_step_that_was_saved_elsewhere_meanwhile_is_shown_and_not_overwritten(narrow, live_server, browser):
    tasks = begin(narrow, live_server)
    about(narrow, tasks)
    other = browser.new_page()
    about(other, tasks)
    other.fill("#id_name", "Bob Example")
    other.click(GO_ON)
    other.wait_for_url("**/article/")
    other.close()

    narrow.click(GO_ON)
    narrow.wait_for_load_state()

    assert narrow.url.endswith("/about/")
    assert "Ann Example" in narrow.content()
    assert "Bob Example" in narrow.content()
    looks_right(narrow)
