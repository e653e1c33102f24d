"""Proofs and reminders when several people, or several workers, act at one instant: done once, nothing lost."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from bulletin.models import AuditEntry, OutboxMail
from editions import digesting
from submissions import reminding, revising, settling, signing
from submissions.content import content_of
from submissions.models import Proof, Signer, Submission
from tests.factories import people, proofs
from tests.factories.proofs import PRESS_OFFICE
from tests.factories.submissions import SubmissionFactory
from tests.journeys.test_hostile_clicks import at_once, codes, press

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


@pytest.fixture(autouse=True)
def at_any_hour(settings):
    settings.DAILY_MAIL_HOUR = 0


def a_monday():
    today = timezone.now()
    return today + timedelta(days=14 - today.weekday())


def test_two_signers_who_approve_at_the_same_instant_approve_the_proof_once():
    proof = proofs.sent(co_signer=PRESS_OFFICE)
    paths = [f"/submit/proof/{proofs.secret_of(signer)}/" for signer in proof.signers.all()]

    pressed = at_once(*[press(path, {"do": "approve"}) for path in paths * 3])

    assert codes(pressed) == {302: 6}
    assert Proof.objects.get().status == "approved"
    assert AuditEntry.objects.about(proof).filter(action="approve").count() == 1
    assert AuditEntry.objects.about(proof.submission).filter(action="approve_proof").count() == 2


def test_an_edit_and_an_approval_at_the_same_instant_never_leave_an_approval_of_another_text():
    editor, submission = people.editor(), SubmissionFactory(accepted=True)
    signer = proofs.sent(submission).signers.get()
    content = replace(content_of(submission.latest), title="Another title")

    at_once(
        press(f"/submit/proof/{proofs.secret_of(signer)}/", {"do": "approve"}),
        lambda: revising.revise(Submission.objects.get(), content, by=editor),
    )

    assert Submission.objects.get().latest.title == "Another title"
    assert Proof.objects.get().status == "superseded"
    assert not settling.is_settled(Submission.objects.get())


def test_reminders_and_daily_emails_of_six_workers_are_sent_once_and_each_link_works():
    monday = a_monday()
    SubmissionFactory()
    proof = proofs.sent(by=people.editor(), due_on=(monday + timedelta(days=2)).date())
    OutboxMail.objects.all().delete()

    at_once(*[lambda: (reminding.remind(now=monday), digesting.send(now=monday)) for _ in range(6)])

    assert OutboxMail.objects.filter(kind="editions/daily").count() == 1
    mail = OutboxMail.objects.get(kind="submissions/proof_reminder")
    secret = re.search(r"/submit/proof/([^/\s]+)/", mail.text)[1]
    assert signing.find(secret) == Signer.objects.get(proof=proof)


def test_one_co_signer_is_asked_once_however_often_the_button_is_pressed():
    proof = proofs.sent()
    path = f"/submit/proof/{proofs.secret_of(proof.signers.get())}/"
    typed = {"do": "pass_on", "co_signer-name": "Petra Press", "co_signer-email": PRESS_OFFICE.email}

    pressed = at_once(*[press(path, typed) for _ in range(5)])

    assert codes(pressed) == {302: 1, 409: 4}
    assert OutboxMail.objects.filter(to_email=PRESS_OFFICE.email).count() == 1
