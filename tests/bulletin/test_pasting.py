"""What the rich text box is told about pasted text."""

import pytest
from django.test import Client

from bulletin import pasting

pytestmark = pytest.mark.django_db

WORD = (
    "<p class=MsoListParagraph style='mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>1."
    "<span>&nbsp; </span></span><![endif]>First</p><p style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>2."
    "</span>Second</p><p>See <a href='https://a.example'>this</a><del>not this</del></p>"
)


def test_says_what_was_kept_and_removed(client):
    answer = client.post("/paste/", {"html": WORD}).json()
    assert answer["html"].startswith("<ol><li>First</li><li>Second</li></ol><p>See ")
    assert answer["said"] == [
        "Pasted: 1 paragraph, 1 list and 1 link.",
        (
            "Taken out: fonts, colours and other formatting, text deleted with tracked changes and typed bullets and "
            "numbers, now lists."
        ),
        "Text that was deleted with tracked changes was left out. Look whether anything is missing.",
    ]


def test_takes_plain_text_where_there_is_no_html(client):
    answer = client.post("/paste/", {"html": "", "text": "One\n\n- two\n- three"}).json()
    assert answer["html"] == "<p>One</p><ul><li>two</li><li>three</li></ul>"
    assert client.post("/paste/", {"text": " "}).json()["said"] == ["There was no text to paste."]


def test_needs_no_cookie_and_leaves_none(client):
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/paste/", {"html": "<p>a"})
    assert answer.json()["html"] == "<p>a</p>"
    assert not answer.cookies
    assert client.get("/paste/").status_code == 405


def test_what_is_too_long_or_too_often_is_left_to_the_browser(client, settings):
    assert client.post("/paste/", {"html": "a" * (pasting.LONGEST + 1)}).status_code == 413
    settings.LIMITS = settings.LIMITS | {"pastes of a network": (1, 60)}
    assert [client.post("/paste/", {"html": "a"}).status_code for _ in range(3)][-1] == 429


def test_the_box_knows_where_to_ask(client):
    tasks = client.post("/submit/start/", {"may_be_sent": "fit"})["Location"]
    page = client.get(f"{tasks}article/").content.decode()
    assert 'data-paste="/paste/"' in page
    assert "bulletin/paste.js" in page
