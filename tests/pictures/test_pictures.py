"""Draws docs/pictures: the demo as a running product shows it, in a real browser."""

import io

import pytest
from django.db import connections
from PIL import Image
from playwright.sync_api import Page

from bulletin.demo.people import PASSWORD
from editions.models import Edition, Mailing
from submissions.models import Submission
from submissions.workflow import SubmissionStatus
from tests import needs
from tests.servers import browser as chromium
from tests.servers.live import ROOT

FOLDER = ROOT / "docs" / "pictures"
MOST_BYTES = 150_000
HEIGHT = 900
MOST_OF_THEM = 120  # of the demo's subscribers


def keep(page: Page, name: str, *, top: str = "") -> None:
    """Write what the page shows, from its top or from the element `top`, as a small file."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur()")
    start = page.locator(top).first.evaluate("it => it.getBoundingClientRect().top + scrollY") if top else 0
    shot = Image.open(io.BytesIO(page.screenshot(animations="disabled", full_page=True))).convert("RGB")
    seen = shot.crop((0, int(start), shot.width, min(int(start) + HEIGHT, shot.height)))
    path = FOLDER / f"{name}.png"
    # So chosen, a few hundred colours stay within a hair of the thousands that letters have at their edges.
    seen.quantize(256, Image.Quantize.MAXCOVERAGE, kmeans=3, dither=Image.Dither.NONE).save(path, optimize=True)
    assert path.stat().st_size < MOST_BYTES, f"{path.name} has {path.stat().st_size} bytes"


@pytest.fixture
def demo(live_system):
    """The demo, running; mails arrive slowly enough to watch."""
    live_system.environment["DEMO"] = "true"
    live_system.manage("demo")
    live_system.sink.delay = 0.05
    live_system.start_web()
    return live_system


@pytest.fixture
def screens(demo):
    """Opens a page of the demo, on a screen of this width; on the desk as one of its people."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = chromium.program()
    if path is None:
        needs.missing("Chromium is not installed: apt install chromium")
    with chromium.running(path) as browser:

        def open_page(path: str, *, username: str = "", width: int = 1280) -> Page:
            page = browser.new_page(viewport={"width": width, "height": HEIGHT}, locale="en-GB")
            page.goto(f"{demo.url}/admin/login/?next={path}" if username else demo.url + path)
            if username:
                page.fill("#id_username", username)
                page.fill("#id_password", PASSWORD)
                page.press("#id_password", "Enter")
                page.wait_for_url(f"**{path}")
            return page

        yield open_page
        connections.close_all()


def test_pages_of_readers_and_contributors(screens):
    for width, suffix in ((1280, ""), (360, "-phone")):
        keep(screens("/editions/5/", width=width), f"edition{suffix}")
        form = screens("/submit/start/", width=width)
        form.check("#id_may_be_sent_1")
        form.click("form .govuk-button")
        form.wait_for_selector(".govuk-task-list")
        if not suffix:
            keep(form, "tasks", top="h1")
        form.click("text=Your article")
        form.wait_for_selector(".tiptap[aria-labelledby]")
        form.fill("#id_title", "Fewer vans stolen")
        form.fill("#id_summary", "A market town gave free steering locks to whoever asked, and van theft fell by half.")
        form.click("#id_body_editor")
        form.keyboard.type("Neighbours saw the vans first.\nWe gave away 400 locks at the Saturday market.")
        keep(form, f"form{suffix}", top="h1")


def test_pages_of_the_desk(screens):
    read = Submission.objects.filter(status=SubmissionStatus.IN_REVIEW).first()
    edition = Edition.objects.get(number=6)
    keep(screens("/admin/", username="editor"), "desk-home")
    article = f"/admin/submissions/submission/{read.pk}"
    keep(screens(f"{article}/change/", username="editor"), "desk-article")
    keep(screens(f"{article}/change/?tab=talk", username="editor"), "desk-messages")
    keep(screens(f"{article}/compare/", username="editor"), "desk-compare")
    keep(screens(f"/admin/editions/edition/{edition.pk}/change/", username="editor"), "desk-board")


def test_a_mailing_and_its_email(demo, screens):
    demo.start_worker()
    edition = Edition.objects.get(number=5)
    page = screens(f"/admin/editions/edition/{edition.pk}/mail/", username="publisher2")
    page.fill("#id_number", "5")
    page.click("[value=start]")
    page.wait_for_url("**/mailing/**")
    demo.start_beat()
    mailing = Mailing.objects.get()
    demo.wait_until(lambda: mailing.deliveries.filter(status="sent").count() > MOST_OF_THEM)
    page.reload()
    keep(page, "mailing")

    mail = next(one.message for one in demo.sink.received if one.sender.startswith("bounce+"))
    page = screens("/", width=760)
    page.set_content(mail.get_body(("html",)).get_content())
    keep(page, "email")
