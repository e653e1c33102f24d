"""A real browser, and what an accessibility checker says about its page."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

# No sandbox: the tests may run as root. The rest keeps the browser from looking for the network.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
IMPACTS = ("minor", "moderate", "serious", "critical")
# Only what is wrong leaves the browser: what is right is a hundred times as much.
RUN = """rules => Promise.race([
  axe.run(rules).then(found => found.violations.map(rule => ({
    id: rule.id, help: rule.help, impact: rule.impact, elements: rule.nodes.map(node => node.html.slice(0, 120)),
  }))),
  new Promise((done, fail) => setTimeout(() => fail(new Error("axe took longer than 30 seconds")), 30000)),
])"""
RULES = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}


def program() -> str | None:
    """The installed Chromium, if there is one."""
    return os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")


@contextmanager
def running(path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def listen_for_faults(page: Page) -> list[str]:
    """The page's script errors and refusals by the content security policy, as they come."""
    faults: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and "Content Security Policy" in message.text:
            faults.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: faults.append(str(error)))
    return faults


def violations(page: Page, *, impacts: tuple[str, ...] = IMPACTS) -> list[str]:
    """What axe finds wrong, one line for each element: rule, element, what to do; ends when it takes too long."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(Axe().axe_script)
    found = page.evaluate(RUN, RULES)
    return [
        f"{rule['id']}: {element} - {rule['help']}"
        for rule in found
        if rule["impact"] in impacts
        for element in rule["elements"]
    ]
