from urllib.parse import unquote

import pytest

from submissions.models import Revision
from submissions.rendering import parts
from tests.factories.submissions import RevisionFactory

pytestmark = pytest.mark.django_db
CONTACT = {"name": "Tom Ashdown", "role": "Sergeant", "email": "", "phone": "", "website": ""}


@pytest.mark.parametrize(
    ("typed", "words", "address"),
    [
        ("Poster pack: https://north.example/posters", "Poster pack", "https://north.example/posters"),
        ("Film (https://north.example/film).", "Film", "https://north.example/film"),
        ("https://north.example/film", "https://north.example/film", "https://north.example/film"),
        ("Ask print@north.example", "", ""),
        ("See https://a.example or https://b.example", "", ""),
        ("javascript:alert(1)", "", ""),
    ],
)
def test_the_words_of_a_line_become_its_link(typed, words, address):
    line = parts.line(typed)
    assert (line.typed, line.words, line.url) == (typed, words, address)


def test_a_line_without_one_web_address_links_what_it_holds():
    assert 'href="mailto:print@north.example"' in parts.line("Ask print@north.example").html


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("0161 496 0123", "tel:+441614960123"),
        ("+44 (0)161 496 0123", "tel:+441614960123"),
        ("0161 496 0123 ext. 4", "tel:+441614960123;ext=4"),
        ("101", "tel:101"),
        ("Ask the switchboard", ""),
        ("", ""),
    ],
)
def test_a_telephone_number_can_be_dialled(phone, link):
    (contact,) = parts.contacts(RevisionFactory(contacts=[{**CONTACT, "phone": phone}]))
    assert contact.phone_url == link


@pytest.mark.parametrize(
    ("website", "shown", "link"),
    [
        ("https://north.example/", "north.example", "https://north.example/"),
        ("www.north.example", "www.north.example", "https://www.north.example"),
        ("javascript:alert(1)", "javascript:alert(1)", ""),
        ("not a site", "not a site", ""),
        ("https://[north.example", "[north.example", ""),
        ("", "", ""),
    ],
)
def test_a_website_is_linked_when_it_is_one(website, shown, link):
    (contact,) = parts.contacts(RevisionFactory(contacts=[{**CONTACT, "website": website}]))
    assert (contact.website, contact.website_url) == (shown, link)


@pytest.mark.parametrize("local", ["a?bcc=x", "a&cc=x", "a%0Abcc", "o'neil+x"])
def test_no_address_of_a_contact_adds_recipients_to_the_mail_of_its_link(local):
    shown = parts.contacts(Revision(contacts=[{"name": "Duty desk", "email": f"{local}@north.example"}]))[0]

    assert unquote(shown.email_url) == f"mailto:{local}@north.example"
    assert not set("?&") & set(shown.email_url)
