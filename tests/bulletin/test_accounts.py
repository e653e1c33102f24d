import logging

import pytest
from django.conf import settings as django_settings
from django.contrib.auth.models import Group
from django.core.management import CommandError, call_command
from django.test import Client

from tests.factories import people

pytestmark = pytest.mark.django_db
PASSWORD = "a long sentence to sign in with"
NEW_PASSWORD = "another long sentence altogether"


@pytest.fixture
def edie():
    user = people.editor(username="edie", email="edie@desk.example")
    user.set_password(PASSWORD)
    user.save()
    return user


def signed_in(password=PASSWORD):
    browser = Client()
    browser.post("/admin/login/", {"username": "edie", "password": password})
    return browser


def is_in(browser):
    return browser.get("/admin/").status_code == 200


@pytest.mark.parametrize("weak", ["short", "password1234", "edie@desk.example"])
def test_a_weak_password_is_refused_with_every_reason(edie, weak):
    browser = signed_in()
    answer = browser.post(
        "/admin/password_change/", {"old_password": PASSWORD, "new_password1": weak, "new_password2": weak}
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors["new_password2"]
    assert is_in(signed_in())


def test_a_new_password_ends_the_other_sessions(edie):
    here, elsewhere = signed_in(), signed_in()
    passwords = {"old_password": PASSWORD, "new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    assert here.post("/admin/password_change/", passwords).status_code == 302
    assert is_in(here)
    assert not is_in(elsewhere)


def test_signing_out_ends_the_session_on_the_server(edie):
    browser = signed_in()
    stolen = browser.cookies[django_settings.SESSION_COOKIE_NAME].value
    browser.post("/admin/logout/")
    thief = Client()
    thief.cookies[django_settings.SESSION_COOKIE_NAME] = stolen
    assert not is_in(thief)


def test_sign_ins_are_logged_without_names(edie, caplog):
    with caplog.at_level(logging.INFO, logger="bulletin.signing_in"):
        signed_in("wrong")
        signed_in()
    said = [record.getMessage() for record in caplog.records if record.name == "bulletin.signing_in"]
    assert said == ["A wrong name or password was given.", f"User {edie.pk} gave the right password."]


def test_the_demo_is_refused_where_it_is_not_a_demo(settings):
    settings.DEBUG = settings.DEMO = False
    with pytest.raises(CommandError, match="a password that everybody knows"):
        call_command("demo")


def test_an_account_is_given_its_roles_by_boxes_and_nothing_else(admin_client, edie):
    address = f"/admin/auth/user/{edie.pk}/change/"
    form = admin_client.get(address).context["adminform"].form
    publisher = Group.objects.get(name="Publisher")
    given = {name: form.initial.get(name) or "" for name in ("username", "first_name", "last_name", "email")}

    answer = admin_client.post(address, {**given, "is_active": "on", "is_staff": "on", "groups": [publisher.pk]})

    assert answer.status_code == 302
    assert [group.name for group in edie.groups.all()] == ["Publisher"]
    assert "user_permissions" not in form.fields
    assert "Publisher" in admin_client.get("/admin/auth/user/").content.decode()
