"""The faces of a whole edition: on the web, in the inbox, as plain text."""

import re
from itertools import pairwise
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bulletin import links
from editions.models import Edition
from editions.rendering import contents, mail, tokens, web
from tests.factories import editions
from tests.factories.submissions import RevisionFactory, RevisionPictureFactory

pytestmark = pytest.mark.django_db
FACES = {"web": web.main_part, "email": mail.html, "text": mail.text}
GMAIL_CUTS_AT = 102_000
PARAGRAPH = (
    "Officers, council staff and two charities met every Tuesday in the same room and looked at the same list of "
    "addresses. When a name came up twice, somebody visited within a week, and the visit was written down. "
)


def each_face(function):
    return pytest.mark.parametrize("face", FACES.values(), ids=FACES)(function)


def said_by(face, edition: Edition) -> str:
    return " ".join(face(edition).split())


@each_face
def test_the_parts_of_an_edition_stand_in_order(face):
    edition = editions.EditionFactory(number=5)
    first, second = edition.sections.all()
    editions.ArticleFactory(edition=edition, section=second, submission__revision__title="Last of all")
    editions.ArticleFactory(edition=edition, section=first, submission__revision__title="First of all")
    said = said_by(face, edition)
    said = said[said.lower().index("working together to tackle") :]
    place = 0
    for words in (
        *("welcome to the fifth edition of the", "nine teams write", "anybody may send", "in this edition"),
        *("first of all", "last of all", "spotlight", "first of all", "partnerships", "last of all", "feedback"),
        *("thank you for reading the fifth edition", "tell us what you think", "which article was useful"),
        *("what would you like more of", "bulletin@scoc.example", "/submit/", "/subscribe/", "/editions/5/"),
        "strategic centre for organised crime",
    ):
        place = said.lower().index(words, place) + 1


@each_face
def test_the_number_is_typed_once(face):
    edition = editions.EditionFactory(number=5)
    said = said_by(face, edition)
    assert "Issue 05, December 2026" in said
    edition.number = 21
    said = said_by(face, edition)
    assert "Issue 21" in said
    assert said.lower().count("twenty-first edition") == 2
    assert "fifth" not in said


@each_face
def test_a_section_without_articles_is_not_printed(face):
    edition = editions.ready(sections=[("In the spotlight", "blue"), ("Disruptions", "red")])
    assert "spotlight" in said_by(face, edition).lower()
    assert "disruptions" not in said_by(face, edition).lower()


@each_face
def test_an_edition_without_articles_can_be_previewed(face):
    said = said_by(face, editions.EditionFactory())
    assert "Welcome to the" in said
    assert "In this edition" not in said


@each_face
def test_an_article_without_text_is_left_out_of_a_preview(face):
    edition = editions.EditionFactory()
    editions.ArticleFactory(edition=edition, submission__revision=None)
    assert "In this edition" not in said_by(face, edition)


@each_face
def test_a_face_has_the_same_bytes_each_time(face):
    edition = editions.ready(articles=3)
    assert face(edition) == face(Edition.objects.get(pk=edition.pk))


@each_face
def test_one_article_and_nine_ask_the_database_alike(face):
    counts = []
    for articles in (1, 9):
        edition = editions.ready(articles=articles)
        for article in edition.articles.all():
            RevisionPictureFactory(revision=article.submission.latest)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            face(edition)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_every_entry_of_the_contents_leads_to_its_article():
    edition = editions.ready(articles=3)
    page = web.main_part(edition)
    anchors = re.findall(r'href="#([^"]+)"', page)
    assert len(anchors) == 3
    assert [f'id="{anchor}"' in page for anchor in anchors] == [True] * 3
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert len(ids) == len(set(ids))


def test_an_article_whose_address_is_a_word_of_ours_does_not_take_its_id():
    edition = editions.EditionFactory()
    for slug in ("welcome", "feedback", "contents", "main-content"):
        editions.ArticleFactory(edition=edition, slug=slug)
    ids = re.findall(r'\bid="([^"]+)"', web.main_part(edition))
    assert len(ids) == len(set(ids))
    assert "main-content" not in ids


