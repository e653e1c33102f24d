import pytest
from django.test import RequestFactory

from bulletin import desk
from tests.factories import people

pytestmark = pytest.mark.django_db


def titles(user):
    request = RequestFactory().get("/")
    request.user = user
    return [item["title"] for group in desk.navigation(request) for item in group["items"]]


def test_the_side_bar_lists_what_the_role_may_see():
    assert {"Submissions", "Editions", "Outbox", "Distribution list"} <= {*titles(people.editor())}
    assert "Staff" not in titles(people.editor())
    assert {"Staff", "Roles", "4P themes"} <= {*titles(people.UserFactory(is_superuser=True))}


def test_somebody_without_a_role_finds_only_the_way_home(settings):
    settings.MAILBOX = False
    assert titles(people.UserFactory()) == ["Home"]


def test_every_page_says_when_it_is_a_demo(client, settings):
    client.force_login(people.editor())
    settings.DEMO = True
    assert "Demo: no mail leaves" in client.get("/admin/").content.decode()
    settings.DEMO = False
    assert "Demo: no mail leaves" not in client.get("/admin/").content.decode()


def test_the_sign_in_page_sends_those_without_an_account_where_they_need_to_go(client):
    page = client.get("/admin/login/").content.decode()
    assert 'href="/submit/"' in page
    assert 'href="/subscribe/"' in page
