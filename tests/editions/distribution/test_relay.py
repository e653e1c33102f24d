import base64

import pytest

from editions.distribution.conversing import Fate
from editions.distribution.relay import Relay, RelayDownError
from tests.servers import scripted

DATA = b"Subject: Hello\r\n\r\nHello.\r\n.\r\n"
OFFERS_LOGIN = {"EHLO": "250-relay.example\r\n250 AUTH PLAIN"}


@pytest.fixture
def relay(settings):
    settings.EMAIL_HOST, settings.SMTP_TIMEOUT_SECONDS = "127.0.0.1", 2
    return Relay()


def test_a_message_is_spoken_to_the_server_as_the_protocol_wants_it(relay, settings):
    with scripted.running({}) as (settings.EMAIL_PORT, said):
        relay.open()
        answer = relay.deliver("bounce@scoc.example", "ada@council.example", DATA)
        relay.close()

    assert answer.fate is Fate.TAKEN
    assert relay.carried == 1
    commands = [line.upper() for line in said if not line.upper().startswith("EHLO")]
    assert commands == ["MAIL FROM:<BOUNCE@SCOC.EXAMPLE>", "RCPT TO:<ADA@COUNCIL.EXAMPLE>", "DATA", "QUIT"]


def test_control_characters_of_an_answer_do_not_reach_the_database(relay, settings):
    with scripted.running({"RCPT": "550 5.7.1 No\x00\x1b[31m" + "x" * 500}) as (settings.EMAIL_PORT, _):
        relay.open()
        answer = relay.deliver("bounce@scoc.example", "ada@council.example", DATA)
        relay.close()

    assert answer.reply.isprintable()
    assert len(answer.reply) == 300


def test_a_server_without_the_encryption_asked_for_gets_nothing(relay, settings):
    settings.EMAIL_USE_TLS = True

    with scripted.running({}) as (settings.EMAIL_PORT, said), pytest.raises(RelayDownError, match="STARTTLS"):
        relay.open()

    assert not relay.is_open
    assert not any(line.upper().startswith("MAIL") for line in said)


@pytest.mark.parametrize(("name", "value"), [("EMAIL_USE_SSL", True), ("EMAIL_HOST_USER", "bulletin")])
def test_a_server_that_can_not_do_what_the_settings_say_is_down(relay, settings, name, value):
    setattr(settings, name, value)

    with scripted.running({}) as (settings.EMAIL_PORT, said), pytest.raises(RelayDownError):
        relay.open()

    assert not relay.is_open
    assert not any(line.upper().startswith("MAIL") for line in said)


def test_it_logs_in_with_the_name_and_password_of_the_settings(relay, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "bulletin", "a password"

    with scripted.running({**OFFERS_LOGIN, "AUTH": "235 Welcome"}) as (settings.EMAIL_PORT, said):
        relay.open()
        relay.close()

    login = next(line for line in said if line.startswith("AUTH PLAIN "))
    assert base64.b64decode(login.removeprefix("AUTH PLAIN ")) == b"\0bulletin\0a password"


def test_a_refused_login_is_a_server_that_is_down_and_its_password_is_not_told(relay, settings):
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "bulletin", "a password"

    with (
        scripted.running({**OFFERS_LOGIN, "AUTH": "535 5.7.8 No"}) as (settings.EMAIL_PORT, _),
        pytest.raises(RelayDownError, match=r"535.*5\.7\.8") as down,
    ):
        relay.open()

    assert "a password" not in str(down.value)


def test_a_relay_that_is_not_open_delivers_nothing(relay):
    with pytest.raises(RelayDownError):
        relay.deliver("bounce@scoc.example", "ada@council.example", DATA)
