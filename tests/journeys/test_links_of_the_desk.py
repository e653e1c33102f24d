"""Every link that somebody sees at the desk of the demo opens for them, whatever their role."""

import re
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import resolve

from bulletin.demo import story
from tests.factories import people
from tests.servers.reader import Reader

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

START = "/admin/"
SEVERAL = 2  # pages of each kind
# What ends the session, and a list narrowed or in another order, of which there is no end; but whose turn it is.
NO_PAGE = re.compile(r"/logout/|[?](?!(tab|turn|face)=\w+$)")


@pytest.fixture
def demo(settings):
    settings.DEMO = True
    call_command("demo", verbosity=0)


def links(path: str, page: str) -> Iterator[str]:
    reader = Reader()
    reader.feed(page)
    for _, address in reader.links:
        found = urljoin(path, address).partition("#")[0]
        if found.startswith(START) and not NO_PAGE.search(found):
            yield found


def refusals(browser: Client) -> tuple[Counter[str], list[str]]:
    """The kinds of pages that were opened, and each link that led to no page, with where it stood."""
    waiting, known, seen, refused = [(START, "")], {START}, Counter[str](), []
    while waiting:
        path, source = waiting.pop(0)
        parts = urlsplit(path)
        kind = f"{resolve(parts.path).view_name}?{re.sub('=[^&]*', '', parts.query)}"
        if seen[kind] >= SEVERAL:
            continue
        seen[kind] += 1
        answer = browser.get(path)
        if answer.status_code not in {200, 302}:
            refused.append(f"{path} on {source}: {answer.status_code}")
        if answer.status_code != 200 or answer.streaming or "html" not in answer["Content-Type"]:
            continue
        for found in links(path, answer.content.decode()):
            if found not in known:
                known.add(found)
                waiting.append((found, path))
    return seen, refused


@pytest.mark.parametrize("role", ["reader", "editor", "publisher", "administrator"])
def test_no_link_at_the_desk_leads_to_a_refusal(client, demo, role):
    client.force_login(people.administrator() if role == "administrator" else person(role))

    seen, refused = refusals(client)

    assert refused == []
    assert "admin:submissions_submission_change?tab" in seen
    assert "admin:editions_edition_change?" in seen


def person(role: str):
    return people.reader() if role == "reader" else story.person(role)
