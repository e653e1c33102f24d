import base64

import pytest

from editions.distribution.conversing import Fate
from editions.distribution.relay import Relay, RelayDownError, Server
from tests.editions.distribution.batches import deliver
from tests.servers import scripted, tls

MESSAGE = b"Subject: Hello\r\n\r\nHello.\r\n"
OFFERS_LOGIN = {"EHLO": "250-relay.example\r\n250 AUTH PLAIN"}
ENVELOPE = "bounce@scoc.example", "ada@council.example"


@pytest.fixture(autouse=True)
def short_timeout(settings):
    settings.SMTP_TIMEOUT_SECONDS = 2


def relay_at(port: int, **about) -> Relay:
    return Relay(Server("127.0.0.1", port, **about))


def test_a_message_is_spoken_to_the_server_as_the_protocol_wants_it():
    with scripted.running({}) as (port, said):
        relay = relay_at(port)
        relay.open()
        answer = deliver(relay, *ENVELOPE, MESSAGE)
        relay.close()

    assert answer.fate is Fate.TAKEN
    assert relay.carried == 1
    commands = [line.upper() for line in said if not line.upper().startswith("EHLO")]
    assert commands == ["MAIL FROM:<BOUNCE@SCOC.EXAMPLE>", "RCPT TO:<ADA@COUNCIL.EXAMPLE>", "DATA", "QUIT"]


def test_control_characters_of_an_answer_do_not_reach_the_database():
    with scripted.running({"RCPT": "550 5.7.1 No\x00\x1b[31m" + "x" * 500}) as (port, _):
        relay = relay_at(port)
        relay.open()
        answer = deliver(relay, *ENVELOPE, MESSAGE)
        relay.close()

    assert answer.reply.isprintable()
    assert len(answer.reply) == 300


def test_a_server_without_the_encryption_asked_for_gets_nothing():
    with scripted.running({}) as (port, said), pytest.raises(RelayDownError, match="STARTTLS"):
        relay_at(port, starts_tls=True).open()

    assert not any(line.upper().startswith("MAIL") for line in said)


@pytest.mark.parametrize("about", [{"is_tls": True}, {"user": "bulletin"}])
def test_a_server_that_can_not_do_what_the_settings_say_is_down(about):
    with scripted.running({}) as (port, said):
        relay = relay_at(port, **about)
        with pytest.raises(RelayDownError):
            relay.open()

    assert not relay.is_open
    assert not any(line.upper().startswith("MAIL") for line in said)


def test_it_logs_in_with_the_name_and_password_of_the_settings():
    with scripted.running({**OFFERS_LOGIN, "AUTH": "235 Welcome"}) as (port, said):
        relay = relay_at(port, user="bulletin", password="a password")
        relay.open()
        relay.close()

    login = next(line for line in said if line.startswith("AUTH PLAIN "))
    assert base64.b64decode(login.removeprefix("AUTH PLAIN ")) == b"\0bulletin\0a password"


def test_a_refused_login_is_a_server_that_is_down_and_its_password_is_not_told():
    with scripted.running({**OFFERS_LOGIN, "AUTH": "535 5.7.8 No"}) as (port, _):
        relay = relay_at(port, user="bulletin", password="a password")
        with pytest.raises(RelayDownError, match=r"535.*5\.7\.8") as down:
            relay.open()

    assert "a password" not in str(down.value) + repr(relay.server)


def test_a_relay_that_is_not_open_delivers_nothing():
    with pytest.raises(RelayDownError):
        deliver(relay_at(1), *ENVELOPE, MESSAGE)


@pytest.mark.parametrize(("about", "from_the_start"), [({"starts_tls": True}, False), ({"is_tls": True}, True)])
def test_mail_leaves_encrypted_to_a_server_whose_certificate_is_trusted(tmp_path, monkeypatch, about, from_the_start):
    file = tls.certificate(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(file))

    with tls.running(file, from_the_start=from_the_start) as (port, keeper):
        relay = relay_at(port, **about)
        relay.open()
        answer = deliver(relay, *ENVELOPE, MESSAGE)
        relay.close()

    assert answer.fate is Fate.TAKEN
    assert keeper.received == [(["ada@council.example"], True)]


@pytest.mark.parametrize(("about", "from_the_start"), [({"starts_tls": True}, False), ({"is_tls": True}, True)])
def test_a_server_whose_certificate_nobody_trusts_gets_nothing(tmp_path, about, from_the_start):
    file = tls.certificate(tmp_path)

    with (
        tls.running(file, from_the_start=from_the_start) as (port, keeper),
        pytest.raises(RelayDownError, match="certificate verify failed"),
    ):
        relay_at(port, **about).open()

    assert not keeper.received


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("smtp://relay.example", Server("relay.example", 25)),
        ("smtp+tls://me:p%2Cw@relay.example:587?weight=3", Server("relay.example", 587, "me", "p,w", True, weight=3)),
        ("smtp+ssl://relay.example", Server("relay.example", 465, is_tls=True)),
    ],
)
def test_a_server_is_read_from_its_url(url, expected):
    assert Server.of(url) == expected
