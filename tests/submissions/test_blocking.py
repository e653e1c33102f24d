from datetime import timedelta

import pytest
from django.utils import timezone

from editions import readiness
from submissions import blocking, clearing, proofing, revising, signing
from submissions.clearing import Declared, Given
from submissions.content import PlacedPicture, content_of
from submissions.models import ClearanceQuestion, Submission
from tests.factories import editions, people, proofs
from tests.factories.submissions import PictureFactory, RevisionFactory, RevisionPictureFactory, SubmissionFactory

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - timedelta(days=1)


def placed(**given):
    """An article that can be printed: accepted, cleared, approved."""
    submission = SubmissionFactory(**{"accepted": True, **given})
    editions.ArticleFactory(submission=submission)
    return submission


def is_blocked(submission):
    """What the queue says, which must be what the board of its edition says."""
    queue = Submission.objects.filter(blocking.of_next_edition(on=timezone.localdate()), pk=submission.pk).exists()
    edition = Submission.objects.get(pk=submission.pk).article.edition
    name = submission.title
    board = [each for each in readiness.findings(edition) if (each.stops or each.stops_sign_off) and name in each.text]
    assert queue == bool(board)
    return queue


def edited(submission, **changes):
    content = content_of(submission.latest)
    return revising.revise(submission, content.__class__(**{**vars(content), **changes}), by=people.editor())


def confirmed(submission, *left_out):
    questions = [each for each in ClearanceQuestion if each not in left_out]
    submission.clearance.filter(question__in=questions).update(
        confirmed_at=timezone.now(), confirmed_by=people.editor(), confirmed_for=submission.latest
    )


def test_what_is_accepted_cleared_and_approved_blocks_nothing():
    assert not is_blocked(placed())
    assert not is_blocked(placed(revision__contacts=[{"name": "Ann"}]))


@pytest.mark.parametrize("status", ["submitted", "in_review", "changes_requested", "declined", "withdrawn"])
def test_what_is_not_accepted_any_more_blocks(status):
    submission = placed()
    Submission.objects.filter(pk=submission.pk).update(status=status)
    assert is_blocked(submission)


@pytest.mark.parametrize("question", ClearanceQuestion)
def test_a_question_that_nobody_confirmed_blocks_where_it_is_raised(question):
    submission = placed()
    submission.clearance.filter(question=question).update(confirmed_at=None, confirmed_by=None, confirmed_for=None)
    assert is_blocked(submission) == (question not in {"contacts", "images"})


@pytest.mark.parametrize("question", ["contacts", "images"])
def test_contacts_and_pictures_raise_their_own_question(question):
    submission = placed(revision__contacts=[{"name": "Ann"}])
    RevisionPictureFactory(revision=submission.latest)
    assert not is_blocked(submission)
    submission.clearance.filter(question=question).delete()
    assert is_blocked(submission)


def test_a_consent_that_ended_blocks():
    submission = placed()
    RevisionPictureFactory(revision=submission.latest, people="agreed", consent_until=YESTERDAY)
    assert is_blocked(submission)


def test_a_proof_that_is_out_or_of_an_earlier_revision_blocks_and_a_waived_one_does_not():
    submission = SubmissionFactory(accepted=True)
    editions.ArticleFactory(submission=submission, proof=False)
    assert is_blocked(submission)
    proof = proofs.sent(submission)
    assert is_blocked(submission)
    signing.approve(proof.signers.get())
    assert not is_blocked(submission)
    RevisionFactory(submission=submission, title=submission.title)
    assert is_blocked(submission)
    proofing.waive(Submission.objects.get(pk=submission.pk), by=people.publisher(), reason="Agreed in the meeting")
    assert not is_blocked(submission)


@pytest.mark.parametrize(
    ("part", "text", "question"),
    [
        ("body", "<p>Write to ann@gmail.com about it.</p>", "named_people"),
        ("body", "<p>The alleged leader left town.</p>", "live_proceedings"),
        ("alt", "A paper that says UK SECRET", "marking"),
        ("alt", "The alleged leader of the gang", "live_proceedings"),
    ],
)
def test_what_is_newly_found_opens_its_question_again_and_blocks_until_somebody_answers_for_it(part, text, question):
    submission = placed()
    picture = PlacedPicture(PictureFactory(submission=submission), alt=text if part == "alt" else "A door")
    edited(submission, **({"pictures": (picture,)} if part == "alt" else {"body": text}))
    proofs.settled(submission)
    assert is_blocked(submission)

    assert submission.clearance.get(question=question).confirmed_at is None
    confirmed(submission, question)
    assert is_blocked(submission)

    (key,) = {finding.key for finding in clearing.weighing.found(submission.latest)}
    clearing.answer(submission, Declared((Given(question),), {key: "It is public."}), by=people.editor())
    clearing.confirm(submission, by=people.editor())
    assert not is_blocked(submission)
