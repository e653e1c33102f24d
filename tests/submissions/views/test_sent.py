import io
from datetime import date

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from bulletin import links
from bulletin.mail import Letter
from submissions import signing, triage
from submissions.models import Submission
from tests.factories import editions, proofs
from tests.factories.people import editor, reader
from tests.factories.submissions import PictureFactory, RevisionFactory, RevisionPictureFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


def page_of(client, submission):
    return client.get(f"/submit/sent/{links.issue(submission, 'status')}/")


def test_the_page_shows_reference_status_and_what_was_sent(client):
    submission = SubmissionFactory(revision__title="Fewer cars stolen", revision__summary="Free locks.")

    page = page_of(client, submission).content.decode()

    assert "Article sent" in page
    for words in (submission.reference, "Received", "Fewer cars stolen", "Free locks."):
        assert words in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        ("in_review", "An editor is reading it"),
        ("changes_requested", "Answer what we asked for below"),
        ("accepted", "which edition it is planned for"),
        ("declined", "says why"),
        ("withdrawn", "You can send a new article"),
    ],
)
def test_the_page_says_in_the_contributors_words_where_the_article_stands(client, status, words):
    page = page_of(client, SubmissionFactory(status=status)).content.decode()

    assert words in page
    assert "Article sent" not in page


@pytest.mark.parametrize(
    ("state", "words"), [("locked", "It is planned for"), ("published", "read it in the bulletin")]
)
def test_the_page_of_an_article_in_an_edition_says_which(client, state, words):
    edition = getattr(editions, state)()
    submission = edition.articles.first().submission

    page = page_of(client, submission).content.decode()

    assert words in page
    assert str(edition) in page
    assert ("Published</strong>" in page) is (state == "published")
    assert "will say which edition" not in page


def test_who_withdraws_a_published_article_is_told_that_its_email_has_left(client):
    submission = editions.published().articles.first().submission

    page = client.get(f"/submit/sent/{links.issue(submission, 'status')}/withdraw/").content.decode()

    assert "its email has left or is leaving" in page
    assert "Ask us to stop it" in page


def test_what_editors_made_of_it_since_is_not_shown(client):
    submission = SubmissionFactory(revision__title="As it was sent")
    RevisionFactory(submission=submission, made_by=editor(), title="As editors have it")

    page = page_of(client, submission).content.decode()

    assert "As it was sent" in page
    assert "As editors have it" not in page


def test_a_submission_without_a_text_of_the_contributor_has_a_page_too(client):
    submission = SubmissionFactory(revision=None)

    page = page_of(client, submission).content.decode()

    assert submission.reference in page
    assert "What you sent" not in page


def test_the_page_stays_out_of_search_engines_logs_and_caches(client):
    response = page_of(client, SubmissionFactory())

    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex, nofollow">' in response.content.decode()


def test_looking_changes_nothing_and_nothing_else_than_looking_is_possible(client):
    submission = SubmissionFactory()
    secret = links.issue(submission, "status")

    client.get(f"/submit/sent/{secret}/")

    assert client.post(f"/submit/sent/{secret}/").status_code == 405
    assert Submission.objects.get().version == submission.version


def test_a_forged_replaced_or_foreign_secret_opens_nothing(client):
    submission = SubmissionFactory()
    replaced = links.issue(submission, "status")
    links.issue(submission, "status")
    other_purpose = links.issue(submission, "proof")

    for secret in ("forged", replaced, other_purpose):
        assert client.get(f"/submit/sent/{secret}/").status_code == 404


# --- pictures --------------------------------------------------------------------------------------


def picture_in(response):
    assert response.status_code == 200
    return Image.open(io.BytesIO(response.content))


def test_the_holder_of_the_address_sees_its_pictures(client):
    use = RevisionPictureFactory(alt="A closed door")
    submission = use.revision.submission
    secret = links.issue(submission, "status")

    page = client.get(f"/submit/sent/{secret}/").content.decode()
    address = f"/submit/sent/{secret}/pictures/{use.picture_id}/640/"

    assert 'alt="A closed door"' in page
    assert address in page
    response = client.get(address)
    assert picture_in(response).size == (60, 40)
    assert response["Cache-Control"] == "private, max-age=3600"


def test_the_holder_of_another_address_does_not(client):
    picture, secret = PictureFactory(), links.issue(SubmissionFactory(), "status")

    assert client.get(f"/submit/sent/{secret}/pictures/{picture.pk}/640/").status_code == 404


def test_staff_who_may_see_submissions_see_their_pictures(client):
    picture = PictureFactory()
    client.force_login(reader())

    assert picture_in(client.get(f"/submit/pictures/{picture.pk}/640/")).size == (60, 40)


def test_nobody_else_sees_a_picture(client):
    assert client.get(f"/submit/pictures/{PictureFactory().pk}/640/").status_code == 403


def test_pictures_come_in_their_sizes_only(client):
    client.force_login(reader())

    assert client.get(f"/submit/pictures/{PictureFactory().pk}/641/").status_code == 404


def test_a_picture_whose_file_is_gone_is_not_there_and_is_logged(client, caplog):
    picture = PictureFactory()
    default_storage.delete(picture.file.name)
    client.force_login(reader())

    assert client.get(f"/submit/pictures/{picture.pk}/640/").status_code == 404
    assert f"picture {picture.pk} is gone" in caplog.text


def test_a_proof_that_waits_is_named_with_its_day_until_it_is_answered(client):
    submission = SubmissionFactory(accepted=True)
    proof = proofs.sent(submission, due_on=date(2099, 12, 4))
    said = page_of(client, submission).content.decode()
    assert "We sent you its proof by email" in said
    assert "We need your answer by 4 December 2099." in said
    signing.approve(proof.signers.get())
    assert "We sent you its proof" not in page_of(client, submission).content.decode()


def test_the_page_tells_no_decision_before_its_email_leaves(client, settings):
    settings.UNDO_MINUTES = 10
    submission = SubmissionFactory(in_review=True)
    triage.decline(submission, by=editor(), reason="Too long", letter=Letter("No", "Dear Sam"))

    page = page_of(client, submission).content.decode()

    assert "An editor is reading it" in page
    assert "says why" not in page
