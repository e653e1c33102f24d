from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission
from django.utils import timezone

from bulletin import mail, moves, outbox
from bulletin.mail import Letter
from bulletin.mail_workflow import CHANGE
from bulletin.models import AuditEntry, OutboxMail
from tests.factories import people

pytestmark = pytest.mark.django_db


def mail_that_is(status, **given):
    row = mail.queue(Letter("A subject", "A text\n"), kind="test", to_email="sam@northshire.example", dedupe_key=status)
    given = {"sent_at": timezone.now()} | given if status == "sent" else given
    OutboxMail.objects.filter(pk=row.pk).update(status=status, **given)
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("status", OutboxMail.Status)
def test_a_mail_is_cancelled_only_while_it_waits_or_failed(status):
    row, by = mail_that_is(status), people.editor()
    if status in {"queued", "failed"}:
        entry = outbox.cancel(row, by=by)
        assert (entry.from_status, entry.to_status, entry.by) == (status, "cancelled", by)
    else:
        with pytest.raises(moves.MoveRefusedError, match="can't be done while"):
            outbox.cancel(row, by=by)
    row.refresh_from_db()
    assert row.status == ("cancelled" if status in {"queued", "failed"} else status)


def test_a_cancelled_mail_is_not_sent(mailoutbox):
    outbox.cancel(mail_that_is("queued"), by=people.editor())
    assert mail.send_due() == 0
    assert mailoutbox == []


@pytest.mark.parametrize("status", OutboxMail.Status)
def test_only_what_failed_or_was_cancelled_is_sent_again(status, mailoutbox):
    row = mail_that_is(status, attempts=8, last_error="SMTPServerDisconnected", due_at=timezone.now())
    if status in {"failed", "cancelled"}:
        outbox.try_again(row, by=people.editor())
        assert (row.status, row.attempts, row.last_error) == ("queued", 1, "")
        assert mail.send_due() == 1
        assert [sent.to for sent in mailoutbox] == [["sam@northshire.example"]]
    else:
        with pytest.raises(moves.MoveRefusedError, match="can't be done while"):
            outbox.try_again(row, by=people.editor())


@pytest.mark.parametrize("deed", [outbox.cancel, outbox.try_again])
def test_without_the_permission_nothing_is_changed_and_every_reason_is_given(deed):
    row = mail_that_is("sent")
    with pytest.raises(moves.MoveRefusedError) as refusal:
        deed(row, by=people.reader())
    assert refusal.value.reasons == [
        "You don't have permission to change the outbox. Ask an administrator.",
        "This can't be done while the mail's status is “Sent”.",
    ]
    assert not AuditEntry.objects.exists()


def test_the_permission_is_one_that_exists():
    label, codename = CHANGE.split(".")
    assert Permission.objects.filter(content_type__app_label=label, codename=codename).exists()


def test_a_waiting_mail_is_sent_now_without_waiting(mailoutbox):
    later = timezone.now() + timedelta(minutes=10)
    row = mail.queue(Letter("A", "B"), kind="test", to_email="sam@northshire.example", dedupe_key="later", due_at=later)
    assert mail.send_due() == 0

    outbox.hurry(row, by=people.editor())

    assert mail.send_due() == 1


@pytest.mark.parametrize("status", ["sending", "sent", "failed", "cancelled"])
def test_only_a_waiting_mail_is_hurried(status):
    row = mail_that_is(status)
    with pytest.raises(moves.MoveRefusedError, match="can't be done while"):
        outbox.hurry(row, by=people.editor())


def test_a_mail_that_was_tried_may_have_left_whatever_staff_did_with_it_since():
    row = mail_that_is("failed")
    OutboxMail.objects.filter(pk=row.pk).update(attempts=8)
    outbox.try_again(row, by=people.editor())
    outbox.cancel(row, by=people.editor())
    assert not outbox.is_sure_to_wait(row)


def test_what_was_voided_is_never_sent_and_says_why():
    row = mail_that_is("queued")
    outbox.void(row, "It was undone.", by=people.editor())
    with pytest.raises(moves.MoveRefusedError, match="It was undone"):
        outbox.try_again(row, by=people.editor())
