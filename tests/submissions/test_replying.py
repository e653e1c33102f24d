import pytest
from django.utils import timezone

from bulletin.models import AuditEntry, OutboxMail
from bulletin.moves import MoveRefusedError
from submissions import replying, revising, triage
from submissions.content import Content, content_of
from submissions.models import ChangeItem
from tests.factories.people import editor, reader
from tests.factories.submissions import RevisionFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


def ask(submission, *items):
    triage.request_changes(submission, by=editor(), items=items, due_on=timezone.localdate(), letter=None)
    return replying.current(submission)


def test_each_thing_that_is_asked_for_is_a_row_of_its_own():
    submission = SubmissionFactory()

    first, second = ask(submission, "The law", " ", "A contact")

    assert [(item.round, item.position, item.text) for item in (first, second)] == [
        (1, 1, "The law"),
        (1, 2, "A contact"),
    ]
    assert first.due_on == timezone.localdate()
    assert first.asked_by.username


def test_asking_again_begins_a_new_round_and_the_earlier_answers_stay():
    submission = SubmissionFactory()
    (item,) = ask(submission, "The law")
    replying.send(submission, {item.pk: "The act"})

    (again,) = ask(submission, "Which section of it")

    assert (again.round, again.position) == (2, 1)
    assert ChangeItem.objects.get(pk=item.pk).answer == "The act"


def test_an_answer_can_be_taken_back_before_it_is_sent():
    submission = SubmissionFactory()
    (item,) = ask(submission, "The law")
    replying.keep(submission, {item.pk: " The\u202e act "})
    assert ChangeItem.objects.get().answer == "The act"

    replying.keep(submission, {item.pk: ""})

    assert (ChangeItem.objects.get().answer, ChangeItem.objects.get().answered_at) == ("", None)


def test_answers_to_things_of_another_article_or_round_are_not_kept():
    submission, other = SubmissionFactory(), SubmissionFactory()
    (item,), (foreign,) = ask(submission, "The law"), ask(other, "The law")

    replying.keep(submission, {foreign.pk: "Not yours"})

    assert not ChangeItem.objects.exclude(answer="").exists()
    assert item.answer == ""


def test_a_thing_without_an_answer_keeps_the_contributor_from_sending_it_back():
    submission = SubmissionFactory()
    (item, _) = ask(submission, "The law", "A contact")

    with pytest.raises(MoveRefusedError, match="Answer each thing"):
        replying.send(submission, {item.pk: "The act"})


def test_a_changed_article_is_an_answer_too_but_not_one_that_an_editor_changed():
    submission = SubmissionFactory()
    ask(submission, "The law")
    RevisionFactory(submission=submission, made_by=editor())
    with pytest.raises(MoveRefusedError):
        triage.resubmit(submission, by=None)

    content = content_of(submission.revisions.last())
    revising.revise(submission, Content(title="With the law", body=content.body), by=None)

    triage.resubmit(submission, by=None)
    assert submission.status == "in_review"


def test_an_editor_sends_it_back_for_the_contributor_without_answers():
    submission = SubmissionFactory()
    ask(submission, "The law")

    triage.resubmit(submission, by=editor(), reason="She called.")

    assert submission.status == "in_review"


def test_a_long_answer_is_refused_and_nothing_is_kept():
    submission = SubmissionFactory()
    first, second = ask(submission, "The law", "A contact")

    with pytest.raises(MoveRefusedError, match="3000 characters"):
        replying.keep(submission, {first.pk: "Short", second.pk: "x" * 3001})

    assert not ChangeItem.objects.exclude(answer="").exists()


# --- what waits apart ------------------------------------------------------------------------------


def held():
    return SubmissionFactory(held_at=timezone.now(), held_for="A field that people do not see was filled in.")


def test_a_submission_that_waits_apart_can_only_be_released_or_withdrawn():
    submission = held()

    for move in ("start_review", "request_changes", "accept", "decline"):
        assert any("waits apart" in reason for reason in triage.blockers(submission, move))
    assert triage.blockers(submission, "withdraw") == []


def test_releasing_lets_it_in_mails_its_receipt_and_is_recorded():
    submission = held()

    triage.release(submission, by=editor())

    submission.refresh_from_db()
    assert submission.held_at is None
    kinds = set(OutboxMail.objects.about(submission).values_list("kind", flat=True))
    assert kinds == {"submissions/receipt", "submissions/offered"}
    assert AuditEntry.objects.about(submission).get(action="release").details == {
        "held_for": "A field that people do not see was filled in."
    }
    with pytest.raises(MoveRefusedError, match="somebody released it"):
        triage.release(submission, by=editor())


def test_whoever_may_not_review_may_not_release():
    with pytest.raises(MoveRefusedError, match="permission"):
        triage.release(held(), by=reader())
