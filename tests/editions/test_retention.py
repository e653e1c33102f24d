from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone

from bulletin.models import AuditEntry, Link, OutboxMail
from editions import answering, retention, tasks
from editions.distribution import subscribers
from editions.models import ConsentEvent, Feedback, Subscriber, Suppression
from tests.factories import editions
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db
ADDRESS = "rhys@northshire.example"


def ago(days):
    return timezone.now() - timedelta(days=days)


def asked(days, email=ADDRESS):
    subscribers.ask(email, source="The page", now=ago(days))
    return Subscriber.objects.get(address=email)


def words():
    """Everything that is kept, but for addresses that were turned into codes."""
    entries = AuditEntry.objects.values_list("subject_label", "reason", "by_label")
    return str([*entries, *OutboxMail.objects.values_list("to_email", "text")])


def test_who_never_confirmed_is_forgotten_and_may_ask_again(settings):
    asked(settings.UNCONFIRMED_DAYS + 1)
    fresh = asked(settings.UNCONFIRMED_DAYS - 1, "fresh@northshire.example")

    assert tasks.forget() == 1

    assert list(Subscriber.objects.all()) == [fresh]
    assert ADDRESS not in words()
    assert not Suppression.objects.exists()
    assert Link.objects.count() == 1
    assert asked(0).status == "pending"
    assert OutboxMail.objects.filter(to_email=ADDRESS).count() == 1


def test_who_asked_again_lately_or_confirmed_or_was_on_the_list_before_stays(settings):
    old = settings.UNCONFIRMED_DAYS + 1
    asked(old)
    asked(1)
    subscribers.confirm(asked(old, "joined@northshire.example"), now=ago(old))
    left = asked(old, "left@northshire.example")
    subscribers.confirm(left, now=ago(old))
    subscribers.leave(left, source="The link", now=ago(old))
    asked(old, "left@northshire.example")

    assert retention.run() == 0
    assert Subscriber.objects.count() == 3


def test_who_confirms_while_the_clock_forgets_stays(settings):
    person = asked(settings.UNCONFIRMED_DAYS + 1)
    (due,) = retention.due()
    subscribers.confirm(person)

    due.forget()

    assert Subscriber.objects.get().status == "active"
    assert ConsentEvent.objects.count() == 2


def test_answers_of_readers_go_after_their_days(settings):
    edition = editions.published(feedback_questions=["What did you use?"])
    for answer in ("Old", "Young"):
        answering.give(edition, [answer], email=ADDRESS)
    old = Feedback.objects.get(answers__0__answer="Old")
    Feedback.objects.filter(pk=old.pk).update(given_at=ago(settings.FEEDBACK_DAYS + 1))

    assert retention.run() == 1

    assert Feedback.objects.get().answers[0]["answer"] == "Young"


def test_the_dry_run_lists_readers_and_articles_together_and_changes_nothing(capsys, settings):
    person = asked(settings.UNCONFIRMED_DAYS + 1)
    held = SubmissionFactory(held_at=ago(settings.HELD_DAYS + 1), held_for="A robot?")

    call_command("forget", "--dry-run")

    said = capsys.readouterr().out
    assert f"Article {held.reference}, waiting apart: everything" in said
    assert f"Request {person.pk} to join the list, not confirmed" in said
    assert "2 would go" in said
    assert Subscriber.objects.exists()
