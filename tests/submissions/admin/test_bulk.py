import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bulletin.models import OutboxMail
from submissions.models import Phrase, Submission
from submissions.workflow import SubmissionStatus
from tests.factories import people
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db

LIST = reverse("admin:submissions_submission_changelist")


@pytest.fixture
def ada():
    return people.editor(first_name="Ada", last_name="Bell")


@pytest.fixture
def desk(client, ada):
    client.force_login(ada)
    return client


def page_for(name, rows):
    return f"{reverse('admin:submissions_submission_bulk', args=[name])}?ids={','.join(str(row.pk) for row in rows)}"


def text_of(response):
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def posted(response, **given):
    """What the form of this page would post."""
    page = response.content.decode()
    return {
        "ids": re.search(r'name="ids" value="([^"]*)"', page)[1],
        "token": re.findall(r'name="token" value="([^"]*)"', page),
        **given,
    }


def test_the_list_leads_to_the_page_with_what_was_ticked(desk):
    rows = SubmissionFactory.create_batch(2)
    SubmissionFactory()

    response = desk.post(LIST, {"action": "accept_several", "_selected_action": [row.pk for row in rows]})

    assert response.url == page_for("accept", rows)


def test_accepting_several_shows_each_email_first_and_then_sends_exactly_those(desk):
    rows = SubmissionFactory.create_batch(2)
    preview = desk.get(page_for("accept", rows))
    assert not OutboxMail.objects.exists()

    desk.post(page_for("accept", rows), posted(preview, step="do"))

    assert set(Submission.objects.values_list("status", flat=True)) == {SubmissionStatus.ACCEPTED}
    said = text_of(preview)
    for row in rows:
        mail = OutboxMail.objects.about(row).get()
        assert mail.to_email == row.contributor.email
        assert mail.subject in said
        assert " ".join(mail.text.split()) in said


def test_declining_several_asks_why_then_shows_the_emails_then_declines(desk):
    rows = SubmissionFactory.create_batch(2)
    address = page_for("decline", rows)
    asked = desk.get(address)
    preview = desk.post(address, posted(asked, step="preview", reason="We have printed this before."))
    assert text_of(preview).count("We have printed this before.") == 3
    assert not OutboxMail.objects.exists()

    desk.post(address, posted(preview, step="do", reason="We have printed this before."))

    assert set(Submission.objects.values_list("status", flat=True)) == {SubmissionStatus.DECLINED}
    assert OutboxMail.objects.count() == 2


def test_declining_without_a_reason_says_so_and_mails_nobody(desk):
    rows = SubmissionFactory.create_batch(2)
    address = page_for("decline", rows)

    for step in ("preview", "do"):
        response = desk.post(address, posted(desk.get(address), step=step, reason=" "))
        assert "Say why." in text_of(response)

    assert not OutboxMail.objects.exists()


def test_a_phrase_is_put_behind_what_was_typed_and_nothing_is_decided(desk):
    row, phrase = SubmissionFactory(), Phrase.objects.filter(use="decline").first()
    address = page_for("decline", [row])

    response = desk.post(address, posted(desk.get(address), step="phrase", phrase=phrase.pk, reason="Dear Sam."))

    box = unescape(re.search(r"<textarea[^>]*>([^<]*)", response.content.decode())[1])
    assert box.strip() == f"Dear Sam.\n{phrase.text}"
    row.refresh_from_db()
    assert row.status == SubmissionStatus.SUBMITTED


def test_one_that_cannot_be_done_is_named_with_the_reason_and_left_out(desk):
    fine, done = SubmissionFactory(), SubmissionFactory(declined=True)
    preview = desk.get(page_for("accept", [fine, done]))
    assert "“Accept” can't be done while the status is “Declined”." in text_of(preview)

    desk.post(page_for("accept", [fine, done]), posted(preview, step="do"))

    fine.refresh_from_db(), done.refresh_from_db()
    assert (fine.status, done.status) == (SubmissionStatus.ACCEPTED, SubmissionStatus.DECLINED)


def test_nothing_is_done_when_one_changed_since_it_was_shown(desk):
    rows = SubmissionFactory.create_batch(2)
    preview = desk.get(page_for("accept", rows))
    Submission.objects.filter(pk=rows[0].pk).update(version=7)

    response = desk.post(page_for("accept", rows), posted(preview, step="do"))

    assert "Something changed since this was shown" in text_of(response)
    assert not OutboxMail.objects.exists()


def test_a_second_click_does_nothing_more(desk):
    rows = SubmissionFactory.create_batch(2)
    preview = desk.get(page_for("accept", rows))
    for _ in range(2):
        desk.post(page_for("accept", rows), posted(preview, step="do"))
    assert OutboxMail.objects.count() == 2


def test_several_are_assigned_to_one_person_without_an_email(desk):
    rows, ana = SubmissionFactory.create_batch(2), people.editor(first_name="Ana", last_name="Cole")
    address = page_for("assign", rows)
    page = desk.get(address)
    assert "Ana Cole" in text_of(page)
    assert "No email will be sent." in text_of(page)

    desk.post(address, posted(page, step="do", to=ana.pk))

    assert set(Submission.objects.values_list("assignee", flat=True)) == {ana.pk}
    assert not OutboxMail.objects.exists()


def test_nobody_is_assigned_who_may_not_review(desk):
    row, reader = SubmissionFactory(), people.reader()
    address = page_for("assign", [row])
    desk.post(address, posted(desk.get(address), step="do", to=reader.pk))
    row.refresh_from_db()
    assert row.assignee is None


def test_without_a_choice_it_leads_back_to_the_list(desk):
    assert desk.get(page_for("accept", [])).url == LIST


def test_a_reader_decides_nothing(client):
    row = SubmissionFactory()
    client.force_login(people.reader())
    assert client.get(page_for("accept", [row])).status_code == 403
    client.post(LIST, {"action": "accept_several", "_selected_action": [row.pk]})
    row.refresh_from_db()
    assert row.status == SubmissionStatus.SUBMITTED


def test_the_preview_asks_the_same_number_of_queries_for_3_and_30(desk, django_assert_num_queries):
    few, many = SubmissionFactory.create_batch(3), SubmissionFactory.create_batch(30)
    with CaptureQueriesContext(connection) as for_few:
        desk.get(page_for("accept", few))
    with django_assert_num_queries(len(for_few)):
        desk.get(page_for("accept", many))
    assert len(for_few) <= 15
