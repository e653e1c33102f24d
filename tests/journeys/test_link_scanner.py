"""A mail gateway opens every link of every mail of a whole journey, at once and again: nothing changes by it."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.utils import timezone

from bulletin import questions
from bulletin.models import OutboxMail
from editions import digesting, personal, publishing
from editions.distribution import composing, subscribers
from editions.rendering.tokens import LEAVE_TOKEN
from submissions import (
    addressing,
    conversing,
    drafting,
    notifications,
    reminding,
    replying,
    returning,
    revising,
    settling,
    signing,
    triage,
)
from submissions.content import content_of
from submissions.models import Proof, Submission
from submissions.signing import Said
from submissions.workflow import SubmissionStatus
from tests.factories import editions, people, proofs
from tests.factories.submissions import SubmissionFactory
from tests.factories.subscribers import SubscriberFactory
from tests.journeys.test_hostile_visits import everything

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
URL = re.compile(r"https://bulletin\.example[^\s<>\"'\])]*")
# Mails without a link of their own: somebody’s second factor was reset, somebody was erased.
ELSEWHERE = {"bulletin/account", "editions/erased"}


class Scanner:
    """Opens what it finds in the outbox, as a stranger who keeps no cookie."""

    def __init__(self) -> None:
        self.seen: dict[str, int] = {}

    def open_all(self, *texts: str, again: bool = False) -> None:
        """Every link that is new, of every mail and of these texts; with `again` each that was opened before, too."""
        rows = OutboxMail.objects.values_list("text", "html")
        words = " ".join([*texts, *(part for row in rows for part in row)])
        found = {url.rstrip(".,;:") for url in URL.findall(words.replace("&amp;", "&"))}
        before = everything()
        for url in sorted(found if again else found - set(self.seen)):
            path = url.removeprefix("https://bulletin.example") or "/"
            for answer in (Client().head(path, follow=True), Client().get(path, follow=True)):
                # What opened once may be replaced by a newer link now.
                assert answer.status_code in ({200, 404, 410} if url in self.seen else {200}), url
            self.seen.setdefault(url, answer.status_code)
        assert {name for name, rows in everything().items() if rows != before[name]} == set()


@pytest.fixture(autouse=True)
def quickly(settings):
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (10000, 60))
    settings.DAILY_MAIL_HOUR = 0


@pytest.fixture
def editor():
    return people.editor(first_name="Edie")


@pytest.fixture
def scanner():
    return Scanner()


def article(editor):
    """One that was sent in, and its contributor mailed by everything that editors decide about it."""
    submission = SubmissionFactory(assignee=people.editor())
    notifications.to_team(submission, "submissions/offered", occasion="offered")
    notifications.to_contributor(
        submission,
        notifications.receipt(submission, addressing.address(addressing.secret_of(submission))),
        kind="submissions/receipt",
        occasion="receipt",
    )
    return submission


def decide(submission, name, by, **said):
    letter = notifications.decision(submission, name, by=by, **said)
    getattr(triage, name)(submission, by=by, letter=letter, **said)


def kinds():
    """Every mail that there is a template for."""
    folder = Path(django_settings.BASE_DIR) / "templates"
    return {f"{path.parts[-3]}/{path.name.split('.')[0]}" for path in folder.glob("*/mail/*.subject.txt")}


def test_a_gateway_that_opens_every_link_of_every_mail_changes_nothing(scanner, editor):
    later = timezone.now() + timedelta(days=30)

    # Somebody begins, asks for the way back, and is reminded.
    draft = drafting.begin()
    returning.mail_link(draft, "sam@northshire.example")
    scanner.open_all()
    assert not type(draft).objects.filter(email_confirmed_at__isnull=False).exists()
    returning.use(draft)
    reminding.remind(now=timezone.now() + timedelta(days=8))
    scanner.open_all()

    # An article is sent, talked about, sent back, answered, declined, reopened, withdrawn, reopened and accepted.
    submission = article(editor)
    conversing.write(submission, "When was it?", audience="contributor", by=editor)
    conversing.write(submission, "Last winter.", audience="contributor", by=None)
    due_on = timezone.localdate() + timedelta(days=5)
    decide(submission, "request_changes", editor, items=["Add a date"], due_on=due_on)
    reminding.remind(now=timezone.now() + timedelta(days=4))
    scanner.open_all()
    replying.send(submission, {item.pk: "Winter 2026" for item in replying.current(submission)})
    decide(submission, "decline", editor, reason="Too long")
    decide(submission, "reopen", editor, reason="It was shortened")
    decide(submission, "withdraw", editor, reason="They asked")
    decide(submission, "reopen", editor, reason="They asked again")
    decide(submission, "accept", editor)
    replying.ask_to_withdraw(submission, "Not after all.")
    scanner.open_all()
    assert Submission.objects.get().status == SubmissionStatus.ACCEPTED

    # Its proof is passed on, reminded of, corrected, and approved in the end: never by the gateway.
    proof = proofs.sent(submission, by=editor)
    signing.pass_on(proof, proofs.PRESS_OFFICE, named_by="Sam")
    scanner.open_all()
    reminding.remind(now=timezone.now() + timedelta(days=6))
    scanner.open_all()
    assert Proof.objects.get().status == "sent"
    assert not Proof.objects.get().signers.exclude(answer="").exists()
    signing.ask_for_corrections(proof.signers.first(), [Said("Wrong day")])
    content = content_of(submission.latest)
    revising.revise(submission, replace(content, title="Another title"), by=editor)
    approved = proofs.approved(submission, by=editor)
    scanner.open_all()
    assert settling.is_settled(approved.submission)

    # A reader comes, an editor has a day, somebody asks a question, and an edition goes out.
    subscribers.ask("new@council.example", source="Form")
    reader, other = SubscriberFactory.create_batch(2)
    subscribers.ask(other.email, source="Form")
    subscribers.send_leave_link(reader.email)
    SubmissionFactory()
    questions.ask(
        questions.Question(kind=questions.Kind.QUESTION, text="When?", name="Q", email="q@x.example", form_key="k")
    )
    personal.ask(reader.email)
    personal.answer_asked()
    digesting.send(now=_a_monday_after(later))
    edition = editions.signed_off()
    publishing.publish(edition, by=people.publisher())
    token = subscribers.leave_token(reader)
    mails = [text.replace(LEAVE_TOKEN, token) for text in (edition.snapshot.email_html, edition.snapshot.email_text)]
    scanner.open_all(*mails, composing.leave_url(token))
    scanner.open_all(again=True)
    reader.refresh_from_db()
    assert reader.status == "active"

    assert kinds() - ELSEWHERE - set(OutboxMail.objects.values_list("kind", flat=True)) == set()
    paths = {url.removeprefix("https://bulletin.example") for url in scanner.seen}
    for page in ("/submit/proof/", "/submit/back/", "/submit/sent/", "/leave/", "/subscribe/confirm/", "/admin/"):
        assert any(path.startswith(page) for path in paths), page


def _a_monday_after(when: datetime) -> datetime:
    return when + timedelta(days=-when.weekday() % 7)
