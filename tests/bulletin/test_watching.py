import logging

import pytest

from bulletin import logs, metrics

pytestmark = pytest.mark.django_db


@pytest.fixture
def lines(caplog):
    """What the site itself logs about requests."""
    caplog.set_level(logging.INFO, logger="bulletin.requests")
    caplog.handler.addFilter(logs.Remember())
    return lambda: [record for record in caplog.records if record.name == "bulletin.requests"]


def test_an_answer_names_its_request(client):
    given = client.get("/subscribe/", headers={"X-Request-ID": "proxy-4711.a"})
    made = client.get("/subscribe/")

    assert given["X-Request-ID"] == "proxy-4711.a"
    assert len(made["X-Request-ID"]) == 32
    assert client.get("/subscribe/")["X-Request-ID"] != made["X-Request-ID"]


@pytest.mark.parametrize("forged", ["short", "two words here", "x" * 65, "line\u2028feed-in-it", "ada@council.example"])
def test_an_id_that_is_none_is_not_taken_over(client, forged):
    assert client.get("/subscribe/", headers={"X-Request-ID": forged})["X-Request-ID"] != forged


def test_a_line_names_the_page_by_its_pattern_and_the_request(client, lines):
    answer = client.get("/leave/0123456789abcdefABCDEF-_01234567/?email=ada@council.example")

    [line] = lines()
    assert line.getMessage().startswith(f"GET /leave/<str:token>/ {answer.status_code} in ")
    assert line.about == {"request": answer["X-Request-ID"]}
    assert line.facts["page"] == "editions:leave"
    assert "0123456789" not in str(line.__dict__)


def test_an_address_that_nobody_has_is_not_repeated(client, lines):
    client.get("/ada@council.example/")

    [line] = lines()
    assert line.getMessage().startswith("GET (no such address) 404 in ")


def test_operators_and_static_files_are_not_logged(client, lines):
    client.get("/livez")
    client.get("/static/bulletin/mark.svg")
    client.get("/")

    assert [line.facts["page"] for line in lines()] == ["editions:home"]


def test_requests_are_counted_by_page_method_and_kind_of_answer(client):
    def counted(**labels):
        found = metrics.REQUEST_SECONDS.labels(**labels).collect()
        return next(sample.value for family in found for sample in family.samples if sample.name.endswith("_count"))

    labels = [
        {"page": "editions:home", "method": "GET", "status": "2xx"},
        {"page": "none", "method": "other", "status": "4xx"},
    ]
    before = [counted(**one) for one in labels]

    client.get("/")
    client.generic("BREW", "/coffee/")

    assert [counted(**one) for one in labels] == [number + 1 for number in before]
