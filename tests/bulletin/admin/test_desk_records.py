import re
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.urls import reverse

from bulletin import mail, moves
from bulletin.mail import Letter
from bulletin.models import AuditEntry, OutboxMail
from tests.factories import people
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db

OUTBOX = reverse("admin:bulletin_outboxmail_changelist")


@pytest.fixture
def desk(client):
    client.force_login(people.editor())
    return client


def mail_that_is(status="queued", about=None, text="Dear Sam\n"):
    key = f"{status} {OutboxMail.objects.count()}"
    row = mail.queue(
        Letter("About doors", text), kind="test", to_email="sam@northshire.example", dedupe_key=key, about=about
    )
    OutboxMail.objects.filter(pk=row.pk).update(status=status)
    row.refresh_from_db()
    return row


def page_of(row):
    return reverse("admin:bulletin_outboxmail_change", args=[row.pk])


def text_of(response):
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def test_a_mails_page_shows_what_it_says_to_whom_and_what_it_is_about(desk):
    submission = SubmissionFactory()
    row = mail_that_is(about=submission)
    response = desk.get(page_of(row))
    assert "Dear Sam" in text_of(response)
    assert "sam@northshire.example" in text_of(response)
    assert reverse("admin:submissions_submission_change", args=[submission.pk]) in response.content.decode()


def test_the_mails_html_is_shown_in_a_frame_that_runs_no_script(desk):
    row = mail_that_is(text="Dear Sam\n\n<script>alert(1)</script>\n")
    response = desk.get(reverse("admin:bulletin_outboxmail_html", args=[row.pk]))
    assert "<script" not in response.content.decode()
    assert "script-src" not in response["Content-Security-Policy"]
    assert "default-src 'none'" in response["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("queued", {"Cancel this mail", "Send it now"}),
        ("sending", set()),
        ("failed", {"Cancel this mail", "Send it again"}),
        ("cancelled", {"Send it again"}),
    ],
)
def test_a_mail_offers_only_what_can_be_done(desk, status, offered):
    said = text_of(desk.get(page_of(mail_that_is(status))))
    assert {words for words in ("Cancel this mail", "Send it again", "Send it now") if words in said} == offered


def test_a_mail_is_cancelled_and_sent_again_from_its_page(desk):
    row = mail_that_is()
    for name, status in (("cancel", "cancelled"), ("try_again", "queued")):
        response = desk.post(reverse("admin:bulletin_outboxmail_do", args=[row.pk, name]), follow=True)
        row.refresh_from_db()
        assert row.status == status
        assert f"The mail's status is now “{row.get_status_display()}”." in text_of(response)


def test_a_mail_that_left_meanwhile_is_not_cancelled_and_the_page_says_why(desk):
    row = mail_that_is("sending")
    response = desk.post(reverse("admin:bulletin_outboxmail_do", args=[row.pk, "cancel"]), follow=True)
    assert "can't be done while the mail's status is “Being sent”" in text_of(response)


def test_a_link_cancels_nothing(desk):
    row = mail_that_is()
    assert desk.get(reverse("admin:bulletin_outboxmail_do", args=[row.pk, "cancel"])).status_code == 405
    row.refresh_from_db()
    assert row.status == "queued"


def test_several_mails_are_cancelled_at_once_and_the_others_are_named(desk):
    waiting, leaving = mail_that_is(), mail_that_is("sending")
    chosen = {"action": "cancel_mails", "_selected_action": [waiting.pk, leaving.pk]}
    said = text_of(desk.post(OUTBOX, chosen, follow=True))
    assert "1 mail cancelled." in said
    assert f"{leaving}: This can't be done" in said
    assert {row.status for row in OutboxMail.objects.all()} == {"cancelled", "sending"}


def test_several_mails_are_sent_again_at_once(desk):
    chosen = {"action": "send_again", "_selected_action": [mail_that_is("failed").pk, mail_that_is("failed").pk]}
    assert "2 mails will be tried again at once." in text_of(desk.post(OUTBOX, chosen, follow=True))


def test_a_reader_sees_the_outbox_and_changes_nothing(client):
    row = mail_that_is()
    client.force_login(people.reader())
    assert "About doors" in text_of(client.get(OUTBOX))
    assert "Cancel" not in text_of(client.get(page_of(row)))
    client.post(OUTBOX, {"action": "cancel_mails", "_selected_action": [row.pk]})
    client.post(reverse("admin:bulletin_outboxmail_do", args=[row.pk, "cancel"]))
    row.refresh_from_db()
    assert row.status == "queued"


def test_those_who_may_not_see_mails_are_refused(client):
    row = mail_that_is()
    client.force_login(people.UserFactory())
    assert client.get(page_of(row)).status_code == 403
    assert client.get(reverse("admin:bulletin_outboxmail_html", args=[row.pk])).status_code == 403


def test_what_was_done_is_read_and_never_written(client):
    submission = SubmissionFactory()
    entry = moves.record(
        submission, "start_review", by=people.editor(first_name="Ada", last_name="Bell"), reason="Why not"
    )
    client.force_login(people.UserFactory(is_superuser=True))
    said = text_of(client.get(reverse("admin:bulletin_auditentry_changelist")))
    assert "Ada Bell" in said
    assert "Start review" in said
    assert "Why not" in said
    page = reverse("admin:bulletin_auditentry_change", args=[entry.pk])
    assert "Why not" in text_of(client.get(page))
    assert client.post(page, {"reason": "Another"}).status_code == 403
    assert client.post(reverse("admin:bulletin_auditentry_delete", args=[entry.pk]), {"post": "yes"}).status_code == 403
    assert AuditEntry.objects.get().reason == "Why not"


def test_an_account_is_switched_off_and_never_deleted(client):
    leaver = people.editor(username="leaver")
    client.force_login(people.UserFactory(is_superuser=True))
    assert client.post(reverse("admin:auth_user_delete", args=[leaver.pk]), {"post": "yes"}).status_code == 403
    assert "leaver" in text_of(client.get(reverse("admin:auth_user_changelist")))
    assert User.objects.filter(username="leaver").exists()


def test_a_new_account_is_made_with_a_password(client):
    client.force_login(people.UserFactory(is_superuser=True))
    password = "thirteen-green-doors"
    data = {"username": "newcomer", "usable_password": "true", "password1": password, "password2": password}
    client.post(reverse("admin:auth_user_add"), data)
    assert User.objects.get(username="newcomer").check_password(password)


def test_a_mail_that_was_cancelled_for_good_says_why_and_offers_nothing(desk):
    row = mail_that_is("cancelled")
    OutboxMail.objects.filter(pk=row.pk).update(void_because="The decision that it tells of was undone.")
    said = text_of(desk.get(page_of(row)))
    assert "Cancelled for good: The decision that it tells of was undone." in said
    assert "Send it again" not in said
