import logging
import socket
from datetime import timedelta

import pytest
from django.core.mail.backends import locmem
from django.utils import timezone

from bulletin import mail
from bulletin.mail import Letter
from bulletin.models import OutboxMail

pytestmark = pytest.mark.django_db


def queue(*names):
    for number, name in enumerate(names):
        mail.queue(
            Letter("Thank you", "It came.\n"),
            kind="test",
            to_email=f"{name}@council.example",
            dedupe_key=name,
            now=timezone.now() - timedelta(minutes=10 - number),
        )


def row(name):
    return OutboxMail.objects.get(dedupe_key=name)


@pytest.fixture
def silent_server(settings):
    """A mail server that takes connections and never says a word; gives how many came."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.getsockname()
        settings.EMAIL_TIMEOUT = 0.2
        yield lambda: arrivals(server)


def arrivals(server):
    server.setblocking(False)
    count = 0
    while True:
        try:
            server.accept()[0].close()
        except BlockingIOError:
            return count
        count += 1


class FaultyBackend(locmem.EmailBackend):
    """A way out that does to one mail what nobody thought of."""

    def send_messages(self, messages):
        if messages[0].to == ["ada@council.example"]:
            raise LookupError("nobody thought of this")
        return super().send_messages(messages)


@pytest.fixture
def faulty(settings):
    settings.EMAIL_BACKEND = f"{__name__}.FaultyBackend"


def test_a_mail_server_that_never_answers_is_asked_once_and_the_rest_waits(silent_server):
    queue("ada", "ben", "cem")

    assert mail.send_due() == 0

    assert silent_server() == 1
    assert (row("ada").status, row("ada").attempts) == ("queued", 1)
    assert "timed out" in row("ada").last_error
    assert row("ada").due_at > timezone.now()
    assert {(row(name).status, row(name).attempts, row(name).last_error) for name in ("ben", "cem")} == {
        ("queued", 0, "")
    }


def test_one_person_whom_the_mail_server_refuses_keeps_nobody_else_waiting(mail_server):
    mail_server.refused_recipients["ada@council.example"] = "451 4.3.0 Busy"
    mail_server.refused_messages["ben@council.example"] = "554 5.7.1 Not this one"
    queue("ada", "ben", "cem")

    assert mail.send_due() == 1

    assert (row("ada").status, row("ben").status, row("cem").status) == ("queued", "queued", "sent")
    assert list(mail_server.by_recipient) == ["cem@council.example"]


def test_while_two_senders_are_at_it_a_third_has_nothing_to_do(mailoutbox):
    queue("ada", "ben", "cem")
    soon = timezone.now() + timedelta(minutes=1)
    OutboxMail.objects.filter(dedupe_key__in=["ada", "ben"]).update(status="sending", due_at=soon)

    assert mail.send_due() == 0
    assert (row("cem").status, row("cem").attempts) == ("queued", 0)

    OutboxMail.objects.filter(dedupe_key="ben").update(due_at=timezone.now())
    assert mail.send_due() == 2
    assert {sent.to[0] for sent in mailoutbox} == {"ben@council.example", "cem@council.example"}


def test_a_mail_that_nobody_can_send_fails_in_the_end_and_holds_nobody_up(faulty, mailoutbox, caplog):
    queue("ada", "ben")
    now = timezone.now()
    with caplog.at_level(logging.ERROR, "bulletin.mail"):
        for _ in range(mail.MOST_ATTEMPTS):
            mail.send_due(now=now)
            now += timedelta(hours=3)

    assert (row("ada").status, row("ada").attempts) == ("failed", mail.MOST_ATTEMPTS)
    assert row("ada").last_error == "LookupError: nobody thought of this"
    assert row("ben").status == "sent"
    assert len([one for one in caplog.records if "can't be sent" in one.message]) == mail.MOST_ATTEMPTS
    mail.send_due(now=now)
    assert row("ada").attempts == mail.MOST_ATTEMPTS


def test_a_mail_at_which_every_sender_dies_fails_after_its_last_try(mailoutbox):
    queue("ada", "ben")
    OutboxMail.objects.filter(dedupe_key="ada").update(
        status="sending", attempts=mail.MOST_ATTEMPTS, due_at=timezone.now() - timedelta(seconds=1)
    )

    assert mail.send_due() == 1

    assert (row("ada").status, row("ben").status) == ("failed", "sent")
    assert "Its sender ended" in row("ada").last_error
