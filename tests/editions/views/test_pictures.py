import pytest
from django.core.files.storage import default_storage
from django.urls import reverse

from editions import publishing
from editions.models import Article
from submissions.models import Picture
from tests.factories import editions, people
from tests.factories.submissions import PictureFactory, RevisionPictureFactory

pytestmark = pytest.mark.django_db


def with_picture(**given) -> tuple[Article, Picture]:
    article = editions.ready(**given).articles.get()
    return article, RevisionPictureFactory(revision=article.submission.latest).picture


def published() -> tuple[Article, Picture]:
    article, picture = with_picture()
    publishing.lock(article.edition, by=people.editor())
    publishing.sign_off(article.edition, by=people.publisher())
    publishing.publish(article.edition, by=people.publisher())
    return article, picture


def fetch(client, article: Article, picture: Picture, width: int = 640):
    return client.get(reverse("editions:picture", args=[article.edition.number, picture.pk, width]))


@pytest.mark.parametrize("width", [600, 640, 1280])
def test_everybody_sees_a_picture_of_a_published_edition_and_keeps_it(client, width):
    answer = fetch(client, *published(), width)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert answer.content.startswith(b"\x89PNG")
    assert answer["Cache-Control"] == "public, max-age=2592000, immutable"
    assert type(answer["Content-Type"]) is str


@pytest.mark.parametrize("width", [0, 641, 100_000])
def test_there_are_no_other_widths(client, width):
    assert fetch(client, *published(), width).status_code == 404


def test_before_it_is_published_only_staff_see_a_picture(client):
    article, picture = with_picture()
    assert fetch(client, article, picture).status_code == 404
    client.force_login(people.UserFactory())
    assert fetch(client, article, picture).status_code == 404
    client.force_login(people.reader())
    answer = fetch(client, article, picture)
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"


def test_a_withdrawn_edition_shows_no_pictures(client):
    article, picture = published()
    publishing.withdraw(article.edition, by=people.publisher(), reason="A court asked for it.")
    assert fetch(client, article, picture).status_code == 404


def test_a_picture_that_the_edition_does_not_print_stays_private(client):
    article, printed = published()
    unused = PictureFactory(submission=article.submission)
    elsewhere = PictureFactory()
    assert fetch(client, article, printed).status_code == 200
    assert fetch(client, article, unused).status_code == 404
    assert fetch(client, article, elsewhere).status_code == 404


def test_a_picture_whose_file_is_gone_is_not_there_and_is_logged(client, caplog):
    article, picture = published()
    default_storage.delete(picture.file.name)
    assert fetch(client, article, picture).status_code == 404
    assert f"picture {picture.pk} is gone" in caplog.text
