"""The article form, filled in by somebody without scripts: what the benchmark of the public site asks for and sends."""

import time
from http.cookiejar import CookieJar
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor

from tests.benchmarks.visiting import Page
from tests.servers.visitor import Page as Shown
from tests.servers.visitor import Visitor

NEXT = "Save and continue"
ANSWERS: dict[str, dict[str, object]] = {
    "about": {
        "name": "Ann Example",
        "email": "ann@police.example",
        "organisation": "Northshire Police",
        "sector": "law_enforcement",
        "region": "north_east",
    },
    "article": {
        "title": "Fewer vans stolen",
        "summary": "Free locks for whoever asked.",
        "body": "\n\n".join(["Neighbours saw the vans first. We gave away 400 locks, and theft fell by half."] * 10),
    },
    "permissions": {
        "marking": "no",
        "sign_off": "yes",
        "signed_by": "Jo Example, head of communications",
        "signed_on": "2 March 2026",
        "live_proceedings": "no",
        "named_people": "nobody",
        "sensitivity": "no",
    },
}


def written(url: str) -> tuple[Shown, str]:
    """An article as far as the last page of the form; that page, and the address below which its steps are."""
    visitor = Visitor(url)
    steps = visitor.open("/submit/start/").send("Continue", may_be_sent="fit").url
    for step, answers in ANSWERS.items():
        visitor.open(f"{steps}{step}/").send(NEXT, **answers)
    return visitor.open(f"{steps}check/"), steps


def saved(steps: str) -> Page:
    """The step with the text, sent again as it stands: it is checked, saved, and leads to the next one."""
    page = Visitor(steps).open(f"{steps}article/")
    (form,) = [form for form in page.forms if form.button(NEXT)]
    return Page(path(page.url), cookies(page.visitor), urlencode(form.controls))


def sent(url: str, *, times: int) -> float:
    """Whole articles that are sent a second, one after another, each with the page that says so."""
    ready = [written(url)[0] for _ in range(times)]
    start = time.perf_counter()
    for page in ready:
        assert "Article sent" in page.send("Send the article").words
    return times / (time.perf_counter() - start)


def path(url: str) -> str:
    return urlsplit(url).path


def cookies(visitor: Visitor) -> str:
    (jar,) = [handler.cookiejar for handler in visitor.opener.handlers if isinstance(handler, HTTPCookieProcessor)]
    assert isinstance(jar, CookieJar)
    return "; ".join(f"{each.name}={each.value}" for each in jar)
