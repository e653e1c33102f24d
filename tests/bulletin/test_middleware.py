import pytest
from django.test.client import BOUNDARY, FakePayload, encode_multipart

pytestmark = pytest.mark.django_db


def policy(answer):
    directives = (part.split() for part in answer["Content-Security-Policy"].split("; "))
    return {name: set(sources) for name, *sources in directives}


def test_the_desk_may_evaluate_scripts_and_write_styles(client):
    allowed = policy(client.get("/admin/login/"))
    assert "'unsafe-eval'" in allowed["script-src"]
    assert "'unsafe-inline'" in allowed["style-src"]
    assert allowed["default-src"] == {"'none'"}


def test_a_public_page_may_do_neither(client):
    allowed = policy(client.get("/subscribe/"))
    assert allowed["script-src"] == {"'self'"}
    assert not allowed["style-src"] & {"'unsafe-inline'", "'unsafe-eval'"}
    assert allowed["base-uri"] == allowed["default-src"] == {"'none'"}


def test_a_request_that_declares_too_much_is_refused_before_it_is_read(client, settings):
    settings.REQUEST_MAX_BYTES = 1000

    answer = client.post("/submit/start/", {"title": "x" * 1001})

    assert answer.status_code == 413
    assert "Make the pictures smaller" in answer.content.decode()


@pytest.mark.parametrize("behind_proxy", [True, False])
def test_what_is_refused_is_taken_from_a_proxy_to_its_end_and_from_nobody_else(client, settings, behind_proxy):
    settings.BEHIND_PROXY, settings.REQUEST_MAX_BYTES = behind_proxy, 1000
    sent = FakePayload(b"x" * 1001)

    given = {"CONTENT_LENGTH": "1001", "wsgi.input": sent}
    answer = client.generic("POST", "/submit/start/", **given)

    assert answer.status_code == 413
    assert len(sent.read()) == (0 if behind_proxy else 1001)


def test_a_request_that_declares_no_number_is_refused(client):
    for declared in ("many", "²", "9" * 5000):
        assert client.post("/submit/start/", {}, CONTENT_LENGTH=declared).status_code == 413


@pytest.mark.parametrize("charset", ["unicode_escape", "raw_unicode_escape", "base64", "idna", "undefined"])
@pytest.mark.parametrize("path", ["/contact/", "/subscribe/", "/admin/login/"])
def test_whatever_encoding_a_request_names_it_is_read_as_utf8(client, charset, path):
    half = "\\ud800"
    fields = {"name": f"Zoë {half}", "email": f"zoë {half}", "username": f"Zoë {half}", "password": "x"}

    kind = f"multipart/form-data; boundary={BOUNDARY}; charset={charset}"
    answer = client.generic("POST", path, encode_multipart(BOUNDARY, fields), content_type=kind)

    assert f"oë {half}" in answer.content.decode()


def test_an_encoding_named_by_a_get_changes_nothing_either(admin_client):
    answer = admin_client.get("/mailbox/?q=%5Cud800", CONTENT_TYPE="text/plain; charset=unicode_escape")

    assert "\\ud800" in answer.content.decode()


@pytest.mark.parametrize("asked", ["status__exact=%00", "q=a%00b", "contributor__organisation__sector=%00"])
def test_an_address_that_asks_for_a_null_character_is_refused_before_a_database_is_asked(admin_client, asked):
    answer = admin_client.get(f"/admin/submissions/submission/?{asked}")

    assert answer.status_code == 400
    assert "Your browser sent something that this site does not understand" in answer.content.decode()


def test_whoever_opens_what_takes_forms_only_is_told_so_and_how_to_go_on(client):
    answer = client.get("/paste/")

    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "It only takes what a form sends." in answer.content.decode()
    assert int(answer["Content-Length"]) == len(answer.content)
    assert client.put("/submit/").content == b""  # a program, which reads no page
