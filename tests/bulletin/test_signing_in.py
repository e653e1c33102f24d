import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse
from django_otp.oath import totp
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from bulletin import second_factor
from bulletin.models import AuditEntry, OutboxMail, Tally
from tests.factories import people
from tests.servers.browser import violations

pytestmark = pytest.mark.django_db
PASSWORD = "a long sentence to sign in with"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def clock(settings):
    settings.SECOND_FACTOR = True
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def editor():
    user = people.editor(username="edie")
    user.set_password(PASSWORD)
    user.save()
    return user


def give_password(client, password=PASSWORD, username="edie", **headers):
    return client.post(reverse("admin:login"), {"username": username, "password": password}, **headers)


def shown_by(app):
    """The code that the app shows now."""
    return f"{totp(app.bin_key):06}"


def set_up(user):
    app = second_factor.begin(user)
    assert second_factor.confirm(user, shown_by(app))
    return TOTPDevice.objects.get(user=user)


def give_code(client, code, **more):
    return client.post(reverse("second_factor"), {"code": code, **more})


def test_a_password_alone_opens_nothing_that_only_staff_may_see(client, editor):
    set_up(editor)
    give_password(client)
    for path in ("/admin/", "/admin/submissions/submission/", "/mailbox/"):
        answer = client.get(path)
        assert answer.status_code == 302
        assert answer["Location"].startswith("/admin/login/")
    assert client.get(reverse("submissions:picture", args=[1, 640])).status_code == 403


def test_the_password_leads_to_the_code_and_the_code_to_the_page_that_was_asked_for(client, editor, clock):
    app = set_up(editor)
    clock.shift(timedelta(minutes=1))
    give_password(client)
    asked = client.get("/admin/submissions/submission/", follow=True)
    assert "Enter your code" in asked.content.decode()
    wanted = re.search(r'name="next" value="([^"]+)"', asked.content.decode())[1]
    answer = give_code(client, shown_by(app), next=wanted)
    assert answer["Location"] == "/admin/submissions/submission/"
    assert client.get(answer["Location"]).status_code == 200


def test_the_session_gets_a_new_name_with_the_code(client, editor, clock):
    app = set_up(editor)
    clock.shift(timedelta(minutes=1))
    give_password(client)
    before = client.session.session_key
    give_code(client, shown_by(app))
    assert client.session.session_key != before


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
@pytest.mark.parametrize("is_set_up", [True, False])
def test_the_page_for_the_code_has_no_fault_that_axe_finds_and_fits_a_telephone(narrow, live_server, editor, is_set_up):
    if is_set_up:
        set_up(editor)
    narrow.goto(live_server.url + "/admin/")
    narrow.fill("#id_username", "edie")
    narrow.fill("#id_password", PASSWORD)
    narrow.press("#id_password", "Enter")
    narrow.fill("#id_code", "not a code")
    narrow.press("#id_code", "Enter")
    narrow.get_by_role("alert").wait_for()
    assert violations(narrow) == []
    assert narrow.evaluate("document.documentElement.scrollWidth <= 360")


def test_a_wrong_code_is_refused_and_after_it_the_right_one_has_to_wait(client, editor, clock):
    app = set_up(editor)
    clock.shift(timedelta(minutes=1))
    give_password(client)
    page = give_code(client, "000000").content.decode()
    assert "This code is wrong" in page
    assert "This code is wrong" in give_code(client, shown_by(app)).content.decode()
    clock.shift(timedelta(minutes=1))
    assert give_code(client, shown_by(app)).status_code == 302


def test_a_code_works_once(client, editor, clock):
    app = set_up(editor)
    clock.shift(timedelta(minutes=1))
    code = shown_by(app)
    give_password(client)
    assert give_code(client, code).status_code == 302
    client.logout()
    give_password(client)
    assert "used before" in give_code(client, code).content.decode()


def test_the_first_sign_in_sets_the_app_up_and_shows_recovery_codes_once(client, editor):
    give_password(client)
    page = client.get(reverse("second_factor")).content.decode()
    app = TOTPDevice.objects.get(user=editor)
    assert second_factor.typed_key(app) in page
    assert 'src="data:image/svg+xml' in page
    assert client.get("/admin/").status_code == 302
    codes = re.findall(r"<li>([a-z0-9]{6}-[a-z0-9]{6})</li>", give_code(client, shown_by(app)).content.decode())
    assert len(codes) == second_factor.RECOVERY_CODES
    assert client.get("/admin/").status_code == 200
    kept = set(StaticToken.objects.values_list("token", flat=True))
    assert not kept & {code.replace("-", "") for code in codes}
    assert AuditEntry.objects.get(action="set_up_second_factor").by == editor
    assert "set up" in OutboxMail.objects.get(to_email=editor.email).subject


def test_a_recovery_code_signs_in_once_and_its_owner_is_told(client, editor):
    set_up(editor)
    code = second_factor.new_recovery_codes(editor)[0]
    give_password(client)
    assert give_code(client, code.upper()).status_code == 302
    assert client.get("/admin/").status_code == 200
    assert second_factor.codes_left(editor) == second_factor.RECOVERY_CODES - 1
    assert "9 are left" in OutboxMail.objects.order_by("pk").last().subject
    client.logout()
    give_password(client)
    assert "This code is wrong" in give_code(client, code).content.decode()


