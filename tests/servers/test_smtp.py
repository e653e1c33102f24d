"""The mail server of the tests behaves as real ones do, in what the sending relies on."""

import smtplib

import pytest

LETTER = b"Subject: Hello\r\n\r\nOne\r\n.two\r\n..three\r\n"


@pytest.fixture
def client(sink):
    with smtplib.SMTP("127.0.0.1", sink.port) as connected:
        yield connected


def send(client, to="ada@partner.example"):
    return client.sendmail("bulletin@scoc.example", [to], LETTER)


def test_it_keeps_every_byte_and_counts_by_recipient(sink, client):
    send(client)
    send(client)
    send(client, "ben@partner.example")

    assert [one.content for one in sink.received] == [LETTER] * 3
    assert sink.by_recipient == {"ada@partner.example": 2, "ben@partner.example": 1}
    assert sink.doubled == {"ada@partner.example": 2}
    assert sink.to("ben@partner.example")[0]["Subject"] == "Hello"


def test_it_refuses_recipients_and_messages_by_address(sink, client):
    sink.refused_recipients["gone@partner.example"] = "550 5.1.1 No such user"
    sink.refused_messages["full@partner.example"] = "452 4.2.2 Mailbox full"

    with pytest.raises(smtplib.SMTPRecipientsRefused, match="No such user"):
        send(client, "gone@partner.example")
    with pytest.raises(smtplib.SMTPDataError, match="Mailbox full"):
        send(client, "full@partner.example")
    send(client)

    assert sink.by_recipient == {"ada@partner.example": 1}


def test_it_hangs_up_after_the_final_dot_though_it_kept_the_message(sink, client):
    sink.drops_after_dot = 1

    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(client)

    assert sink.by_recipient == {"ada@partner.example": 1}


def test_it_hangs_up_before_the_message_and_keeps_nothing(sink, client):
    sink.drops_before_dot = 1

    with pytest.raises(smtplib.SMTPServerDisconnected):
        send(client)

    assert sink.received == []


def test_after_a_data_that_was_answered_though_nobody_was_taken_a_lone_dot_ends_it(sink, client):
    sink.always_354 = True
    client.ehlo()
    client.docmd("MAIL", "FROM:<bulletin@scoc.example>")

    assert client.docmd("DATA")[0] == 354
    assert client.docmd(".")[0] == 554
    assert client.rset()[0] == 250
    send(client)
    assert sink.by_recipient == {"ada@partner.example": 1}


def test_it_is_away_and_comes_back_on_the_same_port(sink, client):
    send(client)
    sink.stop()
    with pytest.raises(OSError, match="refused"):
        smtplib.SMTP("127.0.0.1", sink.port)
    sink.start()

    with smtplib.SMTP("127.0.0.1", sink.port) as again:
        send(again)

    assert sink.by_recipient == {"ada@partner.example": 2}
