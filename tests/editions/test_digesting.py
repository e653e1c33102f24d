from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.management import call_command
from django.urls import reverse

from bulletin.models import OutboxMail
from editions import digesting, reminding, tasks
from editions.models import Edition
from submissions import signing
from submissions.models import DailyMail
from submissions.signing import Said
from tests.factories import editions, people, proofs
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 12, 7, 9, 0, tzinfo=ZoneInfo("Europe/London"))


@pytest.fixture
def editor():
    return people.editor(first_name="Edie")


def texts(user):
    return [need.text for need in digesting.needs(user, today=MONDAY.date())]


def test_an_editor_gets_one_email_a_day_about_what_needs_them(editor):
    SubmissionFactory.create_batch(2)
    for hours in (0, 1, 5):
        digesting.send(now=MONDAY + timedelta(hours=hours))
    mail = OutboxMail.objects.get()
    assert (mail.to_email, mail.subject) == (editor.email, "1 thing needs you at the desk")
    assert "2 articles wait for triage: https://bulletin.example/admin/" in mail.text

    digesting.send(now=MONDAY + timedelta(days=1))
    assert OutboxMail.objects.count() == 2


def test_nobody_is_mailed_when_nothing_needs_them_but_may_be_later_that_day(editor):
    assert digesting.send(now=MONDAY) == 0
    SubmissionFactory()
    assert digesting.send(now=MONDAY + timedelta(hours=3)) == 1


@pytest.mark.parametrize(
    "when",
    [MONDAY.replace(hour=6), MONDAY - timedelta(days=1), MONDAY - timedelta(days=2)],
    ids=["early", "Sunday", "Saturday"],
)
def test_it_waits_for_the_morning_of_a_working_day(editor, when):
    SubmissionFactory()
    assert digesting.send(now=when) == 0


def test_only_editors_with_an_address_who_want_it_get_it(editor):
    SubmissionFactory()
    people.reader()
    people.editor(email="")
    people.editor(is_active=False)
    DailyMail.objects.create(user=people.editor(), is_wanted=False)
    assert list(digesting.readers()) == [editor]


def test_each_is_told_of_their_own_articles_only(editor):
    mine = SubmissionFactory(in_review=True, assignee=editor, revision__title="Mine")
    SubmissionFactory(in_review=True, assignee=people.editor(), revision__title="Theirs")
    assert texts(editor) == ["“Mine” is in review, assigned to you"]
    need = digesting.needs(editor, today=MONDAY.date())[0]
    assert need.url == reverse("admin:submissions_submission_change", args=[mine.pk])


def test_what_is_overdue_or_answered_is_told_to_whoever_it_is_assigned_to(editor):
    late = MONDAY.date() - timedelta(days=1)
    SubmissionFactory(changes_requested=True, assignee=editor, changes_due_on=late, revision__title="Late")
    waiting = SubmissionFactory(accepted=True, assignee=editor, revision__title="Silent")
    proofs.sent(waiting, due_on=late, now=MONDAY - timedelta(days=5))
    wrong = SubmissionFactory(accepted=True, assignee=editor, revision__title="Wrong")
    signing.ask_for_corrections(proofs.sent(wrong).signers.get(), [Said("No")])
    assert texts(editor) == [
        "“Late” waits for changes that are overdue",
        "“Wrong” has a proof in which corrections are wanted",
        "“Silent” has a proof that is overdue",
    ]


def test_a_copy_deadline_is_told_of_in_its_last_week(editor):
    edition = editions.EditionFactory(number=6, copy_deadline=MONDAY.date() + timedelta(days=7))
    assert texts(editor) == ["The copy deadline of Edition 6, December 2026 is on Monday 14 December"]
    Edition.objects.filter(pk=edition.pk).update(copy_deadline=MONDAY.date() + timedelta(days=8))
    assert texts(editor) == []


def test_a_locked_edition_waits_for_publishers_who_did_not_lock_it(editor):
    edition = editions.locked(number=7)
    publisher = people.publisher()
    assert [text for text in texts(publisher) if "signed off" in text] == [
        f"Edition 7, December 2026 was locked by {edition.locked_by.get_full_name()} and waits to be signed off"
    ]
    Edition.objects.update(locked_by=publisher)
    assert texts(publisher) == texts(editor) == []


def test_mails_that_failed_are_told_to_everybody(editor):
    OutboxMail.objects.create(dedupe_key="x", status="failed", to_email="a@b.example", subject="A", text="B", html="C")
    assert texts(editor) == ["1 email could not be sent"]


def test_the_daily_round_sends_reminders_with_the_next_deadline(editor, settings):
    settings.DAILY_MAIL_HOUR = 0
    editions.EditionFactory(number=8, copy_deadline=MONDAY.date() - timedelta(days=1))
    editions.EditionFactory(number=9, label="March 2027", copy_deadline=MONDAY.date() + timedelta(days=5))
    found = reminding.deadline(now=MONDAY)
    assert (found.day, found.edition) == (MONDAY.date() + timedelta(days=5), "Edition 9, March 2027")
    SubmissionFactory()
    assert reminding.run(now=MONDAY) == 1
    assert tasks.remind() in {0, 1}


def test_the_command_lists_what_is_due_or_queues_it(editor, settings, capsys):
    settings.DAILY_MAIL_HOUR = 0
    call_command("remind", "--dry-run")
    assert "0 due." in capsys.readouterr().out
    call_command("remind")
    assert "0 queued." in capsys.readouterr().out


def test_an_editor_stops_the_daily_email_and_starts_it_again(client, editor):
    client.force_login(editor)
    page = reverse("admin:submissions_submission_daily_mail")
    assert "Stop sending it to me" in client.get(page).content.decode()
    assert "You get no daily email any more." in client.post(page, {"is_wanted": "no"}, follow=True).content.decode()
    assert list(digesting.readers()) == []
    client.post(page, {"is_wanted": "yes"})
    assert list(digesting.readers()) == [editor]


def test_an_article_that_waits_apart_is_named_in_no_email(editor):
    SubmissionFactory(in_review=True, assignee=editor, held_at=MONDAY, held_for="It may be marked.")
    assert texts(editor) == []
    SubmissionFactory(in_review=True, assignee=editor)
    assert len(texts(editor)) == 1