def test_the_recovery_codes_of_another_person_are_worth_nothing(client, editor):
    other = people.editor()
    set_up(other)
    set_up(editor)
    second_factor.new_recovery_codes(editor)
    code = second_factor.new_recovery_codes(other)[0]
    give_password(client)
    assert give_code(client, code).status_code == 200
    assert second_factor.codes_left(other) == second_factor.RECOVERY_CODES


def test_new_recovery_codes_and_another_app_need_a_code_first(client, editor, clock):
    app = set_up(editor)
    clock.shift(timedelta(minutes=1))
    give_password(client)
    give_code(client, shown_by(app))
    assert "0 recovery codes left" in client.get(reverse("second_factor")).content.decode()
    assert "This code is wrong" in give_code(client, "111111", act="codes").content.decode()
    clock.shift(timedelta(minutes=1))
    assert "shown only now" in give_code(client, shown_by(app), act="codes").content.decode()
    assert second_factor.codes_left(editor) == second_factor.RECOVERY_CODES
    clock.shift(timedelta(minutes=1))
    give_code(client, shown_by(app), act="move")
    assert client.get("/admin/").status_code == 302
    assert "Set up your second factor" in client.get(reverse("second_factor")).content.decode()


def test_a_stranger_with_the_password_can_not_move_the_app_by_the_page_for_the_code(client, editor, clock):
    app = set_up(editor)
    give_password(client)
    give_code(client, "222222", act="move")
    assert TOTPDevice.objects.get(user=editor) == app


def test_whoever_gave_the_wrong_password_account_can_begin_again(client, editor):
    set_up(editor)
    give_password(client)
    assert client.post(reverse("second_factor"), {"act": "other"})["Location"] == "/admin/login/"
    assert "Enter your code" not in client.get("/admin/login/").content.decode()


def test_an_address_of_another_site_is_never_where_the_code_leads(client, editor, clock):
    app = set_up(editor)
    clock.shift(timedelta(minutes=1))
    give_password(client)
    assert give_code(client, shown_by(app), next="https://evil.example/")["Location"] == "/admin/"


def test_a_reset_ends_the_sessions_that_the_app_opened(client, editor, clock):
    app = set_up(editor)
    clock.shift(timedelta(minutes=1))
    give_password(client)
    give_code(client, shown_by(app))
    call_command("reset_second_factor", "edie")
    assert client.get("/admin/").status_code == 302
    assert AuditEntry.objects.filter(action="reset_second_factor", by_label="The operator").exists()
    with pytest.raises(CommandError, match="Nobody who may sign in is called “nobody”"):
        call_command("reset_second_factor", "nobody")


def test_only_superusers_reset_the_second_factors_of_others(client, editor, settings):
    settings.SECOND_FACTOR = False
    app = set_up(editor)
    act = {"action": "reset_second_factor", "_selected_action": [editor.pk]}
    client.force_login(people.publisher())
    client.post("/admin/auth/user/", act)
    assert TOTPDevice.objects.get(user=editor) == app
    client.force_login(people.UserFactory(is_superuser=True))
    client.post("/admin/auth/user/", act)
    assert not TOTPDevice.objects.filter(user=editor).exists()


def test_nobody_can_read_the_keys_of_second_factors_at_the_desk(client, settings):
    settings.SECOND_FACTOR = False
    client.force_login(people.UserFactory(is_superuser=True))
    for name in ("otp_totp/totpdevice", "otp_static/staticdevice"):
        assert client.get(f"/admin/{name}/").status_code == 404


def test_where_no_second_factor_is_asked_for_there_is_no_page_for_it(client, editor, settings):
    settings.SECOND_FACTOR = False
    assert give_password(client)["Location"] == "/admin/"
    assert client.get("/admin/").status_code == 200
    assert client.get(reverse("second_factor")).status_code == 404


def test_the_page_for_the_code_is_only_for_those_who_gave_a_password(client):
    assert client.get(reverse("second_factor"))["Location"] == "/admin/login/"


def test_too_many_tries_for_one_account_are_refused_even_with_the_right_password(client, editor, settings):
    settings.LIMITS = {**settings.LIMITS, "sign-ins to an account from a network": (3, 900)}
    for _ in range(3):
        assert give_password(client, "wrong").status_code == 200
    answer = give_password(client)
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "15 minutes" in answer.content.decode()
    assert give_password(client, REMOTE_ADDR="198.51.100.7").status_code == 302


def test_tries_from_many_networks_are_counted_together(client, editor, settings):
    settings.LIMITS = {**settings.LIMITS, "sign-ins to an account": (3, 3600)}
    for number in range(3):
        give_password(client, "wrong", REMOTE_ADDR=f"198.51.100.{number}")
    assert give_password(client, REMOTE_ADDR="198.51.100.9").status_code == 429


def test_one_network_can_not_try_many_accounts(client, settings):
    settings.LIMITS = {**settings.LIMITS, "sign-ins of a network": (3, 900)}
    answers = [give_password(client, username=f"person{number}").status_code for number in range(4)]
    assert answers == [200, 200, 200, 429]


def test_the_right_password_begins_the_count_of_the_account_anew(client, editor):
    give_password(client, "wrong")
    give_password(client)
    assert Tally.objects.count() == 2  # of the network: sign-ins, and all that strangers post
