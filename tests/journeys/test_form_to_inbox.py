"""An article goes from the form to every inbox: sent, accepted, placed, signed off, published, mailed, and left again.

Everything is real: a web server, a worker and a beat, the database and broker of this run, and a mail server. People
use the pages as they stand, without scripts.
"""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from email.message import EmailMessage

import pytest
from django.apps import apps

from editions.models import ConsentEvent, Edition, Mailing, Subscriber
from editions.workflow import SubscriberStatus
from tests.journeys.steps import (
    PARAGRAPHS,
    QUOTE,
    READERS,
    TEAM,
    URL,
    WELCOME,
    accept,
    assemble,
    begin_an_article,
    clear,
    logged_in,
    part,
    read_it_on_the_web,
    read_the_receipt,
    send_an_article,
    sign_off_publish_and_mail,
    staff,
)
from tests.servers.visitor import Visitor

OF_THE_CLOCK = {"bulletin.generation", "bulletin.heartbeat"}  # what the processes write while nobody does anything


def check_every_copy(live_system, sent: list) -> None:
    """One copy each, the same words in each, and the headers that DESIGN.md lists."""
    assert sorted(to for one in sent for to in one.recipients) == sorted(READERS)
    mails = [one.message for one in sent]
    for one, mail in zip(sent, mails, strict=True):
        (to,) = one.recipients
        assert mail["To"] == to
        check_headers(live_system, mail)
        assert re.fullmatch(r"bounce\+[\w-]{32}@scoc\.example", one.sender)
        assert leave_address(mail) in part(mail, "plain")
        assert leave_address(mail) in part(mail, "html")
    assert len({one.sender for one in sent}) == len(READERS)
    assert len({mail["Message-ID"] for mail in mails}) == len(READERS)
    assert len({leave_address(mail) for mail in mails}) == len(READERS)
    assert len({part(mail, "plain").replace(leave_address(mail), "") for mail in mails}) == 1
    assert len({part(mail, "html").replace(leave_address(mail), "") for mail in mails}) == 1
    for kind in ("plain", "html"):
        words = " ".join(part(mails[0], kind).split())
        assert all(one in words for one in (WELCOME, *PARAGRAPHS, QUOTE, "none for thieves"))
    assert 'alt="A lock on a steering wheel"' in part(mails[0], "html")


def check_headers(live_system, mail: EmailMessage) -> None:
    assert mail.get_content_type() == "multipart/alternative"
    assert [each.get_content_type() for each in mail.iter_parts()] == ["text/plain", "text/html"]
    assert mail["Subject"].endswith(": Issue 01, December 2026")
    assert TEAM in mail["From"]
    assert re.fullmatch(r"<[\w-]{32}@scoc\.example>", mail["Message-ID"])
    assert mail["List-Id"].endswith("<bulletin.scoc.example>")
    assert re.fullmatch(
        rf"<{live_system.url}/leave/[\w-]{{32}}/>, <mailto:leave\+[\w-]{{32}}@scoc\.example\?subject=leave>",
        mail["List-Unsubscribe"],
    )
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert mail["List-Archive"] == f"<{live_system.url}/editions/>"
    assert mail["Precedence"] == "bulk"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert "OOF" in mail["X-Auto-Response-Suppress"]
    assert mail["Feedback-ID"].startswith("edition-1:live-")
    assert mail["Date"].datetime is not None


def leave_address(mail: EmailMessage) -> str:
    return re.match(r"<(http[^>]+)>", mail["List-Unsubscribe"])[1]


def everything() -> dict[str, list]:
    """All that the database holds."""
    models = [model for model in apps.get_models() if model._meta.label_lower not in OF_THE_CLOCK]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in models}


def follow_every_link(live_system) -> None:
    """A mail gateway opens every address in every mail, without a cookie: all of them work and nothing changes."""
    mails = [one.message for one in live_system.sink.received]
    headers = " ".join(str(value) for mail in mails for value in mail.values())
    bodies = " ".join(part(mail, kind) for mail in mails for kind in ("plain", "html"))
    addresses = {url.rstrip(".") for url in URL.findall(headers + bodies)}
    assert len(addresses) > len(READERS)
    before = everything()

    def scan(url: str) -> tuple[str, int, int]:
        stranger = Visitor(live_system.url)
        return url, stranger.open(url, method="HEAD").status, stranger.open(url).status

    with ThreadPoolExecutor(4) as scanner:
        answers = list(scanner.map(scan, addresses))

    assert [answer for answer in answers if answer[1:] != (200, 200)] == []
    assert everything() == before


def leave(live_system, sent: list) -> None:
    """One reader leaves by the mail program's own button (RFC 8058), another by the page's; nobody else does."""
    address = {one.recipients[0]: leave_address(one.message) for one in sent}
    program = Visitor(live_system.url).post(address[READERS[0]], {"List-Unsubscribe": "One-Click"})
    assert program.status == 200
    page = Visitor(live_system.url).open(address[READERS[1]])
    assert READERS[1] not in page.words
    page.send("Leave the list")

    left = Subscriber.objects.filter(status=SubscriberStatus.LEFT).values_list("email", flat=True)
    assert set(left) == set(READERS[:2])
    assert Subscriber.objects.active().count() == len(READERS) - 2
    how = ConsentEvent.objects.filter(kind=ConsentEvent.Kind.LEFT).values_list("subscriber__email", "source")
    assert set(how) == {(READERS[0], "One click in the mail program"), (READERS[1], "Leave page")}


@pytest.mark.slow(30)
def test_an_article_goes_from_the_form_to_every_inbox_once(live_system, settings, tmp_path):
    staff(settings)
    (tmp_path / "list.csv").write_text("\n".join(["email", *READERS]))
    live_system.manage("import_subscribers", str(tmp_path / "list.csv"))
    live_system.start_web()
    worker, beat = live_system.start_worker(), live_system.start_beat()

    reference = send_an_article(begin_an_article(live_system), tmp_path)
    read_the_receipt(live_system, reference)
    editor = logged_in(live_system, "edie")
    accept(live_system, editor, reference)
    clear(editor)
    assemble(editor)
    sign_off_publish_and_mail(live_system, f"/admin/editions/edition/{Edition.objects.get().pk}/change/")
    live_system.wait_until(lambda: Mailing.objects.get().status == "finished", seconds=60)

    status = json.loads(live_system.manage("mailing_status", "1", "--json"))
    assert (status["status"], status["total"], status["sent"]) == ("finished", len(READERS), len(READERS))
    sent = [one for one in live_system.sink.received if set(one.recipients) & set(READERS)]
    read_it_on_the_web(live_system)
    check_every_copy(live_system, sent)
    assert worker.stop() == 0
    beat.stop()
    follow_every_link(live_system)
    leave(live_system, sent)
