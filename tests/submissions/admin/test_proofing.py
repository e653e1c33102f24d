from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bulletin.models import OutboxMail
from submissions import signing
from submissions.models import Proof, Signer
from submissions.signing import Said
from tests.factories import people, proofs
from tests.factories.proofs import PRESS_OFFICE
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(client):
    editor = people.editor(first_name="Edie", last_name="Editor")
    client.force_login(editor)
    return editor


@pytest.fixture
def submission():
    return SubmissionFactory(accepted=True)


def at(page, submission, *more):
    return reverse(f"admin:submissions_submission_proof_{page}", args=[submission.pk, *more])


def sent_form(client, submission, **changes):
    """What the page to send a proof proposes, as it would be posted."""
    form = client.get(at("send", submission)).context["form"]
    typed = {name: form[name].value() or "" for name in form.fields}
    return {**typed, "due_on": timezone.localdate() + timedelta(days=5), "seen": submission.version, **changes}


def test_opening_the_page_sends_nothing_and_the_button_sends_it_as_it_was_changed(client, editor, submission):
    typed = sent_form(client, submission, co_signer_name="Petra Press", co_signer_email="press@northshire.example")
    assert not OutboxMail.objects.exists()
    typed["text"] += "\nMany thanks from Edie."

    answer = client.post(at("send", submission), typed, follow=True)

    assert "The proof is on its way to" in answer.content.decode()
    mails = OutboxMail.objects.filter(kind="submissions/proof")
    assert {mail.to_email for mail in mails} == {submission.contributor.email, "press@northshire.example"}
    assert all("Many thanks from Edie." in mail.text for mail in mails)


