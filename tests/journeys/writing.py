"""How a contributor fills in the form in a browser."""

import re

from tests.servers.browser import violations

GO_ON = "form .govuk-button:not(.govuk-button--secondary)"


def begin(page, live_server):
    """To the list of tasks of a new draft."""
    page.goto(f"{live_server.url}/submit/start/")
    page.check("#id_may_be_sent_1")
    page.click(GO_ON)
    page.wait_for_selector(".govuk-task-list")
    return page.url


def about(page, tasks):
    page.goto(f"{tasks}about/")
    page.fill("#id_name", "Ann Example")
    page.fill("#id_email", "ann@police.example")
    page.fill("#id_organisation", "Northshire Police")
    page.check("#id_sector_1")
    page.select_option("#id_region", "north_east")


def permissions(page):
    for question in ("marking", "sign_off", "live_proceedings", "named_people", "sensitivity"):
        page.check(f"#id_{question}_1")
    page.fill("#id_signed_by", "Jo Example")
    page.fill("#id_signed_on", "2 March 2026")


def wait_for_editor(page):
    page.wait_for_selector(".tiptap[aria-labelledby]")


def to(page, ending):
    """Wait until the address ends so, and look at the page with axe."""
    page.wait_for_url(re.compile(f"{re.escape(ending)}$"))
    page.wait_for_load_state()
    if ending == "/article/":
        wait_for_editor(page)
    assert violations(page) == [], ending


class Keyboard:
    """Somebody who has no mouse."""

    def __init__(self, page):
        self.page = page

    def go_to(self, selector):
        for _ in range(90):
            self.page.keyboard.press("Tab")
            if self.page.evaluate("selector => document.activeElement.matches(selector)", selector):
                return
        raise AssertionError(f"The Tab key does not reach {selector}")

    def answer(self, **fields):
        for name, words in fields.items():
            self.go_to(f"#id_{name}")
            self.page.keyboard.type(words)

    def choose(self, *names):
        """The first answer of each."""
        for name in names:
            self.go_to(f"#id_{name}_1")
            self.page.keyboard.press("Space")

    def go_on(self, ending):
        self.go_to(GO_ON)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")
        to(self.page, ending)
