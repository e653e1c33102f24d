import re
from html import unescape

import pytest
from django.urls import reverse

from bulletin.models import OutboxMail
from submissions import conversing
from submissions.models import Message, Phrase
from tests.factories import people
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client):
    client.force_login(people.editor(first_name="Ada", last_name="Bell"))
    return client


def write(submission, audience):
    return reverse("admin:submissions_submission_write", args=[submission.pk, audience])


def talk(submission):
    return f"{reverse('admin:submissions_submission_change', args=[submission.pk])}?tab=talk"


def text_of(response):
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def test_both_boxes_say_who_reads_what_is_written_there(desk):
    row = SubmissionFactory(contributor__name="Sam Cole")
    said = text_of(desk.get(talk(row)))
    assert "With the contributor Sam Cole reads this" in said
    assert f"It is emailed to Sam Cole <{row.contributor.email}> at once" in said
    assert "Comments Editors only" in said
    assert "No email will be sent. The contributor never sees it." in said


def test_a_comment_stays_with_editors_and_a_message_is_mailed(desk):
    row = SubmissionFactory()

    kept = text_of(desk.post(write(row, "internal"), {"text": "Ask Ana first"}, follow=True))
    mailed = text_of(desk.post(write(row, "contributor"), {"text": "When was this?"}, follow=True))

    assert "Kept for editors. Nobody was sent it." in kept
    assert f"The email to {row.contributor.name} <{row.contributor.email}> is on its way." in mailed
    assert [mail.to_email for mail in OutboxMail.objects.all()] == [row.contributor.email]
    assert "Ask Ana first" not in OutboxMail.objects.get().text


def test_the_posted_form_cannot_change_the_audience(desk):
    row = SubmissionFactory()
    desk.post(write(row, "internal"), {"text": "Between us", "audience": "contributor"})
    assert Message.objects.get().audience == "internal"
    assert not OutboxMail.objects.exists()


def test_what_cannot_be_written_is_kept_in_the_box_with_the_reason(desk):
    row, long = SubmissionFactory(), "x" * 5001
    page = desk.post(write(row, "contributor"), {"text": long})
    assert page.status_code == 422
    assert "The message must be 5000 characters or fewer." in text_of(page)
    assert long in page.content.decode()
    assert "Write a message." in text_of(desk.post(write(row, "internal"), {"text": " "}))


def test_a_phrase_is_put_into_the_box_without_javascript_and_nothing_is_sent(desk):
    row, phrase = SubmissionFactory(), Phrase.objects.filter(use="message").first()
    page = desk.post(write(row, "contributor"), {"step": "phrase", "phrase": phrase.pk, "text": "Dear Sam"})
    box = unescape(re.search(r"<textarea[^>]*>([^<]*)", page.content.decode())[1])
    assert box == f"Dear Sam\n{phrase.text}"
    assert not Message.objects.exists()


def test_the_thread_is_told_in_order_with_who_wrote(desk):
    row = SubmissionFactory(contributor__name="Sam Cole")
    conversing.write(row, "When was this?", audience="contributor", by=people.editor(first_name="Ana", last_name="Dee"))
    conversing.write(row, "<b>In May</b>", audience="contributor", by=None)
    said = text_of(desk.get(talk(row)))
    assert re.search(r"Ana Dee.*When was this\?.*Sam Cole *, the contributor.*<b>In May</b>", said)
    assert "Messages and comments (2)" in said


@pytest.mark.parametrize("audience", ["internal", "contributor"])
def test_a_reader_reads_and_does_not_write(client, audience):
    row = SubmissionFactory()
    conversing.write(row, "Hello there", audience=audience, by=people.editor())
    client.force_login(people.reader())
    page = client.get(talk(row))
    assert "Hello there" in text_of(page)
    assert write(row, audience) not in page.content.decode()
    assert client.post(write(row, audience), {"text": "Hi"}).status_code == 403


def test_there_is_no_third_audience(desk):
    assert desk.get(write(SubmissionFactory(), "everybody")).status_code == 404
