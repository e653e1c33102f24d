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
