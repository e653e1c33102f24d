import re
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from bulletin.mail import Letter
from bulletin.models import AuditEntry, OutboxMail
from submissions import conversing, triage
from submissions.models import Look, Message
from submissions.workflow import SubmissionStatus
from tests.factories import people
from tests.factories.submissions import RevisionFactory, SubmissionFactory

pytestmark = pytest.mark.django_db

LETTER = Letter("About your article", "Dear Sam\n\nThank you.\n")


@pytest.fixture
def ada():
    return people.editor(first_name="Ada", last_name="Bell")


@pytest.fixture
def desk(client, ada, settings):
    settings.UNDO_MINUTES = 10
    client.force_login(ada)
    return client


def address(submission, name):
    return reverse(f"admin:submissions_submission_{name}", args=[submission.pk])


def text_of(response):
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def test_the_page_says_until_when_a_decision_can_be_undone_and_undoes_it(desk, ada):
    row = SubmissionFactory(in_review=True)
    entry = triage.decline(row, by=ada, reason="Too long", letter=LETTER)
    leaves = timezone.localtime(entry.at + timedelta(minutes=10))
    page = text_of(desk.get(address(row, "change")))
    assert (
        f"The email to {row.contributor.email} leaves at {leaves:%H:%M}. You can undo the decision until then." in page
    )

    page = text_of(desk.post(address(row, "undo"), {"entry": entry.pk}, follow=True))

    assert f"Undone: {row.reference} is “In review” again. No email leaves." in page
    assert "Undid “Decline”" in page
    assert "You can undo" not in page


def test_the_button_names_the_decision_that_it_undoes_and_not_what_was_said_since(desk, ada):
    row = SubmissionFactory(in_review=True)
    triage.accept(row, by=ada, letter=LETTER)
    conversing.write(row, "Read it twice.", audience=Message.Audience.INTERNAL, by=ada)

    page = text_of(desk.get(address(row, "change")))

    assert "Undo “Accept”" in page
    assert "Ada Bell did “Accept” at" in page


def test_nobody_else_is_offered_the_undo(desk):
    row = SubmissionFactory(in_review=True)
    entry = triage.decline(row, by=people.editor(first_name="Ana", last_name="Cole"), reason="Long", letter=LETTER)
    assert "You can undo" not in text_of(desk.get(address(row, "change")))

    page = text_of(desk.post(address(row, "undo"), {"entry": entry.pk}, follow=True))

    assert "Nothing was undone. Only Ana Cole or a publisher can undo this." in page


def test_after_the_mail_left_the_undo_is_gone_and_says_so_to_a_late_click(desk, ada):
    row = SubmissionFactory(in_review=True)
    entry = triage.decline(row, by=ada, reason="Too long", letter=LETTER)
    OutboxMail.objects.update(status="sent", sent_at=timezone.now())
    assert "You can undo" not in text_of(desk.get(address(row, "change")))

    assert "has left, or is just leaving" in text_of(desk.post(address(row, "undo"), {"entry": entry.pk}, follow=True))


def test_what_waits_apart_is_released_with_its_receipt(desk):
    row = SubmissionFactory(held_at=timezone.now(), held_for="Sent within a second.")
    assert "Sent within a second. Nobody has been mailed about it." in text_of(desk.get(address(row, "change")))

    page = text_of(desk.post(address(row, "release"), {"seen": row.version}, follow=True))

    assert "is released. The receipt to" in page
    assert OutboxMail.objects.filter(to_email=row.contributor.email).exists()


def test_looking_at_the_page_changes_nothing_and_the_posted_mark_only_ones_own(desk, ada):
    row = SubmissionFactory()
    assert "You have not looked at this article before" in text_of(desk.get(address(row, "change")))
    assert not Look.objects.exists()

    desk.post(address(row, "look"), {"seen": row.version, "drawn": timezone.now().isoformat()})

    row.refresh_from_db()
    assert (Look.objects.get().user, row.version, AuditEntry.objects.count()) == (ada, 1, 0)
    assert "Nothing has changed since you last looked" in text_of(desk.get(address(row, "change")))


def test_what_others_did_since_is_told_with_the_differences_and_not_what_one_did_oneself(desk, ada):
    row = SubmissionFactory()
    desk.post(address(row, "look"), {"seen": 1, "drawn": timezone.now().isoformat()})
    RevisionFactory(submission=row, title="Another")
    triage.assign(row, to=ada, by=people.editor(first_name="Ana", last_name="Cole"))
    triage.start_review(row, by=ada)

    page = desk.get(address(row, "change"))

    note = text_of(page).split("Changed since you last looked")[1].split("I have seen this")[0]
    assert "Ana Cole" in note
    assert "Start review" not in note
    assert f"{address(row, 'compare')}?before=1&amp;after=2" in page.content.decode()


@pytest.mark.parametrize("drawn", ["", "yesterday", "2026-13-45T99:99", "2999-01-01T00:00:00+00:00"])
def test_a_mark_with_a_strange_time_counts_as_made_now(desk, drawn):
    row = SubmissionFactory()
    desk.post(address(row, "look"), {"seen": "x", "drawn": drawn})
    assert abs(Look.objects.get().at - timezone.now()) < timedelta(minutes=1)


def test_an_older_mark_never_replaces_a_newer_one(desk):
    row = SubmissionFactory()
    now = timezone.now()
    for at in (now, now - timedelta(hours=1)):
        desk.post(address(row, "look"), {"seen": 1, "drawn": at.isoformat()})
    assert Look.objects.get().at == now


@pytest.mark.parametrize("name", ["undo", "release", "look", "assign"])
def test_none_of_it_is_done_by_a_link_or_without_a_role(desk, client, name):
    row = SubmissionFactory(held_at=timezone.now(), held_for="Odd.")
    assert desk.get(address(row, name)).status_code == 405
    client.force_login(people.UserFactory())
    assert client.post(address(row, name)).status_code == 403
    client.force_login(people.reader())
    client.post(address(row, name), {"seen": 1, "entry": 1, "to": ""})
    row.refresh_from_db()
    assert (row.status, row.held_for) == (SubmissionStatus.SUBMITTED, "Odd.")
