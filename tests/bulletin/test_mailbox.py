"""The local mailbox of the demo."""

import os
import signal
import smtplib
import socket
import threading
import time
from email.message import EmailMessage

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from bulletin import mailbox
from tests.factories.people import editor
from tests.servers import ports


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.VAR_DIR = tmp_path


def written(subject="Your article", recipient="ann@council.example"):
    message = EmailMessage()
    message["Subject"], message["To"] = subject, "Ann <ann@council.example>"
    message.set_content("Dear Ann,\n\nwe have it.\n")
    message.add_alternative("<p>Dear Ann, <b>we</b> have it.</p><script>alert(1)</script>", subtype="html")
    return mailbox.keep(message.as_bytes(), recipient=recipient)


def test_a_kept_mail_is_read_back_with_both_parts_and_its_headers():
    mail = mailbox.find(written())
    assert (mail.subject, mail.recipient) == ("Your article", "ann@council.example")
    assert "we have it" in mail.text
    assert "<b>we</b>" in mail.html
    assert ("To", "Ann <ann@council.example>") in mail.headers


def test_a_recipient_with_a_line_break_writes_no_header_of_its_own():
    mail = mailbox.find(written(recipient="ann@council.example\r\nX-Evil: yes"))
    assert mail.message["X-Evil"] is None


def test_the_newest_come_first_and_can_be_searched():
    written("First")
    written("Second", recipient="bob@council.example")
    assert [mail.subject for mail in mailbox.newest(10)] == ["Second", "First"]
    assert [mail.subject for mail in mailbox.newest(10, containing="BOB@")] == ["Second"]
    assert [mail.subject for mail in mailbox.newest(1)] == ["Second"]


def test_only_the_newest_are_kept():
    keys = [written(str(number)) for number in range(5)]
    assert mailbox.forget_oldest(2) == 3
    assert [mail.key for mail in mailbox.newest(10)] == [keys[4], keys[3]]


@pytest.mark.parametrize("key", ["../../etc/passwd", "x", "0" * 20, "00000000000000000000-000000"])
def test_a_key_that_is_none_finds_nothing(key):
    assert mailbox.find(key) is None


@pytest.mark.django_db
def test_staff_read_a_mail_as_html_text_and_headers(client):
    key = written()
    client.force_login(editor())
    assert "Your article" in client.get(reverse("mailbox")).content.decode()
    page = client.get(reverse("mailbox_mail", args=[key])).content.decode()
    assert "Dear Ann" in page
    assert reverse("mailbox_html", args=[key]) in page
    assert "<script>alert" not in page


@pytest.mark.django_db
def test_the_html_of_a_mail_is_shown_where_no_script_runs(client):
    key = written()
    client.force_login(editor())
    answer = client.get(reverse("mailbox_html", args=[key]))
    assert "<b>we</b>" in answer.content.decode()
    policy = answer["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "allow-scripts" not in policy
    assert "default-src 'none'" in policy
    assert "script-src" not in policy


HOSTILE = [
    b"",
    b"\x00\xff\xfe\xed\xa0\x80",
    b"Subject: \xff\xed\xa0\x80\r\n\r\n\xff",
    b"Subject: =?utf-7?q?+2D0-?=\r\n\r\n",
    b"Subject: =?bogus?q?x=FF?= =?utf-8?b?!?=\r\n\r\n",
    b"Subject: " + b"=?utf-8?q?a?= " * 5000 + b"\r\n\r\n",
    b"From: <@\r\nTo: @@@ , ;:<>\r\nSubject:\r\n\r\n",
    b"To: a:b;c:;\r\nMessage-ID: [\r\nDate: never\r\nContent-Type: ;;;\r\nMIME-Version: 1.0.x(\r\n\r\n",
    b"To: " + b"(" * 5000 + b"\r\n\r\n",
    b"Content-Type: text/plain; charset=bogus\r\n\r\nx\xff",
    b"Content-Type: text/plain; charset=base64\r\n\r\nx",
    b"Content-Type: text/html; charset=unicode_escape\r\n\r\n\\ud800",
    b"Content-Type: text/plain; name*0*=bogus''%ff; charset*=utf-8''%ff\r\n\r\nx",
    b'Content-Type: text/html; charset="\xff"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!a',
    b"Content-Type: multipart/alternative\r\n\r\nno parts",
    b"Content-Type: multipart/mixed; boundary=x\r\n\r\n" + b"--x\r\nContent-Type: multipart/mixed\r\n\r\n" * 500,
]


@pytest.mark.django_db
@pytest.mark.parametrize("raw", HOSTILE, ids=lambda raw: repr(raw[:40]))
def test_a_hostile_mail_hides_neither_itself_nor_the_others(client, raw):
    key, _ = mailbox.keep(raw, recipient="eve@evil.example"), written("A good one")
    client.force_login(editor())

    started = time.process_time()
    listed = client.get(reverse("mailbox")).content.decode()
    shown = client.get(reverse("mailbox_mail", args=[key])).content.decode()

    assert "A good one" in listed
    assert "eve@evil.example" in listed
    assert "eve@evil.example" in shown
    assert client.get(reverse("mailbox_html", args=[key])).status_code == 200
    assert time.process_time() - started < 3


def test_encoded_words_and_plain_letters_in_headers_are_shown_as_they_are_read():
    raw = "Subject: =?utf-8?q?D=C5=B5r?= =?utf-8?q?_agored,?=\r\n a well\r\nComments: Zoë\r\n\r\n".encode()

    mail = mailbox.find(mailbox.keep(raw, recipient="zoë@council.example"))

    assert mail.headers == [
        ("X-Mailbox-Recipient", "zoë@council.example"),
        ("Subject", "Dŵr agored, a well"),
        ("Comments", "Zoë"),
    ]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["mailbox", "mailbox_mail", "mailbox_html"])
def test_nobody_else_reads_the_mailbox(client, name):
    key = written()
    answer = client.get(reverse(name, args=[] if name == "mailbox" else [key]))
    assert answer.status_code == 302
    assert "login" in answer["Location"]


@pytest.mark.django_db
def test_an_empty_mailbox_and_a_vain_search_say_what_to_do(client):
    client.force_login(editor())
    assert "No mail yet" in client.get(reverse("mailbox")).content.decode()
    assert "Show all mails" in client.get(reverse("mailbox"), {"q": "zzz"}).content.decode()
    assert client.get(reverse("mailbox_mail", args=["x"])).status_code == 404


def test_the_command_keeps_what_it_is_sent_until_it_is_told_to_stop(settings):
    settings.MAILBOX_PORT = ports.free()

    def send_and_stop():
        ports.wait_for(settings.MAILBOX_PORT)
        with smtplib.SMTP("127.0.0.1", settings.MAILBOX_PORT) as client:
            client.sendmail("team@scoc.example", ["ann@council.example"], "Subject: Hello\r\n\r\nAnn")
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=send_and_stop)
    thread.start()
    call_command("mailbox")
    thread.join()
    assert [(mail.recipient, mail.subject) for mail in mailbox.newest(10)] == [("ann@council.example", "Hello")]


def test_the_command_names_a_port_in_use(settings):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        settings.MAILBOX_PORT = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {settings.MAILBOX_PORT} can't be used"):
            call_command("mailbox")
