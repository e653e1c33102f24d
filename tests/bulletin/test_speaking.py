import pytest
from django.urls import get_script_prefix, reverse
from django.utils import translation

from bulletin.models import OutboxMail
from editions import tasks
from tests.factories import people
from tests.factories.subscribers import SubscriberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def in_welsh(settings):
    settings.SITE_LANGUAGES = ["en", "cy"]


def test_a_path_below_the_language_shows_the_page_in_it(client, in_welsh):
    answer = client.get("/cy/contact/")
    page = answer.content.decode()

    assert '<html lang="cy"' in page
    assert "<h1" in page
    assert "Cysylltu â ni</h1>" in page
    assert "Rhowch eich enw" in client.post("/cy/contact/", {}).content.decode()
    assert answer["Content-Language"] == "cy"


def test_every_way_on_from_a_welsh_page_stays_welsh_and_the_footer_leads_back(client, in_welsh):
    page = client.get("/cy/privacy/").content.decode()

    assert 'href="/cy/submit/"' in page
    assert '<a href="/privacy/" lang="en" hreflang="en">English</a>' in page
    assert '<a href="/cy/privacy/" lang="cy" hreflang="cy">Cymraeg</a>' in client.get("/privacy/").content.decode()


def test_a_form_that_was_sent_in_welsh_goes_on_in_welsh(client, in_welsh):
    answer = client.post("/cy/subscribe/", {"email": "new@council.example"})

    assert answer["Location"] == "/cy/subscribe/sent/"
    assert "https://bulletin.example/cy/subscribe/confirm/" in OutboxMail.objects.get().text


def test_a_personal_address_works_in_both_languages(client, in_welsh):
    SubscriberFactory(email="rhys@council.example")
    client.post("/your-information/", {"email": "rhys@council.example"})
    tasks.answer_requests()
    path = OutboxMail.objects.get().text.partition("https://bulletin.example")[2].split()[0]

    assert client.get(path).status_code == 200
    assert client.get(f"/cy{path}").status_code == 200


def test_nothing_of_one_request_reaches_the_next(client, in_welsh):
    client.get("/cy/contact/")

    assert get_script_prefix() == "/"
    assert translation.get_language() == "en-gb"
    assert '<html lang="en"' in client.get("/contact/").content.decode()


def test_the_welsh_start_has_an_address_with_a_slash(client, in_welsh):
    assert client.get("/cy/").status_code == 200
    assert "Hafan" in client.get("/cy/").content.decode()


def test_the_desk_is_in_english_only(client, in_welsh):
    client.force_login(people.editor())

    assert client.get("/cy/admin/").status_code == 404
    assert client.get(reverse("admin:index")).status_code == 200


def test_one_language_is_the_default_and_has_no_path_and_no_link(client):
    assert client.get("/cy/contact/").status_code == 404
    assert "Cymraeg" not in client.get("/contact/").content.decode()


def test_a_browser_that_prefers_welsh_gets_what_the_address_says(client, in_welsh):
    page = client.get("/contact/", headers={"accept-language": "cy"}).content.decode()

    assert '<html lang="en"' in page


def test_letters_are_in_english_whatever_the_page_speaks(client, in_welsh):
    sent = {"kind": "question", "text": "When?", "name": "Rhys", "email": "rhys@council.example", "form_key": "1"}

    assert "Cwestiwn" in client.get("/cy/contact/").content.decode()
    client.post("/cy/contact/", sent)

    to_team = OutboxMail.objects.get(to_email="bulletin@scoc.example")
    assert "A question" in to_team.subject + to_team.text
    assert "Cwestiwn" not in to_team.subject + to_team.text
