import io
import sys
from email import policy
from email.message import EmailMessage

import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import OperationalError

from bulletin import links
from editions.distribution import bounces, composing
from editions.distribution.bounces import NamelessError
from editions.models import Receipt, Suppression
from tests.factories import mailings

pytestmark = pytest.mark.django_db

DSN = """\
From: MAILER-DAEMON@mx.example
To: {to}
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; reader@council.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} No such
 user here
--b
Content-Type: {original}

Return-Path: <{return_path}>
Message-ID: <{message_id}>
Subject: The bulletin

Hello
--b--
"""
ARF = """\
From: abuse@provider.example
To: complaints@bulletin.example
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

A reader complained.
--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Provider/1
Version: 1
--b
Content-Type: message/rfc822

Message-ID: {message_id}
Subject: The bulletin

Hello
--b--
"""


@pytest.fixture
def delivery():
    return mailings.delivery_in("sent")


def dsn(
    delivery=None, *, to="team@bulletin.example", action="failed", status="5.1.1", original="message/rfc822", **given
):
    about = {"return_path": "nobody@else.example", "message_id": "x@else.example", **given}
    return DSN.format(to=to, action=action, status=status, original=original, **about).encode()


def test_a_report_to_the_return_path_of_a_copy_names_it(delivery):
    report = bounces.take(dsn(to=composing.return_path(delivery.pk)))

    assert (report.delivery_id, report.kind, report.is_dead) == (delivery.pk, "bounced", True)
    assert Receipt.objects.get().detail == "5.1.1 smtp; 550 5.1.1 No such user here"
    assert Suppression.objects.get().reason == "dead"


@pytest.mark.parametrize("original", ["message/rfc822", "text/rfc822-headers"])
@pytest.mark.parametrize("header", ["return_path", "message_id"])
def test_a_report_that_came_elsewhere_names_it_by_the_mail_that_it_brings_back(delivery, header, original):
    value = composing.return_path(delivery.pk)
    if header == "message_id":
        value = composing.message_id(composing.own_token(delivery.pk)).strip("<>")

    assert bounces.read(dsn(original=original, **{header: value})).delivery_id == delivery.pk


def test_the_mail_server_s_word_for_the_recipient_counts_first(delivery):
    local, _, domain = composing.return_path(delivery.pk).partition("@")

    assert bounces.read(dsn(), recipient=f"<{local}@{domain.upper()}>").delivery_id == delivery.pk


@pytest.mark.parametrize(
    ("action", "status", "kind", "is_dead"),
    [
        ("failed", "5.1.1", "bounced", True),
        ("failed", "5.1.10", "bounced", True),
        ("failed", "5.2.2", "bounced", False),
        ("failed", "5.7.1", "bounced", False),
        ("failed", "4.4.7", "bounced", False),
        ("delayed", "4.4.1", "delayed", False),
        ("delivered", "2.1.5", "delivered", False),
        ("odd", "5.1.1", "answered", False),
    ],
)
def test_the_action_and_the_status_of_a_report_decide(delivery, action, status, kind, is_dead):
    report = bounces.take(dsn(to=composing.return_path(delivery.pk), action=action, status=status))

    assert (report.kind, report.is_dead) == (kind, is_dead)
    assert Receipt.objects.get().kind == kind
    assert Suppression.objects.exists() is is_dead


@pytest.mark.parametrize(("kind", "kept"), [("abuse", "complained"), ("fraud", "complained"), ("not-spam", "answered")])
def test_a_complaint_names_the_copy_by_its_message_id(delivery, kind, kept):
    own = composing.message_id(composing.own_token(delivery.pk))

    bounces.take(ARF.format(kind=kind, message_id=own).encode())

    assert Receipt.objects.get().kind == kept
    assert Suppression.objects.exists() is (kept == "complained")


def test_an_automatic_answer_is_kept_and_suppresses_nobody(delivery):
    answer = EmailMessage(policy=policy.SMTP)
    answer["To"], answer["Auto-Submitted"] = composing.return_path(delivery.pk), "auto-replied"
    answer.set_content("I am on leave. No such user here, 5.1.1.")

    bounces.take(answer.as_bytes())

    assert Receipt.objects.get().kind == "answered"
    assert not Suppression.objects.exists()


def test_a_mail_to_the_leave_address_leaves(delivery):
    mail = EmailMessage(policy=policy.SMTP)
    mail["To"] = f"leave+{links.sign('leave', delivery.pk)}@{settings.MAIL_DOMAIN}"
    mail.set_content("")

    assert bounces.take(mail.as_bytes()).asks_to_leave

    delivery.subscriber.refresh_from_db()
    assert delivery.subscriber.status == "left"
    assert Receipt.objects.get().kind == "left"


def test_a_leave_address_of_nobody_leaves_nobody(delivery):
    mail = EmailMessage(policy=policy.SMTP)
    mail["To"] = f"leave+{links.sign('leave', delivery.pk + 1)}@{settings.MAIL_DOMAIN}"
    mail.set_content("")

    bounces.take(mail.as_bytes())

    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    "to",
    [
        "team@bulletin.example",
        f"bounce+{'A' * 32}@{settings.MAIL_DOMAIN}",
        "bounce+TOKEN@elsewhere.example",
        "leave+OWN@MAIL_DOMAIN",
    ],
)
def test_a_mail_that_names_no_copy_of_ours_is_refused(delivery, to):
    token = composing.own_token(delivery.pk)
    to = to.replace("TOKEN", token).replace("OWN", token).replace("MAIL_DOMAIN", settings.MAIL_DOMAIN)

    with pytest.raises(NamelessError):
        bounces.take(dsn(to=to))

    assert not Receipt.objects.exists()


@pytest.mark.parametrize(
    "raw", [b"", b"\x00\xff\xfe", b"Content-Type: multipart/report; boundary=b\n\n--b\n", b"To: \n\nx"]
)
def test_junk_is_refused_and_harms_nothing(raw):
    with pytest.raises(NamelessError):
        bounces.take(raw)


def give(monkeypatch, raw: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(raw)))


def test_the_command_takes_a_mail_from_its_standard_input(delivery, monkeypatch, capsys):
    give(monkeypatch, dsn())

    call_command("record_bounce", recipient=composing.return_path(delivery.pk))

    assert capsys.readouterr().out == f"Delivery {delivery.pk}: bounced\n"


def test_the_command_tells_the_mail_server_what_to_do(delivery, monkeypatch):
    give(monkeypatch, dsn())
    with pytest.raises(CommandError) as refused:
        call_command("record_bounce")
    assert refused.value.returncode == 65

    def fail(*_given, **_more):
        raise OperationalError("gone")

    monkeypatch.setattr(bounces, "take", fail)
    give(monkeypatch, dsn())
    with pytest.raises(CommandError) as failed:
        call_command("record_bounce")
    assert failed.value.returncode == 75
