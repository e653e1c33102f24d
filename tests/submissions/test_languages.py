import pytest

from editions import publishing
from submissions import languages
from submissions.forms.article import ArticleForm
from submissions.models import Revision
from submissions.rendering import article
from tests.factories import editions, people
from tests.factories.submissions import RevisionFactory, RevisionPictureFactory

pytestmark = pytest.mark.django_db
URDU = {
    "language": "ur",
    "title": "دروازے جو بند رہے",
    "summary": "محلے نے کیا کیا",
    "body": "<p>پڑوسیوں نے پہلے گاڑیاں دیکھیں</p><ul><li>ایک</li></ul><blockquote><p>شکریہ</p></blockquote>",
    "contacts": [{"name": "سام", "email": "sam@northshire.example", "phone": "01632 960 123", "website": ""}],
    "blocks": [{"kind": "checklist", "heading": "فہرست", "items": ["ایک", "دو"]}],
}


def no_url(use, width):
    return f"/{use.pk}/{width}/"


def test_the_form_offers_the_languages_of_the_setting(settings):
    settings.ARTICLE_LANGUAGES = ["en:English", "cy:Welsh", "ur:Urdu:rtl", "gd"]

    assert languages.choices() == [("en", "English"), ("cy", "Welsh"), ("ur", "Urdu"), ("gd", "gd")]
    assert [code for code, _ in ArticleForm().fields["language"].choices] == ["en", "cy", "ur", "gd"]


@pytest.mark.parametrize(
    ("code", "way"), [("en", "ltr"), ("cy", "ltr"), ("ur", "rtl"), ("ar", "rtl"), ("fa", "rtl"), ("xx", "ltr")]
)
def test_each_language_is_read_its_way(code, way):
    assert languages.direction(code) == way
    assert Revision(language=code).direction == way


def test_a_revision_says_its_language_by_name():
    assert RevisionFactory(language="ur").get_language_display() == "Urdu"


def test_an_article_that_is_read_from_the_right_says_so_on_the_web():
    revision = RevisionFactory(**URDU)
    html = article.web(revision, picture_url=no_url)

    assert 'lang="ur" dir="rtl"' in html
    assert '<a href="tel:+441632960123" dir="ltr">01632 960 123</a>' in html


def test_our_own_english_words_in_it_are_marked_as_english():
    revision = RevisionFactory(**URDU)
    RevisionPictureFactory(revision=revision)
    html = article.web(revision, picture_url=no_url)

    assert 'lang="en">Contacts</h3>' in html
    assert '<span lang="en" dir="ltr">Telephone</span>: ' in html
    assert '<p class="bulletin-box__kind" lang="en">Checklist</p>' in html


def test_a_welsh_article_has_welsh_words_and_no_mark_within_it():
    html = article.web(RevisionFactory(**{**URDU, "language": "cy"}), picture_url=no_url)

    assert "Cysylltiadau</h3>" in html
    assert 'lang="en"' not in html
    assert 'dir="ltr"' in html


def test_in_an_email_what_stands_left_stands_right():
    html = article.email_page(RevisionFactory(**URDU), picture_url=no_url)

    assert '<html lang="ur" dir="rtl"' in html
    assert "direction:rtl;text-align:right" in html
    assert "border-right:5px solid" in html
    assert 'role="presentation" dir="rtl"' in html


def test_an_email_in_english_knows_no_right():
    html = article.email_page(RevisionFactory(blocks=URDU["blocks"]), picture_url=no_url)

    assert "rtl" not in html


def test_the_home_page_says_the_language_and_direction_of_each_title(client):
    edition = editions.EditionFactory()
    editions.ArticleFactory(edition=edition, submission__revision__language="ur")
    editions.ArticleFactory(edition=edition)
    publishing.lock(edition, by=people.editor())
    publishing.sign_off(edition, by=(publisher := people.publisher()))
    publishing.publish(edition, by=publisher)

    page = client.get("/").content.decode()

    assert '<h3 class="bulletin-card__title" lang="ur" dir="rtl">' in page
    assert '<h3 class="bulletin-card__title" lang="en" dir="ltr">' in page
