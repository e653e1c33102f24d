import smtplib
import socket
import time

import pytest

from editions.distribution.sink import Sink

MESSAGE = "Subject: Hello\r\n\r\n.Hello\r\n..\r\n"


@pytest.fixture
def sink():
    with Sink() as open_sink:
        yield open_sink


def test_it_counts_each_message_by_its_recipient(sink):
    with smtplib.SMTP("127.0.0.1", sink.port) as smtp:
        for recipient in ("ada@council.example", "bob@council.example", "ada@council.example"):
            smtp.sendmail("bounce@scoc.example", [recipient], MESSAGE)

    assert sink.by_recipient == {"ada@council.example": 2, "bob@council.example": 1}
    assert sink.taken == 3


def test_it_understands_a_whole_envelope_at_once_and_a_message_in_pieces(sink):
    with socket.create_connection(("127.0.0.1", sink.port)) as connection, connection.makefile("rb") as answers:
        connection.sendall(
            "EHLO me\r\nMAIL FROM:<a@b.example>\r\nRCPT TO:<żaneta@council.example>\r\nDATA\r\n".encode()
        )
        heard = [answers.readline() for _ in range(9)]
        for piece in (b"Subject: Hello\r\n", b"\r\nHello.\r\n.", b"\r", b"\n"):
            connection.sendall(piece)
            time.sleep(0.01)
        assert answers.readline().startswith(b"250")

    assert [line[:3] for line in heard] == [b"220", *[b"250"] * 7, b"354"]
    assert sink.by_recipient == {"żaneta@council.example": 1}


def test_a_message_without_its_end_does_not_count(sink):
    with socket.create_connection(("127.0.0.1", sink.port)) as connection, connection.makefile("rb") as answers:
        connection.sendall(b"MAIL FROM:<a@b.example>\r\nRCPT TO:<ada@council.example>\r\nDATA\r\n")
        assert [answers.readline()[:3] for _ in range(4)][-1] == b"354"
        connection.sendall(b"Subject: Hello\r\n\r\nHello.\r\n")

    assert sink.taken == 0


def test_a_slow_one_counts_before_it_answers(sink):
    sink.delay = 0.2
    with socket.create_connection(("127.0.0.1", sink.port)) as connection, connection.makefile("rb") as answers:
        connection.sendall(b"MAIL FROM:<a@b.example>\r\nRCPT TO:<ada@council.example>\r\nDATA\r\n")
        assert [answers.readline()[:3] for _ in range(4)][-1] == b"354"
        begun = time.monotonic()
        connection.sendall(b"Hello\r\n.\r\nQUIT\r\n")
        assert answers.readline().startswith(b"250")
        assert time.monotonic() - begun >= 0.2
        assert answers.readline().startswith(b"221")

    assert sink.taken == 1


def test_it_takes_a_message_and_its_envelope_at_once(sink):
    message = b"Subject: Hello\r\n\r\n.\r\nBDAT 5\r\n"
    with socket.create_connection(("127.0.0.1", sink.port)) as connection, connection.makefile("rb") as answers:
        whole = b"MAIL FROM:<a@b.example>\r\nRCPT TO:<ada@b.example>\r\nBDAT %d LAST\r\n%s" % (len(message), message)
        connection.sendall(whole + whole[:60])
        assert [answers.readline()[:3] for _ in range(5)] == [b"220", b"250", b"250", b"250", b"250"]
        time.sleep(0.05)
        assert sink.taken == 1
        connection.sendall(whole[60:])
        assert [answers.readline()[:3] for _ in range(2)] == [b"250", b"250"]

    assert sink.by_recipient == {"ada@b.example": 2}
