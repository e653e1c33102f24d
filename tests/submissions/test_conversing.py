from datetime import timedelta

import pytest
from django.utils import timezone

from bulletin.models import OutboxMail
from submissions import conversing
from submissions.models import Message
from tests.factories import people
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db

MARKED = "“SECRET” looks like a protective marking. Take it out, and ask whoever marked it."
INTERNAL, CONTRIBUTOR = Message.Audience.INTERNAL, Message.Audience.CONTRIBUTOR


def test_an_internal_comment_is_mailed_to_nobody_and_is_not_in_the_contributors_thread():
    submission = SubmissionFactory(assignee=people.editor())

    message = conversing.write(submission, "Too long, I think", audience=INTERNAL, by=people.editor())

    assert not OutboxMail.objects.exists()
    assert list(submission.messages.internal()) == [message]
    assert not submission.messages.for_contributor().exists()


def test_a_message_to_the_contributor_is_mailed_to_them_with_the_link_on_which_they_answer():
    submission = SubmissionFactory()

    conversing.write(submission, "When was this?", audience=CONTRIBUTOR, by=people.editor(first_name="Ana"))

    mail = OutboxMail.objects.get()
    assert mail.to_email == submission.contributor.email
    assert "When was this?" in mail.text
    assert "https://bulletin.example/submit/" in mail.text
    assert "Ana" in mail.text


def test_what_the_contributor_writes_is_mailed_to_the_assignee_and_named_as_theirs():
    assignee = people.editor()
    submission = SubmissionFactory(assignee=assignee)

    message = conversing.write(submission, "It was in May.", audience=CONTRIBUTOR, by=None)

    assert message.from_contributor
    assert message.by_label == submission.contributor.name
    assert OutboxMail.objects.get().to_email == assignee.email


@pytest.mark.parametrize("assignee", [None, {"is_active": False}, {"email": ""}])
def test_what_the_contributor_writes_reaches_the_team_while_nobody_can_read_it_for_them(assignee, settings):
    submission = SubmissionFactory(assignee=assignee and people.editor(**assignee))

    conversing.write(submission, "It was in May.", audience=CONTRIBUTOR, by=None)

    mail = OutboxMail.objects.get()
    assert mail.to_email == settings.TEAM_EMAIL
    assert "which is assigned to nobody:\n\nIt was in May." in mail.text


def test_about_an_article_that_waits_apart_nobody_is_mailed_what_its_sender_writes():
    submission = SubmissionFactory(held_at=timezone.now(), held_for="It may be marked.")

    conversing.write(submission, "Any news?", audience=CONTRIBUTOR, by=None)

    assert submission.messages.get().text == "Any news?"
    assert not OutboxMail.objects.exists()


def test_each_message_is_mailed_once_though_two_say_the_same():
    submission, editor, now = SubmissionFactory(), people.editor(), timezone.now()

    for minutes in (0, 2):
        at = now + timedelta(minutes=minutes)
        conversing.write(submission, "Any news?", audience=CONTRIBUTOR, by=editor, now=at)

    assert OutboxMail.objects.count() == 2


@pytest.mark.parametrize("by", [None, people.editor])
def test_a_message_sent_by_a_double_click_is_one_and_mailed_once(by):
    submission, by, now = SubmissionFactory(), by and by(), timezone.now()

    for seconds in (0, 1, 30):
        conversing.write(submission, "Any news?", audience=CONTRIBUTOR, by=by, now=now + timedelta(seconds=seconds))
    conversing.write(submission, "Any news?", audience=INTERNAL, by=people.editor())

    assert Message.objects.for_contributor().count() == 1
    assert OutboxMail.objects.count() == 1


@pytest.mark.parametrize(
    ("text", "audience", "role", "reason"),
    [
        (" ", INTERNAL, people.editor, "Write a message."),
        ("x" * 5001, INTERNAL, people.editor, "The message must be 5000 characters or fewer."),
        ("Hello", "everybody", people.editor, "Say who may read it: editors only, or the contributor."),
        ("Hello", INTERNAL, people.reader, "You don't have permission to write about articles. Ask an administrator."),
        ("Hello", INTERNAL, None, "A contributor can't write a comment for editors only."),
        ("It is SECRET", CONTRIBUTOR, None, MARKED),
    ],
)
def test_a_message_that_cannot_be_written_says_why_and_leaves_nothing(text, audience, role, reason):
    with pytest.raises(conversing.MessageRefusedError) as refused:
        conversing.write(SubmissionFactory(), text, audience=audience, by=role() if role else None)

    assert refused.value.reasons == [reason]
    assert not Message.objects.exists()
