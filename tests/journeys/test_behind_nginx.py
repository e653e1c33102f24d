"""A real installation behind nginx as docs/running.md sets it up: what comes in from the world, and what goes out."""

import http.client
import re
import ssl
from dataclasses import dataclass

import pytest

from tests.servers import nginx

pytestmark = pytest.mark.slow

HOST = "bulletin.example"
MOST = 64_000_000  # bytes that the web process takes
MOST_POSTS = 6
FORM, FILES = "/subscribe/", "/submit/no-such-draft/pictures/"


@dataclass
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: str


class World:
    """Whoever is on the other side of nginx, from an address of their choice."""

    def __init__(self, proxy: nginx.Nginx, web: int) -> None:
        self.proxy, self.web = proxy, web

    def ask(self, path="/", *, by="https", method="GET", own=None, source="127.0.0.1", size=0):
        """Send a request with the client's `own` headers and as many bytes; `by` is http, https or past the proxy."""
        place = {"timeout": 20, "source_address": (source, 0)}
        if by == "https":
            trusting = ssl._create_unverified_context()  # the certificate is made for this test
            connection = http.client.HTTPSConnection("127.0.0.1", self.proxy.https, context=trusting, **place)
        else:
            port = self.proxy.http if by == "http" else self.web
            connection = http.client.HTTPConnection("127.0.0.1", port, **place)
        body = b"x" * size if method == "POST" else None
        connection.request(method, path, body, {"Host": HOST, **(own or {})})
        answer = connection.getresponse()
        read = Answer(answer.status, answer.headers, answer.read().decode(errors="replace"))
        connection.close()
        return read

    def announce(self, path, *, size):
        """Send only the head of a request that says how big it is; gives the answer."""
        return self.ask(path, method="PUT", own={"Content-Length": str(size)})


@pytest.fixture
def world(live_system):
    live_system.environment |= {
        "SITE_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": HOST,
        "ALLOW_HTTP": "false",
        "BEHIND_PROXY": "true",
        "LIMIT_POSTS_OF_NETWORK": f"{MOST_POSTS}/3600",
    }
    with nginx.running(live_system) as proxy:
        live_system.start_web()
        yield World(proxy, live_system.port)


def test_an_installation_behind_nginx_keeps_its_promises_to_the_world(world):
    leads_to_https(world)
    answers_safely(world)
    serves_files_for_good(world)
    hides_what_is_for_operators(world)
    refuses_what_is_too_big_with_a_page_of_its_own(world)
    counts_the_real_address(world)
    assert "127.0.0." not in "".join(log.read_text() for log in world.proxy.folder.glob("*.log"))


def leads_to_https(world):
    for own in ({}, {"X-Forwarded-Proto": "https"}):
        answer = world.ask("/editions/?page=2", by="http", own=own)
        assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}/editions/?page=2")
    assert world.ask(by="past it").headers["Location"] == f"https://{HOST}/"


def answers_safely(world):
    answer = world.ask(FORM, own={"X-Request-ID": "made-up-by-the-client"})
    assert answer.status == 200
    assert "max-age=31536000" in answer.headers["Strict-Transport-Security"]
    assert answer.headers["Set-Cookie"].startswith("__Host-csrf=")
    assert all(word in answer.headers["Set-Cookie"] for word in ("Secure", "HttpOnly", "SameSite=Lax"))
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-ID"])
    assert answer.headers["Server"] == "nginx"
    assert world.ask(own={"Host": "elsewhere.example"}).status == 400


def serves_files_for_good(world):
    (address, *_) = re.findall(r'href="(/static/[^"]+\.css)"', world.ask().body)
    answer = world.ask(address, own={"Accept-Encoding": "gzip"})
    assert answer.status == 200
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["Content-Encoding"] == "gzip"


def hides_what_is_for_operators(world):
    for path in ("/livez", "/healthz", "/metrics"):
        assert world.ask(path).status == 404
    assert world.ask("/livez", by="past it").status == 200


def refuses_what_is_too_big_with_a_page_of_its_own(world):
    """A form without files; a form with files at the limit, which is read; above it; and above what nginx takes."""
    page = "What you sent is too big"
    assert page in world.ask(FORM, method="POST", size=3_000_000).body
    assert world.ask(FILES, method="POST", size=MOST).status == 404  # taken, and no such draft
    above = world.ask(FILES, method="POST", size=MOST + 1)
    assert (above.status, page in above.body) == (413, True)
    far_above = world.announce(FILES, size=100_000_000)
    assert (far_above.status, page in far_above.body) == (413, True)


def counts_the_real_address(world):
    """A client that makes up addresses is counted as one, and no other one pays for it."""
    statuses = [
        world.ask(FORM, method="POST", own={"X-Forwarded-For": f"198.51.100.{number}"}, source="127.0.0.2").status
        for number in range(MOST_POSTS + 1)
    ]
    assert statuses == [403] * MOST_POSTS + [429]
    assert world.ask(FORM, method="POST", source="127.0.0.3").status == 403
