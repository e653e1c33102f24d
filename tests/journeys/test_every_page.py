"""Every page of the demo, found by links as a reader and an administrator: legible, quiet, fit for a telephone."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.core.management import call_command
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from playwright.sync_api import ConsoleMessage, Page

from bulletin.demo import story
from editions.distribution import freezing, mailings
from editions.models import Edition
from tests.factories import people
from tests.servers.browser import violations

pytestmark = [
    pytest.mark.slow(40),
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
]

NARROW, WIDE = {"width": 360, "height": 800}, {"width": 1280, "height": 800}
# Each kind of page is looked at once; of these there are several that differ.
SEVERAL = {"admin:editions_edition_change": 2, "admin:submissions_submission_change": 3}
# What a link may lead to that is no page of its own: files, what ends the session, a list narrowed or in another order
# (but not whose turn it is), and what the desk shows in a frame that permits no script, so that axe never ends there.
NO_PAGE = re.compile(
    r"/logout/|/export/|\.(pdf|svg|json|txt|docx)$|/pictures/|[?](?!(tab|turn)=\w+$)|/preview/\w+/|/face/|/html/$"
)
TOO_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
LINKS = "[...document.querySelectorAll('a[href]')].map(link => link.href)"


@pytest.fixture
def demo(live_server, settings):
    """The address of the demo, with a mailing that has begun."""
    settings.DEMO = True
    call_command("demo", verbosity=0)
    mailing = mailings.start(Edition.objects.get(number=5), by=story.person("publisher2"))
    freezing.freeze(mailing.pk, now=timezone.now())
    return live_server.url


def kind(path: str) -> str:
    """The name of the page at an address, with its tab; all queues of a list are one kind."""
    parts = urlsplit(path)
    shown = parts.query if parts.query.startswith("tab=") else parts.query.partition("=")[0]
    return "?".join(filter(None, [resolve(parts.path).view_name, shown]))


def visit_all(page: Page, site: str, start: str, *, within: tuple[str, ...]) -> Iterator[str]:
    """Open the pages that links lead to from `start`, each kind as often as it differs; gives the path of each."""
    waiting, known, seen = [start], {start}, Counter()
    while waiting:
        path = waiting.pop(0)
        if seen[kind(path)] >= SEVERAL.get(kind(path), 1):
            continue
        seen[kind(path)] += 1
        answer = page.goto(site + path)
        assert answer is not None, path
        assert answer.status == 200, path
        yield path
        for link in page.evaluate(LINKS):
            found = link.removeprefix(site).partition("#")[0]
            if found.startswith(within) and found not in known and not NO_PAGE.search(found):
                known.add(found)
                waiting.append(found)


def settled_excess(page: Page) -> int:
    """By how many pixels the page is too wide once it has settled: scripts lay some parts out late."""
    for _ in range(30):
        too_wide = page.evaluate(TOO_WIDE)
        if too_wide <= 0:
            return 0
        page.wait_for_timeout(100)
    return int(too_wide)


def complaints(page: Page, path: str) -> Iterator[str]:
    """What is wrong with the page that is open, at the width that it was opened at and then at the other one.

    The desk's pages are looked at by axe, which takes longer than all else, at the wider only.
    """
    other = NARROW if page.viewport_size == WIDE else WIDE
    for size in (page.viewport_size, other):
        page.set_viewport_size(size)
        if too_wide := settled_excess(page):
            yield f"{path} is {too_wide} pixels wider than {size['width']}"
        if size == WIDE or not path.startswith("/admin/"):
            yield from (f"{path} {size['width']} {each}" for each in violations(page, impacts=("serious", "critical")))


def look_at_all(page: Page, site: str, start: str, *, within: tuple[str, ...]) -> tuple[list[str], list[str]]:
    """The paths that were opened, and every complaint about them."""
    said: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            said.append(f"{page.url} {message.text}")

    page.on("console", listen)
    paths = []
    for path in visit_all(page, site, start, within=within):
        paths.append(path)
        said.extend(complaints(page, path))
    page.remove_listener("console", listen)
    return paths, said


def test_every_page_is_legible_quiet_and_fits_a_telephone(page, demo):
    paths, said = look_at_all(page, demo, "/", within=("/",))
    assert {"/", "/editions/", "/submit/", "/subscribe/", "/contact/", "/privacy/", "/admin/"} <= set(paths)

    client = Client()
    client.force_login(people.administrator())
    name = django_settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": demo}])
    paths, said_at_the_desk = look_at_all(page, demo, "/admin/", within=("/admin/", "/mailbox/"))
    kinds = {kind(path) for path in paths}
    assert {
        "admin:editions_mailing_change",
        "admin:submissions_submission_move",
        "admin:editions_edition_step",
        "admin:submissions_submission_change?tab=proof",
        "admin:submissions_submission_change?tab=talk",
        "admin:submissions_submission_changelist?turn",
        "admin:auth_user_change",
        "admin:auth_group_change",
    } <= kinds

    assert [*said, *said_at_the_desk] == []
