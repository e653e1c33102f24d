"""The public pages under load, beside a Django view that does nothing."""

import os
import re
import sys
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import urlopen

from tests.benchmarks import visiting
from tests.benchmarks.visiting import Page
from tests.factories import editions
from tests.servers import ports

REQUESTS = int(os.environ.get("BENCH_REQUESTS", "50000"))
EACH = int(os.environ.get("BENCH_EACH", "800"))
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def start_bare_site(system) -> int:
    port = ports.free()
    command = [sys.executable, "-m", "gunicorn", "tests.benchmarks.bare_site:make()", "--threads=4"]
    site = system.start("bare", [*command, "--no-control-socket", f"--bind=127.0.0.1:{port}"])
    system.wait_until(lambda: ports.answers(port), what=site)
    return port


def posted_form(url: str) -> Page:
    """The form as it is sent with nothing filled in: it is checked, and shown again with all its errors."""
    with urlopen(f"{url}/contact/") as answer:
        cookie = answer.headers["Set-Cookie"].partition(";")[0]
        token = TOKEN.search(answer.read().decode())
    return Page("/contact/", cookie, urlencode({"csrfmiddlewaretoken": token[1]}))


def resident(pid: int) -> int:
    """The memory of a web server's own processes together, in MB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    pages = [int(Path(f"/proc/{child}/statm").read_text().split()[1]) for child in children]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE") // 1024**2


def test_public_pages_under_load(live_system, report):
    edition = editions.published(articles=6)
    live_system.environment.update(LIMIT_POSTS_OF_NETWORK="1000000/60", LIMIT_FORMS_OF_NETWORK="1000000/60")
    web, bare = live_system.start_web("--max-requests=0"), start_bare_site(live_system)
    article = edition.articles.first()
    pages = {
        "home": Page("/"),
        "edition": Page(f"/editions/{edition.number}/"),
        "article": Page(f"/editions/{edition.number}/{article.slug}/"),
        "archive": Page("/editions/"),
        "form, opened": Page("/contact/"),
        "form, sent empty": posted_form(live_system.url),
    }

    unit = visiting.rate(bare, Page("/"), times=4 * EACH)
    rates = {name: visiting.rate(live_system.port, page, times=EACH) for name, page in pages.items()}
    before = resident(web.pid)
    visiting.rate(live_system.port, pages["edition"], times=REQUESTS)
    after = resident(web.pid)

    assert after - before < 20, f"{before} MB before {REQUESTS} requests, {after} MB after them"
    assert unit > max(rates.values()) > min(rates.values()) > 5
    report.table(
        "The public site",
        ["page", "a second", "of a bare Django view"],
        [
            ["a bare Django view", f"{unit:,.0f}", "1.00"],
            *([name, f"{each:,.0f}", f"{each / unit:.2f}"] for name, each in rates.items()),
        ],
        f"One web process with 4 threads, {visiting.CONNECTIONS} connections at once. Over {REQUESTS:,} requests for",
        f"an edition its memory went from {before} MB to {after} MB.",
    )
