from datetime import date

import pytest

from bulletin.mail import Letter
from bulletin.models import OutboxMail
from editions.models import Article, Edition, EditionSection
from submissions import notifications
from tests.factories import people
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db


def letter(submission, move, **given):
    by = people.editor(first_name="Ada", last_name="Bell")
    return notifications.decision(submission, move, by=by, **given)


@pytest.mark.parametrize("move", notifications.LETTERS)
def test_every_letter_names_article_reference_person_and_signer(move):
    submission = SubmissionFactory(revision__title="Tea & <b>talk</b>", contributor__name="Priya O’Neil")
    written = letter(submission, move, reason="Because", items=["Add a date"], due_on=date(2027, 1, 31))
    assert "Tea & <b>talk</b>" in written.subject
    assert submission.reference in written.subject
    assert written.text.startswith("Dear Priya O’Neil\n\n")
    assert written.text.endswith("Ada Bell\nSCOC Local Partnerships\n")
    assert "<b>talk" not in written.html


def test_a_letter_that_asks_for_something_says_so_and_by_when_in_its_subject():
    written = letter(SubmissionFactory(), "request_changes", items=["Add a date", "Who?"], due_on=date(2027, 1, 31))
    assert written.subject.startswith("Action needed by 31 January 2027: changes to “")
    assert "- Add a date\n- Who?\n" in written.text
    assert "by Sunday 31 January 2027" in written.text


def test_an_acceptance_names_the_planned_edition_or_says_that_there_is_none_yet():
    submission = SubmissionFactory()
    assert "not decided yet which edition" in letter(submission, "accept").text
    edition = Edition.objects.create(number=5, label="December 2026", mailbox="bulletin@scoc.example")
    section = EditionSection.objects.create(edition=edition, name="Spotlight")
    Article.objects.create(edition=edition, section=section, submission=submission, slug="doors")
    submission.refresh_from_db()
    assert "It is planned for Edition 5, December 2026." in letter(submission, "accept").text


@pytest.mark.parametrize("move", ["decline", "withdraw", "reopen"])
def test_the_reason_stands_in_the_letter_as_it_was_written(move):
    assert (
        '\n\nWe’ve had "three" of these.\n\n'
        in letter(SubmissionFactory(), move, reason='We’ve had "three" of these.').text
    )


def test_the_same_occasion_is_never_queued_twice():
    submission = SubmissionFactory()
    for _ in range(2):
        notifications.to_contributor(submission, Letter("A", "B"), kind="submissions/accept", occasion="accept 2")
    assert OutboxMail.objects.count() == 1
    notifications.to_contributor(submission, Letter("A", "B"), kind="submissions/accept", occasion="accept 5")
    assert OutboxMail.objects.count() == 2


def test_a_name_with_line_breaks_makes_no_header():
    submission = SubmissionFactory(contributor__name="Sam\nBcc: x@y.example", revision__title="A\r\ntitle")
    written = letter(submission, "accept")
    mail = notifications.to_contributor(submission, written, kind="submissions/accept", occasion="accept 2")
    assert "\n" not in mail.subject + mail.to_name
