import contextlib
import threading
from datetime import date, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from bulletin import mail, moves, outbox
from bulletin.mail import Letter
from bulletin.models import AuditEntry, OutboxMail
from editions import assembly
from submissions import revising, triage, undoing
from submissions.content import content_of
from submissions.models import Submission
from submissions.workflow import SubmissionStatus
from tests.factories import people
from tests.factories.editions import EditionFactory
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db

LETTER = Letter("About your article", "Dear Sam\n\nThank you.\n")
Status = OutboxMail.Status


@pytest.fixture(autouse=True)
def ten_minutes(settings):
    settings.UNDO_MINUTES = 10


def declined(editor, **given):
    row = SubmissionFactory(in_review=True, **given)
    return row, triage.decline(row, by=editor, reason="Too long", letter=LETTER)


def test_the_mail_of_a_decision_waits_as_long_as_it_can_be_undone():
    _, entry = declined(people.editor())

    assert OutboxMail.objects.get().due_at == entry.at + timedelta(minutes=10)
    assert mail.send_due() == 0


def test_undoing_puts_everything_back_cancels_the_mail_and_is_an_entry_of_its_own():
    editor = people.editor()
    row = SubmissionFactory(changes_requested=True, changes_due_on=date(2027, 1, 31), assignee=people.editor())
    since, assignee = row.status_since, row.assignee
    entry = triage.decline(row, by=editor, reason="Too long", letter=LETTER)

    undone = undoing.undo(row, by=editor, entry_id=entry.pk)

    row = Submission.objects.get(pk=row.pk)
    assert (row.status, row.changes_due_on, row.assignee) == ("changes_requested", date(2027, 1, 31), assignee)
    assert row.status_since == since
    assert OutboxMail.objects.get().status == Status.CANCELLED
    assert (undone.action, undone.from_status, undone.to_status) == ("undo", "declined", "changes_requested")
    assert AuditEntry.objects.about(row).filter(action="decline").exists()


def test_a_mail_that_was_undone_can_never_be_sent_again():
    editor = people.editor()
    row, entry = declined(editor)
    undoing.undo(row, by=editor, entry_id=entry.pk)

    with pytest.raises(moves.MoveRefusedError, match="cancelled for good"):
        outbox.try_again(OutboxMail.objects.get(), by=people.publisher())


def test_a_decision_whose_mail_left_cannot_be_undone():
    editor = people.editor()
    row, entry = declined(editor)
    OutboxMail.objects.update(status=Status.SENT, sent_at=timezone.now())

    with pytest.raises(undoing.UndoRefusedError, match="has left"):
        undoing.undo(row, by=editor, entry_id=entry.pk)

    row.refresh_from_db()
    assert row.status == SubmissionStatus.DECLINED


@pytest.mark.parametrize(
    "gone", [{"status": Status.SENDING}, {"attempts": 1}, {"status": Status.FAILED, "attempts": 8}]
)
def test_a_mail_that_may_have_left_counts_as_one_that_has(gone):
    editor = people.editor()
    row, entry = declined(editor)
    OutboxMail.objects.update(**gone)

    with pytest.raises(undoing.UndoRefusedError, match="has left"):
        undoing.undo(row, by=editor, entry_id=entry.pk)


def test_a_late_mail_can_still_be_undone_though_the_minutes_are_over():
    editor = people.editor()
    row, entry = declined(editor)

    undoing.undo(row, by=editor, entry_id=entry.pk, now=entry.at + timedelta(hours=1))

    assert row.status == SubmissionStatus.IN_REVIEW


def test_a_decision_without_a_mail_can_be_undone_for_the_same_minutes():
    editor = people.editor()
    row = SubmissionFactory()
    entry = triage.start_review(row, by=editor)

    with pytest.raises(undoing.UndoRefusedError, match="It could be undone until"):
        undoing.undo(row, by=editor, entry_id=entry.pk, now=entry.at + timedelta(minutes=11))
    undoing.undo(row, by=editor, entry_id=entry.pk, now=entry.at + timedelta(minutes=9))

    assert (row.status, row.assignee) == (SubmissionStatus.SUBMITTED, None)


def test_only_the_same_editor_or_a_publisher_may_undo():
    row, entry = declined(people.editor(first_name="Ana", last_name="Bell"))

    with pytest.raises(undoing.UndoRefusedError) as refused:
        undoing.undo(row, by=people.editor(), entry_id=entry.pk)
    undoing.undo(row, by=people.publisher(), entry_id=entry.pk)

    assert refused.value.reasons == ["Only Ana Bell or a publisher can undo this."]
    assert row.status == SubmissionStatus.IN_REVIEW


def later_revision(row, editor):
    revising.revise(row, content_of(row.latest).__class__("Another", "<p>Text</p>"), by=editor)


def later_assignment(row, editor):
    triage.assign(row, to=editor, by=editor)


