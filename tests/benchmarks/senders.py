"""What our worker is measured against: a bare loop that records nothing, and Django's own mail one by one.

python -m tests.benchmarks.senders bare|django PORT MESSAGES BYTES
"""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable

import django
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection

CONNECTIONS = 4
LINE = "Nine teams write about doors that stay closed, and what it took to close them. "


def text_of(size: int) -> str:
    """So many bytes of lines of words."""
    return "\n".join([LINE] * (size // (len(LINE) + 1)))


def bare(port: int, messages: int, size: int) -> None:
    """The same bytes to made-up people over four connections, the envelope in one packet, nothing written down."""
    data = text_of(size).replace("\n", "\r\n").encode() + b"\r\n.\r\n"

    def send(connection: int) -> None:
        with socket.create_connection(("127.0.0.1", port)) as talk:
            talk.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            answers = talk.makefile("rb")
            answers.readline()
            for number in range(connection, messages, CONNECTIONS):
                talk.sendall(b"MAIL FROM:<a@b.example>\r\nRCPT TO:<reader%d@c.example>\r\nDATA\r\n" % number)
                for _ in range(3):
                    answers.readline()
                talk.sendall(data)
                answers.readline()

    threads = [threading.Thread(target=send, args=(number,)) for number in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def one_by_one(port: int, messages: int, size: int) -> None:
    """An EmailMultiAlternatives for each person over one connection, as most Django projects do it."""
    settings.configure(EMAIL_HOST="127.0.0.1", EMAIL_PORT=port)
    django.setup()
    text = text_of(size // 2)
    with get_connection("django.core.mail.backends.smtp.EmailBackend") as connection:
        for number in range(messages):
            message = EmailMultiAlternatives(
                "Bulletin", text, "a@b.example", [f"reader{number}@c.example"], connection=connection
            )
            message.attach_alternative(f"<p>{text}</p>", "text/html")
            message.send()


WAYS: dict[str, Callable[[int, int, int], None]] = {"bare": bare, "django": one_by_one}


def start(way: str, *, port: int, messages: int, size: int) -> subprocess.Popen[bytes]:
    """Run one of them in a process of its own."""
    command = [sys.executable, "-m", "tests.benchmarks.senders", way, str(port), str(messages), str(size)]
    environment = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return subprocess.Popen(command, env=environment)


if __name__ == "__main__":
    WAYS[sys.argv[1]](*map(int, sys.argv[2:]))