def test_headings_of_the_page_never_skip_a_level():
    edition = editions.EditionFactory()
    article = editions.ArticleFactory(edition=edition)
    contact = {"name": "Tom", "role": "", "email": "tom@north.example", "phone": "", "website": ""}
    RevisionFactory(submission=article.submission, body="<h3>One</h3><h4>Two</h4><p>x</p>", contacts=[contact])
    for html in (web.main_part(edition), mail.html(edition)):
        levels = [int(level) for level in re.findall(r"<h([1-6])\b", html)]
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_the_email_leads_only_to_absolute_addresses_and_loads_only_our_pictures():
    edition = editions.ready()
    RevisionPictureFactory(revision=edition.articles.get().submission.latest)
    html = mail.html(edition)
    targets = re.findall(r'(?:href|src)="([^"]+)"', html)
    assert {urlsplit(target).scheme for target in targets} == {"https", "mailto"}
    pictures = re.findall(r'<img[^>]* src="([^"]+)"', html)
    assert [urlsplit(picture).netloc for picture in pictures] == ["bulletin.example"]
    assert not re.search(r"<(script|link|form|iframe)\b|url\(", html)


@pytest.mark.parametrize("part", [mail.html, mail.text], ids=["html", "text"])
def test_each_part_of_the_email_holds_one_place_for_the_leave_link(part):
    assert len(tokens.LEAVE_TOKEN) == links.SIGNED_LENGTH
    assert part(editions.ready()).count(f"https://bulletin.example/leave/{tokens.LEAVE_TOKEN}/") == 1


def test_the_token_stands_at_no_lines_start_and_is_not_cut():
    for part in (mail.html(editions.ready()), mail.text(editions.ready())):
        assert all(not line.startswith("@@") for line in part.splitlines())


def test_an_edition_of_nine_long_articles_is_not_cut_by_gmail():
    edition = editions.EditionFactory()
    quote = {"kind": "quote", "text": PARAGRAPH, "speaker": "Ruth Maddern", "role": "Inspector"}
    event = {"kind": "event", "name": "A day", "when": "4 March", "where": "Here", "audience": "All", "register": "-"}
    contact = {"name": "Tom", "role": "Sergeant", "email": "tom@n.example", "phone": "0161 496 0123", "website": ""}
    for _ in range(9):
        article = editions.ArticleFactory(edition=edition)
        body = f"<p>{PARAGRAPH * 3}</p><ul>{'<li>One thing to do</li>' * 5}</ul><p>{PARAGRAPH * 4}</p>"
        RevisionFactory(submission=article.submission, body=body, blocks=[quote, event], contacts=[contact] * 2)
    assert len(mail.html(edition).encode()) < 90_000 < GMAIL_CUTS_AT


def test_the_email_is_written_for_outlook_dark_screens_and_small_ones():
    html = mail.html(editions.ready())
    assert html.startswith("<!DOCTYPE html>")
    assert '<html lang="en">' in html
    assert "<!--[if mso]><table" in html
    assert '<meta name="color-scheme" content="light dark">' in html
    assert "@media (prefers-color-scheme: dark)" in html
    assert "max-width:640px" in html
    tables = re.findall(r"<table\b[^>]*>", html)
    assert all('role="presentation"' in table for table in tables)


def test_the_inbox_shows_titles_after_the_subject():
    edition = editions.EditionFactory(number=5)
    editions.ArticleFactory(edition=edition, submission__revision__title="Doors that stay closed")
    assert mail.subject(edition) == "SOC Local Partnerships Bulletin: Issue 05, December 2026"
    assert mail.preheader(contents.of(edition)) == "Doors that stay closed"
    for _ in range(9):
        editions.ArticleFactory(edition=edition)
    assert mail.preheader(contents.of(edition)).endswith("; and more")
    assert len(mail.preheader(contents.of(edition))) < 150


def test_the_subject_never_breaks_a_header():
    edition = editions.EditionFactory(title="The\r\nBcc: x@y.example", label="May")
    assert mail.subject(edition).splitlines() == [mail.subject(edition)]


def test_text_is_at_most_72_columns_wide():
    edition = editions.ready(articles=2, title="A bulletin with a title that is so long that it has to go on")
    lines = mail.text(edition).splitlines()
    assert max(len(line) for line in lines if "https://" not in line) <= 72


def test_before_the_lock_a_preview_shows_the_newest_revision():
    edition = editions.ready()
    RevisionFactory(submission=edition.articles.get().submission, title="Only just changed")
    assert "Only just changed" in web.main_part(edition)