@pytest.mark.parametrize("later", [later_revision, later_assignment])
def test_nothing_is_undone_when_something_happened_since(later):
    editor = people.editor()
    row = SubmissionFactory()
    entry = triage.accept(row, by=editor, letter=LETTER)
    later(row, editor)

    with pytest.raises(undoing.UndoRefusedError, match="something else was done since"):
        undoing.undo(row, by=editor, entry_id=entry.pk)


def test_an_accepted_article_that_was_placed_stays_accepted():
    editor = people.editor()
    row = SubmissionFactory()
    entry = triage.accept(row, by=editor, letter=LETTER)
    edition = EditionFactory()
    assembly.place(row, edition=edition, section=edition.sections.first(), by=editor)

    with pytest.raises(undoing.UndoRefusedError, match="something else was done since"):
        undoing.undo(Submission.objects.get(pk=row.pk), by=editor, entry_id=entry.pk)


def test_a_second_click_undoes_nothing_more():
    editor = people.editor()
    row, entry = declined(editor)
    undoing.undo(row, by=editor, entry_id=entry.pk)

    with pytest.raises(undoing.UndoRefusedError):
        undoing.undo(row, by=editor, entry_id=entry.pk)

    assert AuditEntry.objects.about(row).filter(action="undo").count() == 1


def test_what_was_asked_goes_with_the_request_and_stands_in_its_entry():
    editor = people.editor()
    row = SubmissionFactory()
    entry = triage.request_changes(row, by=editor, items=["Add a date"], due_on=date(2027, 1, 31), letter=LETTER)

    undoing.undo(row, by=editor, entry_id=entry.pk)

    assert (row.status, row.changes_due_on, row.change_items.count()) == (SubmissionStatus.SUBMITTED, None, 0)
    entry.refresh_from_db()
    assert entry.details["items"] == ["Add a date"]


def test_a_request_that_was_answered_is_not_undone():
    editor = people.editor()
    row = SubmissionFactory()
    entry = triage.request_changes(row, by=editor, items=["Add a date"], due_on=date(2027, 1, 31), letter=None)
    row.change_items.update(answer="May", answered_at=timezone.now())

    with pytest.raises(undoing.UndoRefusedError, match="answered already"):
        undoing.undo(row, by=editor, entry_id=entry.pk)


def test_the_same_decision_again_after_an_undo_writes_a_mail_of_its_own():
    editor = people.editor()
    row, entry = declined(editor)
    undoing.undo(row, by=editor, entry_id=entry.pk)

    triage.decline(row, by=editor, reason="Still too long", letter=LETTER)

    assert sorted(OutboxMail.objects.values_list("status", flat=True)) == [Status.CANCELLED, Status.QUEUED]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_sender_and_undo_at_the_same_moment_exactly_one_wins(settings, mailoutbox):
    settings.UNDO_MINUTES = 0
    editor = people.editor()
    for _ in range(5):
        row, entry = declined(editor)
        started, outcome = threading.Barrier(2), []
        threads = [
            threading.Thread(target=_racing, args=(started, lambda: mail.send_due())),
            threading.Thread(
                target=_racing,
                args=(started, lambda row=row, entry=entry, outcome=outcome: _undone(row, entry, editor, outcome)),
            ),
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

        row.refresh_from_db()
        status = OutboxMail.objects.about(row).get().status
        assert (status, row.status) in {
            (Status.SENT, SubmissionStatus.DECLINED),
            (Status.CANCELLED, SubmissionStatus.IN_REVIEW),
        }
        assert bool(outcome) == (status == Status.CANCELLED)


def _racing(started, act):
    try:
        started.wait(10)
        act()
    finally:
        connection.close()


def _undone(row, entry, editor, outcome):
    with contextlib.suppress(undoing.UndoRefusedError):
        outcome.append(undoing.undo(Submission.objects.get(pk=row.pk), by=editor, entry_id=entry.pk))


@pytest.mark.parametrize("verb", ["decline", "accept", "request_changes"])
def test_the_contributor_is_not_told_of_a_decision_before_its_email_leaves(verb):
    row, editor = SubmissionFactory(in_review=True), people.editor()
    how = {"decline": {"reason": "Long"}, "request_changes": {"items": ["A date"], "due_on": date(2027, 1, 31)}}
    entry = getattr(triage, verb)(row, by=editor, letter=LETTER, **how.get(verb, {}))

    assert undoing.status_told(row, now=entry.at + timedelta(minutes=9)) == SubmissionStatus.IN_REVIEW
    assert undoing.status_told(row, now=entry.at + timedelta(minutes=11)) == row.status


def test_a_decision_without_an_email_to_the_contributor_is_told_at_once():
    row = SubmissionFactory(in_review=True)
    triage.decline(row, by=people.editor(), reason="Long", letter=None)
    assert undoing.status_told(row) == SubmissionStatus.DECLINED
