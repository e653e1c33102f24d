import re

import pytest
from django.test import Client

from bulletin.models import Link
from submissions.models import Draft
from tests.submissions.views import walking

pytestmark = pytest.mark.django_db


def test_the_start_page_says_who_may_send_what_and_what_must_not_be_sent(client):
    page = client.get("/submit/").content.decode()

    assert "You don’t need an account." in page
    assert "about 10 minutes" in page
    assert "Send nothing marked above OFFICIAL." in page
    assert 'href="/submit/start/"' in page


def test_the_start_pages_ask_the_database_nothing(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        client.get("/submit/")
        client.get("/submit/start/")


@pytest.mark.parametrize(
    ("answer", "advice"),
    [("marked", "Do not send it here"), ("uncleared", "Ask your organisation first")],
)
def test_what_must_not_be_sent_leads_to_a_page_that_says_what_to_do_and_stores_nothing(client, answer, advice):
    response = client.post("/submit/start/", {"may_be_sent": answer})

    page = client.get(response["Location"]).content.decode()
    assert advice in page
    assert "Nothing was stored." in page
    assert not Draft.objects.exists()
    assert not Link.objects.exists()


def test_an_article_that_may_be_sent_begins_a_draft_at_an_address_of_its_own(client):
    first, second = walking.begun(client), walking.begun(client)

    assert first != second
    assert re.fullmatch(r"/submit/[0-9a-f]{64}/", first)
    assert client.get(first).status_code == 200
    assert Draft.objects.count() == 2


def test_no_secret_stands_in_the_database(client):
    secret = walking.begun(client).split("/")[2]

    kept = str(list(Draft.objects.values())) + str(list(Link.objects.values()))

    assert secret not in kept


def test_without_an_answer_the_question_is_asked_again(client):
    page = client.post("/submit/start/", {}).content.decode()

    assert "<title>Error:" in page
    assert '<a href="#id_may_be_sent_1">Select what is true of your article</a>' in page


def test_too_many_drafts_from_one_network_have_to_wait(client, settings):
    settings.LIMITS = settings.LIMITS | {"forms of a network": (1, 3600)}
    walking.begun(client)

    response = client.post("/submit/start/", {"may_be_sent": "fit"})

    assert response.status_code == 429
    assert "Wait 60 minutes" in response.content.decode()
    assert Draft.objects.count() == 1


def test_an_unknown_reason_to_stop_is_no_page(client):
    assert client.get("/submit/stop/nothing/").status_code == 404


def test_a_question_answered_by_another_site_is_refused():
    assert Client(enforce_csrf_checks=True).post("/submit/start/", {"may_be_sent": "fit"}).status_code == 403
    assert not Draft.objects.exists()
