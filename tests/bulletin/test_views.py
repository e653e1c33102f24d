import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.test import Client

from bulletin import mail, views
from editions import assembly
from tests.factories import people

TOKEN = "a" * 32
FORM = "application/x-www-form-urlencoded"


@pytest.fixture
def sent(rf):
    return rf.get("/")


def test_a_form_that_is_too_big_is_answered_with_how_to_make_it_smaller():
    client = Client(enforce_csrf_checks=True)
    client.cookies[settings.CSRF_COOKIE_NAME] = TOKEN
    too_much = "x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    answer = client.post("/subscribe/", f"csrfmiddlewaretoken={TOKEN}&email={too_much}", content_type=FORM)
    assert answer.status_code == 413
    assert "Make the pictures smaller" in answer.content.decode()


def test_any_other_bad_request_says_that_nothing_was_saved(sent):
    answer = views.bad_request(sent, SuspiciousOperation())
    assert answer.status_code == 400
    assert "Nothing was saved" in answer.content.decode()


@pytest.mark.django_db
def test_a_form_without_its_cookie_is_told_how_to_keep_the_text():
    answer = Client(enforce_csrf_checks=True).post("/subscribe/", {"email": "ann@council.example"})
    assert answer.status_code == 403
    assert "copy your text into a document" in answer.content.decode()


def test_an_address_that_is_not_there_leads_to_the_archive(client):
    answer = client.get("/no-such-page/")
    assert answer.status_code == 404
    assert 'href="/editions/"' in answer.content.decode()


def test_every_page_leads_to_the_four_doors_and_says_which_one_is_open(client):
    html = client.get("/subscribe/").content.decode()
    links = re.findall(r'class="govuk-service-navigation__link" href="([^"]+)"( aria-current="page")?', html)
    assert links == [("/", ""), ("/editions/", ""), ("/submit/", ""), ("/subscribe/", ' aria-current="page"')]


@pytest.mark.parametrize("name", ["413.html", "500.html"])
def test_pages_that_must_work_when_nothing_else_does_are_plain_files(name):
    page = (Path(settings.BASE_DIR) / "templates" / name).read_text()
    assert not re.search(r"\{[{%]|<script|style=", page)
    assert page.count(settings.BULLETIN_NAME) == 2
    for path in re.findall(r'href="/static/([^"]+)"', page):
        assert (Path(settings.BASE_DIR) / "bulletin" / "static" / path).is_file()


@pytest.mark.django_db
def test_pages_letters_and_the_first_masthead_call_the_bulletin_by_its_setting(client, settings):
    settings.BULLETIN_NAME = "Coast & Country Bulletin"

    page = client.get("/subscribe/").content.decode()
    letter = mail.compose("editions/confirm", {"link": "https://bulletin.example/x/", "days": 7})
    edition = assembly.start(1, "December 2026", by=people.editor())

    assert "- Coast &amp; Country Bulletin</title>" in page
    assert letter.subject == "Confirm that you want the Coast & Country Bulletin"
    assert "send the Coast & Country Bulletin to this address" in letter.text
    assert "Coast &amp; Country Bulletin</p>" in letter.html
    assert edition.title == "Coast & Country Bulletin"
