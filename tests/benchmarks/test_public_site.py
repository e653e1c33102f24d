"""The public pages under load, beside a Django view that does nothing."""

import os
import sys
from pathlib import Path

from tests.benchmarks import visiting, writing
from tests.benchmarks.visiting import Page
from tests.factories import editions
from tests.servers import ports

REQUESTS = int(os.environ.get("BENCH_REQUESTS", "50000"))
EACH = int(os.environ.get("BENCH_EACH", "800"))
SENT = max(2, EACH // 40)


def start_bare_site(system) -> int:
    port = ports.free()
    command = [sys.executable, "-m", "gunicorn", "tests.benchmarks.bare_site:make()", "--threads=4"]
    site = system.start("bare", [*command, "--no-control-socket", f"--bind=127.0.0.1:{port}"])
    system.wait_until(lambda: ports.answers(port), what=site)
    return port


def resident(pid: int) -> int:
    """The memory of a web server's own processes together, in MB."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    pages = [int(Path(f"/proc/{child}/statm").read_text().split()[1]) for child in children]
    return sum(pages) * os.sysconf("SC_PAGE_SIZE") // 1024**2


def test_public_pages_under_load(live_system, report):
    edition = editions.published(articles=6)
    live_system.environment.update(LIMIT_POSTS_OF_NETWORK="1000000/60", LIMIT_FORMS_OF_NETWORK="1000000/60")
    live_system.environment.update(LIMIT_FORMS_OF_ADDRESS="1000000/60")
    web, bare = live_system.start_web("--max-requests=0"), start_bare_site(live_system)
    article = edition.articles.first()
    _, steps = writing.written(live_system.url)
    pages = {
        "home": Page("/"),
        "edition": Page(f"/editions/{edition.number}/"),
        "article": Page(f"/editions/{edition.number}/{article.slug}/"),
        "archive": Page("/editions/"),
        "form, its first page": Page("/submit/"),
        "form, a step opened": Page(f"{writing.path(steps)}article/"),
        "form, a step saved": writing.saved(steps),
        "form, all answers": Page(f"{writing.path(steps)}check/"),
    }

    unit = visiting.rate(bare, Page("/"), times=4 * EACH)
    rates = {name: visiting.rate(live_system.port, page, times=EACH) for name, page in pages.items()}
    sent = writing.sent(live_system.url, times=SENT)
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
        f"One web process with 4 threads, {visiting.CONNECTIONS} connections at once. One person after another sent",
        f"{sent:.1f} whole articles a second and got the page that says so. Over {REQUESTS:,} requests for",
        f"an edition its memory went from {before} MB to {after} MB.",
    )
