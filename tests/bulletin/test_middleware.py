import pytest

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

    answer = client.post("/submit/", {"title": "x" * 1001})

    assert answer.status_code == 413
    assert "Make the pictures smaller" in answer.content.decode()


def test_a_request_that_declares_no_number_is_refused(client):
    assert client.post("/submit/", {}, CONTENT_LENGTH="many").status_code == 413
