from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from bulletin.models import OutboxMail
from submissions import reminding, returning, signing
from submissions.models import ChangeItem, Draft, Submission
from submissions.reminding import Deadline
from tests.factories import proofs
from tests.factories.proofs import PRESS_OFFICE
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db
LONDON = ZoneInfo("Europe/London")
MONDAY = datetime(2026, 12, 7, 9, 0, tzinfo=LONDON)


def asked(*, due_on, on=MONDAY - timedelta(days=10)):
    """An article of which changes were asked for on that day."""
    submission = SubmissionFactory(changes_requested=True, changes_due_on=due_on, status_since=on)
    for position, text in enumerate(["Add a date", "Name the force"], start=1):
        ChangeItem.objects.create(submission=submission, round=1, position=position, text=text)
    return submission


def subjects():
    return list(OutboxMail.objects.order_by("pk").values_list("subject", flat=True))


def day(days):
    return (MONDAY + timedelta(days=days)).date()


@pytest.mark.parametrize(
    ("due_in", "begins"),
    [(4, []), (3, ["Action needed by 10 December"]), (0, ["Action needed by 7 December"]), (-1, ["Action needed: "])],
)
def test_changes_are_reminded_of_three_days_before_and_the_day_after(due_in, begins):
    asked(due_on=day(due_in))
    assert reminding.remind(now=MONDAY) == len(begins)
    assert [subject[: len(words)] for subject, words in zip(subjects(), begins, strict=True)] == begins


def test_each_reminder_is_sent_once_however_often_the_clock_rings():
    asked(due_on=day(2))
    for hours in range(0, 24 * 9, 3):
        reminding.remind(now=MONDAY + timedelta(hours=hours))
    assert [subject.partition(":")[0] for subject in subjects()] == ["Action needed by 9 December", "Action needed"]


def test_after_missed_nights_only_the_later_reminder_is_sent():
    asked(due_on=day(-5))
    reminding.remind(now=MONDAY)
    assert len(subjects()) == 1
    assert "were due on 2 December" in subjects()[0]


def test_nothing_is_sent_at_night_in_london_nor_on_the_day_on_which_it_was_asked_for():
    asked(due_on=day(1))
    asked(due_on=day(1), on=MONDAY - timedelta(hours=1))
    assert reminding.remind(now=datetime(2026, 12, 7, 6, 59, tzinfo=LONDON)) == 0
    assert reminding.remind(now=MONDAY) == 1


def test_an_hour_is_that_of_london_in_summer_too():
    asked(due_on=day(1), on=MONDAY)
    six_utc = datetime(2027, 7, 5, 6, 30, tzinfo=ZoneInfo("UTC"))
    assert reminding.remind(now=six_utc) == 1


def test_a_reminder_of_changes_names_what_is_still_open_and_leads_back():
    submission = asked(due_on=day(1))
    ChangeItem.objects.filter(text="Add a date").update(answer="Done", answered_at=timezone.now())
    reminding.remind(now=MONDAY)
    mail = OutboxMail.objects.get()
    assert (mail.to_email, mail.subject_id) == (submission.contributor.email, submission.pk)
    assert "Name the force" in mail.text
    assert "Add a date" not in mail.text
    secret = mail.text.partition("/submit/back/")[2].partition("/")[0]
    assert returning.look(secret) == submission


def test_a_new_request_with_another_day_is_reminded_of_again():
    submission = asked(due_on=day(1))
    reminding.remind(now=MONDAY)
    Submission.objects.filter(pk=submission.pk).update(changes_due_on=day(20), version=9)
    assert reminding.remind(now=MONDAY + timedelta(days=18)) == 1


def test_answered_and_declined_articles_are_not_reminded_of():
    asked(due_on=day(1))
    Submission.objects.update(status="in_review")
    assert reminding.due(now=MONDAY) == []


def test_only_signers_who_have_not_answered_are_reminded_and_their_new_link_works():
    proof = proofs.sent(due_on=day(2), co_signer=PRESS_OFFICE, now=MONDAY - timedelta(days=4))
    contributor, press = proof.signers.all()
    signing.approve(contributor, now=MONDAY - timedelta(days=3))
    OutboxMail.objects.all().delete()

    assert reminding.remind(now=MONDAY) == 1
    assert reminding.remind(now=MONDAY + timedelta(hours=1)) == 0

    mail = OutboxMail.objects.get()
    assert mail.to_email == press.email
    assert mail.subject.startswith("Action needed by 9 December: your approval of")
    secret = mail.text.partition("/submit/proof/")[2].partition("/")[0]
    assert signing.find(secret) == press
    assert reminding.remind(now=MONDAY + timedelta(days=3)) == 1


def test_a_proof_that_was_approved_replaced_or_waived_is_not_reminded_of():
    proof = proofs.sent(due_on=day(2), now=MONDAY - timedelta(days=4))
    signing.approve(proof.signers.get())
    proofs.sent(due_on=day(2), now=MONDAY - timedelta(days=4)).submission.proofs.update(needs_co_signer=False)
    Submission.objects.filter(pk=proof.submission_id).update(status="accepted")
    assert len(reminding.due(now=MONDAY)) == 1


def drafted(*, days, **given):
    """A draft that was saved so many days ago, at an address that somebody came back from."""
    given = {"email": "sam@northshire.example", "email_confirmed_at": MONDAY - timedelta(days=days), **given}
    return Draft.objects.create(touched_at=MONDAY - timedelta(days=days), **given)


def test_an_abandoned_draft_is_reminded_of_once_by_a_link_that_goes_on():
    draft = drafted(days=8)
    drafted(days=3)
    drafted(days=8, email_confirmed_at=None)
    drafted(days=8, sent_at=MONDAY, submission=SubmissionFactory())
    for later in range(30):
        reminding.remind(now=MONDAY + timedelta(hours=later))
    mail = OutboxMail.objects.get()
    assert mail.subject == "Your article is not sent yet"
    secret = mail.text.partition("/submit/back/")[2].partition("/")[0]
    assert returning.look(secret) == draft


def test_a_copy_deadline_is_told_to_those_who_have_begun_in_place_of_the_other_reminder():
    drafted(days=8)
    deadline = Deadline(day(5), "Edition 6, March 2027")
    reminding.remind(now=MONDAY, deadline=deadline)
    mail = OutboxMail.objects.get()
    assert mail.subject == "Action needed by 12 December: send your article"
    assert "Articles for Edition 6, March 2027 must be here by Saturday 12 December." in mail.text


def test_what_is_due_is_listed_without_sending():
    asked(due_on=day(1))
    (found,) = reminding.due(now=MONDAY)
    assert "Changes, soon" in found.about
    assert not OutboxMail.objects.exists()
