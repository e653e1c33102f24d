"""A proof with a co-signer: commented on, edited, approved, edited again, and approved again, in a browser."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from bulletin.models import OutboxMail
from submissions import inviting, proofing, revising, settling
from submissions.content import content_of
from submissions.models import Proof, Submission
from tests.factories import people
from tests.factories.proofs import PRESS_OFFICE
from tests.factories.submissions import RevisionPictureFactory, SubmissionFactory
from tests.servers.browser import violations

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

BODY = "<p>Neighbours noticed the cars first.</p><p>Forty doors were closed in one year.</p>"


@pytest.fixture
def editor():
    return people.editor(first_name="Edie", last_name="Editor")


@pytest.fixture
def submission(editor):
    """An article of a police force, which demands a co-signer."""
    submission = SubmissionFactory(
        accepted=True, assignee=editor, contributor__organisation__sector="law_enforcement", revision__body=BODY
    )
    RevisionPictureFactory(revision=submission.latest)
    return submission


def send(submission, editor):
    """The proof to both; gives the path that each was mailed."""
    submission = Submission.objects.get(pk=submission.pk)
    letter = inviting.proposed(submission, by=editor)
    proof = proofing.send(submission, by=editor, letter=letter, due_on=in_a_week(), co_signer=PRESS_OFFICE)
    return [mailed(signer.email) for signer in proof.signers.all()]


def in_a_week():
    return timezone.localdate() + timedelta(days=7)


def mailed(email):
    mail = OutboxMail.objects.filter(to_email=email, text__contains="/submit/proof/").order_by("pk").last()
    return re.search(r"/submit/proof/[^/\s]+/", mail.text)[0]


def edit(submission, editor, old, new):
    submission = Submission.objects.get(pk=submission.pk)
    content = content_of(submission.latest)
    revising.revise(submission, replace(content, body=content.body.replace(old, new)), by=editor)


def is_settled(submission):
    return settling.is_settled(Submission.objects.get(pk=submission.pk))


def approve(page, url):
    page.goto(url)
    page.get_by_role("button", name="Approve this article").click()
    assert "You approved it" in page.locator("main").inner_text()


def test_a_proof_is_corrected_approved_by_both_edited_and_approved_again(page, live_server, submission, editor):
    site = live_server.url
    author, press = send(submission, editor)

    # The author reads both faces, and comments on one paragraph.
    page.goto(site + author)
    for title in ("The article on the web", "The article in the email"):
        frame = page.frame_locator(f"iframe[title='{title}']")
        assert "Forty doors" in frame.locator("body").inner_text()
        assert frame.locator("img").first.evaluate("image => image.naturalWidth") > 0
    assert violations(page, impacts=("serious", "critical")) == []
    page.get_by_text("Ask for corrections", exact=True).click()
    page.get_by_label("Your comment on passage 4").fill("Fourteen, not forty")
    page.get_by_role("button", name="Send these corrections").click()
    assert "Fourteen, not forty" in page.locator("main").inner_text()
    assert Proof.objects.get().status == "corrections_wanted"

    # The editor corrects it and sends a new proof; the old links say so. The author sees the change word by word.
    edit(submission, editor, "Forty", "Fourteen")
    author_again, press_again = send(submission, editor)
    page.goto(site + press)
    assert "This proof has been replaced" in page.locator("main").inner_text()
    page.goto(site + author_again)
    assert "Fourteen" in page.locator("ins").all_inner_texts()[0]
    page.set_viewport_size({"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    page.set_viewport_size({"width": 1280, "height": 800})

    # Neither approves for the other.
    approve(page, site + author_again)
    assert not is_settled(submission)
    assert "has not answered yet" in page.locator("main").inner_text()
    approve(page, site + press_again)
    assert is_settled(submission)

    # An edit voids it, and it is approved again.
    edit(submission, editor, "year", "winter")
    assert not is_settled(submission)
    for path in send(submission, editor):
        approve(page, site + path)
    assert is_settled(submission)
    assert [proof.status for proof in Proof.objects.order_by("pk")] == ["superseded", "superseded", "approved"]


def test_an_author_passes_the_proof_on_by_telephone_size_and_without_javascript(
    page_without_javascript, live_server, submission, editor
):
    page = page_without_javascript
    letter = inviting.proposed(submission, by=editor)
    proofing.send(submission, by=editor, letter=letter, due_on=in_a_week())
    page.goto(live_server.url + mailed(submission.contributor.email))
    assert "Nobody is named yet" in page.locator("main").inner_text()
    page.get_by_label("Their name").fill("Petra Press")
    page.get_by_label("Their email address").fill("press@northshire.example")
    page.get_by_role("button", name="Send them the proof").click()
    assert "We are sending the proof to your co-signer." in page.locator("main").inner_text()
    approve(page, live_server.url + mailed("press@northshire.example"))
    approve(page, live_server.url + mailed(submission.contributor.email))
    assert is_settled(submission)


def test_the_desk_sends_a_proof_by_the_keyboard_and_none_of_its_pages_has_a_fault(
    page, live_server, submission, editor
):
    client = Client()
    client.force_login(editor)
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    desk = f"{live_server.url}/admin/submissions/submission/{submission.pk}"

    page.goto(f"{desk}/proof/send/")
    assert violations(page, impacts=("serious", "critical")) == []
    page.get_by_label("Co-signer: name").focus()
    page.keyboard.type("Petra Press")
    page.keyboard.press("Tab")
    page.keyboard.type("press@northshire.example")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{desk}/change/?tab=proof")
    assert "The proof is on its way to" in page.inner_text("body")

    for path in ("change/?tab=proof", "proof/record/", "proof/co-signer/"):
        page.goto(f"{desk}/{path}")
        assert violations(page, impacts=("serious", "critical")) == [], path
