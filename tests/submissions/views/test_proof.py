from dataclasses import replace

import pytest
from django.test import Client

from bulletin.models import OutboxMail
from submissions import revising, signing
from submissions.content import content_of
from submissions.models import Proof
from tests.factories import people, proofs
from tests.factories.proofs import PRESS_OFFICE
from tests.factories.submissions import RevisionFactory, RevisionPictureFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def proof():
    return proofs.sent(SubmissionFactory(accepted=True, revision__body="<p>Neighbours came.</p><p>They saw it.</p>"))


@pytest.fixture
def address(proof):
    return f"/submit/proof/{proofs.secret_of(proof.signers.get())}/"


def status_of(proof):
    return Proof.objects.get(pk=proof.pk).status


def test_the_page_shows_both_faces_and_asks_for_an_answer(client, proof, address):
    answer = client.get(address)
    page = answer.content.decode()
    assert f'src="{address}web/"' in page
    assert f'src="{address}email/"' in page
    assert "Approve this article" in page
    assert "it will be printed as it was sent to us" in page
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "noindex" in answer["X-Robots-Tag"]


@pytest.mark.parametrize("face", ["web", "email"])
def test_each_face_is_the_real_one_without_scripts(client, proof, address, face):
    answer = client.get(f"{address}{face}/")
    page = answer.content.decode()
    assert "They saw it." in page
    assert "<script" not in page
    assert "sandbox allow-same-origin" in answer["Content-Security-Policy"]


def test_another_face_and_another_secret_open_nothing(client, proof, address):
    assert client.get(f"{address}pdf/").status_code == 404
    gone = client.get("/submit/proof/x/")
    assert gone.status_code == 404
    assert "A newer email from us may have replaced it" in gone.content.decode()
    assert client.get("/submit/proof/x/web/").status_code == 404


def test_whoever_tries_many_addresses_of_proofs_has_to_wait_and_who_has_one_does_not(client, address, settings):
    settings.LIMITS = {**settings.LIMITS, "lookups of a network": (3, 600)}
    answers = [client.get(f"/submit/proof/{number}/").status_code for number in range(5)]
    assert answers == [404, 404, 404, 429, 429]
    assert client.get(address).status_code == 200


def test_a_picture_of_the_proof_is_shown_and_no_other(client):
    submission = SubmissionFactory(accepted=True)
    mine = RevisionPictureFactory(revision=submission.latest).picture
    other = RevisionPictureFactory(revision=RevisionFactory()).picture
    secret = proofs.secret_of(proofs.sent(submission).signers.get())
    assert client.get(f"/submit/proof/{secret}/pictures/{mine.pk}/640/").status_code == 200
    assert client.get(f"/submit/proof/{secret}/pictures/{other.pk}/640/").status_code == 404


def test_it_shows_word_by_word_what_was_changed_since_the_contributor_sent_it(client):
    submission = SubmissionFactory(accepted=True, revision__body="<p>Neighbours came in numbers.</p>")
    content = replace(content_of(submission.latest), body="<p>Neighbours came in hundreds.</p>")
    revising.revise(submission, content, by=people.editor())
    secret = proofs.secret_of(proofs.sent(submission).signers.get())
    page = client.get(f"/submit/proof/{secret}/").content.decode()
    assert "<del>numbers</del>" in page
    assert "<ins>hundreds</ins>" in page


def test_a_look_approves_nothing_and_the_button_does(client, proof, address):
    client.get(address)
    client.head(address)
    client.post(address, {"do": "something else"})
    assert status_of(proof) == "sent"

    answer = client.post(address, {"do": "approve"}, follow=True)

    assert status_of(proof) == "approved"
    page = answer.content.decode()
    assert "You approved it" in page
    assert "Approve this article" not in page


def test_an_answer_needs_nothing_but_the_secret_of_its_address(proof, address):
    """Browsers hide where a page without referrer posts from, so Django’s check of it would refuse everybody."""
    Client(enforce_csrf_checks=True).post(address, {"do": "approve"}, headers={"origin": "null"})
    assert status_of(proof) == "approved"


def test_comments_by_paragraph_are_sent_and_shown(client, proof, address):
    answer = client.post(address, {"do": "corrections", "comment-passage_4": "They heard it"}, follow=True)
    assert status_of(proof) == "corrections_wanted"
    page = answer.content.decode()
    assert "They heard it" in page
    assert "Corrections have been asked for" in page


def test_corrections_without_a_word_are_explained_and_nothing_is_lost_on_other_errors(client, proof, address):
    answer = client.post(address, {"do": "corrections"})
    assert answer.status_code == 422
    assert "Say what should be corrected, in one of the boxes" in answer.content.decode()

    answer = client.post(address, {"do": "corrections", "comment-whole": "x" * 2001, "comment-passage_1": "Kept"})
    page = answer.content.decode()
    assert "A comment must be 2000 characters or fewer" in page
    assert "Kept" in page
    assert status_of(proof) == "sent"


def test_what_was_typed_stays_when_the_text_was_changed_meanwhile(client, proof, address):
    content = replace(content_of(proof.submission.latest), title="Meanwhile")
    revising.revise(proof.submission, content, by=people.editor())

    answer = client.post(address, {"do": "corrections", "comment-whole": "Long thoughts"})

    assert answer.status_code == 409
    page = answer.content.decode()
    assert "This proof has been replaced" in page
    assert "Long thoughts" in page


def test_a_co_signer_is_named_on_the_page(client, proof, address):
    typed = {"do": "pass_on", "co_signer-name": "Petra Press", "co_signer-email": "press@northshire.example"}
    answer = client.post(address, typed, follow=True)
    assert "We are sending the proof to your co-signer." in answer.content.decode()
    assert OutboxMail.objects.filter(to_email="press@northshire.example").exists()
    assert not client.cookies

    again = client.post(address, typed)
    assert again.status_code == 409
    assert "was sent this proof already" in again.content.decode()


def test_a_co_signer_without_an_address_is_explained(client, proof, address):
    answer = client.post(address, {"do": "pass_on", "co_signer-name": "Petra", "co_signer-email": "petra at home"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "like name@example.com" in page
    assert 'value="petra at home"' in page


def test_too_many_proofs_to_one_address_have_to_wait(client, proof, address, settings):
    settings.LIMITS = {**settings.LIMITS, "forms of an address": (0, 60)}
    typed = {"do": "pass_on", "co_signer-name": "Petra", "co_signer-email": "press@northshire.example"}
    answer = client.post(address, typed)
    assert answer.status_code == 429
    assert "Wait a minute" in answer.content.decode()
    assert proof.signers.count() == 1


def test_a_demanded_co_signer_is_asked_for(client):
    submission = SubmissionFactory(accepted=True, contributor__organisation__sector="law_enforcement")
    proof = proofs.sent(submission)
    secret = proofs.secret_of(proof.signers.get())
    assert "Nobody is named yet" in client.get(f"/submit/proof/{secret}/").content.decode()
    signing.pass_on(proof, PRESS_OFFICE, named_by="Sam")
    page = client.get(f"/submit/proof/{secret}/").content.decode()
    assert "Nobody is named yet" not in page
    assert "Petra Press: has not answered yet" in page


def test_a_closed_proof_says_so_and_asks_nothing(client, proof, address):
    content = replace(content_of(proof.submission.latest), title="Later")
    revising.revise(proof.submission, content, by=people.editor())
    page = client.get(address).content.decode()
    assert "This proof has been replaced" in page
    assert "Approve this article" not in page
