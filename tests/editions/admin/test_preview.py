import pytest
from django.urls import reverse

from editions import assembly
from editions.models import Snapshot
from tests.factories import editions, people

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(people.reader())
    return client


def at(edition, page, *more):
    return reverse(f"admin:editions_edition_{page}", args=[edition.pk, *more])


@pytest.mark.parametrize("face", ["web", "email"])
def test_a_face_is_shown_in_a_frame_that_runs_no_script(face, desk):
    edition = editions.ready()
    page = desk.get(at(edition, "preview"), {"face": face}).content.decode()
    assert f'src="{at(edition, "face", face)}"' in page
    assert "allow-scripts" not in page
    answer = desk.get(at(edition, "face", face))
    assert edition.articles.get().submission.title in answer.content.decode()
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_the_plain_text_is_shown_on_the_page(desk):
    edition = editions.ready()
    page = desk.get(at(edition, "preview"), {"face": "text"}).content.decode()
    assert "Nine teams write about doors that stay closed." in page
    assert "Subject:" in page


def test_a_preview_follows_the_edition_until_it_is_signed_off(desk):
    edition = editions.ready()
    assembly.write(edition, {"welcome": "<p>Fresh words.</p>"}, by=people.editor())
    assert "Fresh words." in desk.get(at(edition, "face", "web")).content.decode()


def test_after_the_sign_off_the_kept_bytes_are_shown(desk):
    edition = editions.signed_off()
    kept = Snapshot.objects.get()
    assert kept.web_html in desk.get(at(edition, "face", "web")).content.decode()
    assert desk.get(at(edition, "face", "email")).content.decode() == kept.email_html
    assert "This is what was signed off" in desk.get(at(edition, "preview")).content.decode()


@pytest.mark.parametrize("face", ["pdf", "text"])
def test_there_is_no_other_frame(face, desk):
    assert desk.get(at(editions.ready(), "face", face)).status_code == 404


def test_there_is_no_other_face(desk):
    assert desk.get(at(editions.ready(), "preview"), {"face": "pdf"}).status_code == 404