def test_what_is_wrong_with_it_is_said_and_what_was_typed_is_kept(client, editor, submission):
    typed = sent_form(client, submission, co_signer_name="Petra Press", text="A long letter without it")
    answer = client.post(at("send", submission), typed)
    assert answer.status_code == 422
    assert "Give the address of the co-signer, too." in answer.content.decode()

    typed["co_signer_name"] = ""
    answer = client.post(at("send", submission), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Keep [link] in the email" in page
    assert "A long letter without it" in page


def test_a_page_that_is_out_of_date_sends_nothing_until_it_is_sent_again(client, editor, submission):
    typed = sent_form(client, submission, seen=submission.version + 1)
    answer = client.post(at("send", submission), typed)
    assert answer.status_code == 409
    assert "Somebody changed this article" in answer.content.decode()
    assert f'name="seen" value="{submission.version}"' in answer.content.decode()


def test_a_reader_is_told_why_nothing_can_be_sent(client, submission):
    client.force_login(people.reader())
    page = client.get(at("send", submission)).content.decode()
    assert "You don&#x27;t have permission" in page
    assert 'name="due_on"' not in page
    assert client.post(at("waive", submission), {"reason": "x", "seen": submission.version}).status_code == 409
    assert not Proof.objects.exists()


def test_an_approval_is_recorded_for_whoever_gave_it(client, editor, submission):
    proof = proofs.sent(submission, co_signer=PRESS_OFFICE)
    contributor, press = proof.signers.all()
    submission.refresh_from_db()
    for signer in (contributor, press):
        submission.refresh_from_db()
        typed = {"who": signer.pk, "how": "Called me at ten", "seen": submission.version}
        answer = client.post(at("record", submission), typed, follow=True)
    assert "The proof is now “Approved”." in answer.content.decode()
    assert set(Signer.objects.values_list("recorded_by", "note")) == {(editor.pk, "Called me at ten")}


def test_an_approval_of_a_co_signer_who_was_never_asked_needs_a_name(client, editor, submission):
    proofs.sent(submission)
    submission.refresh_from_db()
    typed = {"who": "else", "how": "By post", "seen": submission.version}
    answer = client.post(at("record", submission), typed)
    assert "Give the name of the co-signer." in answer.content.decode()
    client.post(at("record", submission), {**typed, "name": "Petra Press"})
    assert Signer.objects.get(name="Petra Press").answer == "approved"


def test_an_approval_is_recorded_where_no_proof_was_sent(client, editor, submission):
    typed = {"who": "contributor", "how": "In the meeting", "seen": submission.version}
    client.post(at("record", submission), typed)
    assert Proof.objects.get().status == "approved"


def test_a_publisher_waives_and_whoever_reads_the_article_sees_why(client, submission):
    client.force_login(people.publisher())
    assert "No email will be sent" in client.get(at("waive", submission)).content.decode()
    client.post(at("waive", submission), {"reason": "Agreed in the meeting", "seen": submission.version})
    proof = Proof.objects.get()
    assert (proof.status, proof.reason) == ("waived", "Agreed in the meeting")


def test_a_co_signer_is_asked_from_the_desk(client, editor, submission):
    proofs.sent(submission)
    typed = {"co_signer_name": "", "co_signer_email": ""}
    assert "Give the name and the address" in client.post(at("co_signer", submission), typed).content.decode()
    typed = {"co_signer_name": "Petra Press", "co_signer_email": "press@northshire.example"}
    client.post(at("co_signer", submission), typed)
    assert "Edie Editor asks for your approval" in OutboxMail.objects.get(to_email="press@northshire.example").text


def test_a_co_signer_without_a_proof_is_explained(client, editor, submission):
    typed = {"co_signer_name": "Petra Press", "co_signer_email": "press@northshire.example"}
    answer = client.post(at("co_signer", submission), typed)
    assert "There is no proof to pass on. Send one first." in answer.content.decode()


def test_a_reminder_is_one_button(client, editor, submission):
    signer = proofs.sent(submission, now=timezone.now() - timedelta(days=1)).signers.get()
    answer = client.post(at("ask_again", submission, signer.pk), follow=True)
    assert "is being mailed a new link" in answer.content.decode()
    answer = client.post(at("ask_again", submission, signer.pk), follow=True)
    assert "was written to less than an hour ago" in answer.content.decode()
    assert OutboxMail.objects.filter(kind="submissions/proof_reminder").count() == 1
    assert client.get(at("ask_again", submission, signer.pk)).status_code == 405


def test_the_article_s_page_shows_each_answer_each_comment_and_what_can_be_done(client, editor, submission):
    proof = proofs.sent(submission, co_signer=PRESS_OFFICE)
    signing.ask_for_corrections(proof.signers.first(), [Said("Not two, but three", passage=1)])

    address = reverse("admin:submissions_submission_change", args=[submission.pk])
    assert "Proof: corrections wanted" in client.get(address).content.decode()
    page = client.get(f"{address}?tab=proof").content.decode()

    assert "Corrections wanted" in page
    assert "Not two, but three" in page
    assert "Petra Press, co-signer" in page
    assert at("send", submission) in page
    assert at("waive", submission) not in page


def test_three_proofs_cost_as_many_queries_as_one(client, editor, submission):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse("admin:submissions_submission_change", args=[submission.pk]), {"tab": "proof"})
        return len(captured)

    proofs.sent(submission, co_signer=PRESS_OFFICE)
    queries()  # the first asks for what is cached afterwards
    one = queries()
    for _ in range(2):
        proofs.sent(submission, co_signer=PRESS_OFFICE)
    assert queries() == one <= 15


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"text": "A long letter without it"}, "id_text"),
        ({"due_on": timezone.localdate() - timedelta(days=1)}, "id_due_on"),
        ({"co_signer_name": "Sam", "co_signer_email": "sam0@northshire.example"}, "id_co_signer_email"),
    ],
)
def test_each_reason_links_to_the_field_that_mends_it(client, editor, changes, field):
    submission = SubmissionFactory(accepted=True, contributor__email="sam0@northshire.example")

    page = client.post(at("send", submission), sent_form(client, submission, **changes)).content.decode()

    assert f'<a href="#{field}">Go there' in page
    assert f'id="{field}"' in page


def test_a_reader_sends_nobody_the_proof(client, submission):
    proofs.sent(submission)
    client.force_login(people.reader())
    typed = {"co_signer_name": "Petra Press", "co_signer_email": "press@northshire.example"}

    answer = client.post(at("co_signer", submission), typed)

    assert answer.status_code == 409
    assert "You don&#x27;t have permission" in answer.content.decode()
    assert not OutboxMail.objects.filter(to_email="press@northshire.example").exists()


def test_a_double_click_sends_one_proof_and_the_second_answer_says_so(client, editor, submission):
    typed = sent_form(client, submission)
    client.post(at("send", submission), typed)

    second = client.post(at("send", submission), typed, follow=True)

    assert "You had already done this. It was done once." in second.content.decode()
    assert OutboxMail.objects.filter(kind="submissions/proof").count() == 1


def test_a_double_click_asks_one_co_signer_once(client, editor, submission):
    proofs.sent(submission)
    submission.refresh_from_db()
    typed = {"co_signer_name": "Petra Press", "co_signer_email": "press@northshire.example", "seen": submission.version}
    client.post(at("co_signer", submission), typed)

    second = client.post(at("co_signer", submission), typed, follow=True)

    assert "You had already done this. It was done once." in second.content.decode()
    assert OutboxMail.objects.filter(to_email="press@northshire.example").count() == 1
