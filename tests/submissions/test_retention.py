import io
from datetime import timedelta

import pytest
from django.core.files.storage import default_storage
from django.core.management import call_command
from django.utils import timezone

from bulletin import mail, moves
from bulletin.models import AuditEntry, Link, OutboxMail
from editions import publishing
from submissions import addressing, conversing, erasing, images, intake, resizing, retention, triage, uploads
from submissions.models import Contributor, Draft, Picture, Revision, Submission
from tests.factories import editions, people, proofs
from tests.factories.submissions import (
    ContributorFactory,
    DraftFactory,
    PictureFactory,
    RevisionFactory,
    RevisionPictureFactory,
    SubmissionFactory,
    picture_bytes,
)

pytestmark = pytest.mark.django_db
ADDRESS = "rhys.tester@northshire.example"


@pytest.fixture
def commits(django_capture_on_commit_callbacks):
    return django_capture_on_commit_callbacks


def ago(days):
    return timezone.now() - timedelta(days=days)


def declined(*, days=400, **given):
    """An article that was declined so many days ago, with what is written about one."""
    submission = SubmissionFactory(
        contributor=ContributorFactory(name="Rhys Tester", email=ADDRESS, phone="01632 960123"), **given
    )
    intake.acknowledge(submission, now=timezone.now())
    editor = people.editor()
    conversing.write(submission, "Rhys wants it soon", audience="internal", by=editor)
    conversing.write(submission, "Call me on 01632 960123", audience="contributor", by=None)
    triage.decline(submission, by=editor, reason=f"Told {ADDRESS} by telephone", letter=None)
    Submission.objects.filter(pk=submission.pk).update(status_since=ago(days))
    return submission


def test_a_declined_article_goes_with_everything_about_it(commits, settings):
    submission = declined()
    use = RevisionPictureFactory(revision=submission.latest)
    resizing.rendition(use.picture, resizing.WIDTHS[0])
    addressing.reopened(submission)
    other = SubmissionFactory(declined=True)

    with commits(execute=True):
        assert retention.run() == 1

    assert list(Submission.objects.all()) == [other]
    assert not Contributor.objects.filter(email=ADDRESS).exists()
    assert not Link.objects.filter(subject_type="submissions.submission", subject_id=submission.pk).exists()
    assert not OutboxMail.objects.filter(subject_id=submission.pk).exists()
    assert not Picture.objects.exists()
    assert default_storage.listdir("pictures")[1] == []
    assert default_storage.listdir("renditions")[1] == []


def test_the_audit_entries_of_a_forgotten_article_keep_who_of_the_staff_did_what_and_no_word_of_anybody(commits):
    submission = declined(revision__title="How Rhys Tester did it")
    pk, reference = submission.pk, submission.reference

    with commits(execute=True):
        retention.run()

    entries = AuditEntry.objects.filter(subject_type="submissions.submission", subject_id=pk)
    assert {"decline", "forget"} <= set(entries.values_list("action", flat=True))
    assert set(entries.values_list("subject_label", flat=True)) == {reference}
    assert entries.get(action="decline").by is not None
    assert entries.get(action="decline").reason == ""
    assert entries.get(action="message").by_label == "The contributor"
    assert ADDRESS not in str(list(AuditEntry.objects.values()))


def test_a_picture_that_another_article_shows_too_keeps_its_sizes(commits):
    gone, kept = declined(), PictureFactory()
    shared = PictureFactory(submission=gone, sha256=kept.sha256)
    resizing.rendition(shared, resizing.WIDTHS[0])

    with commits(execute=True):
        retention.run()

    assert len(default_storage.listdir("renditions")[1]) == 1
    assert kept.file.storage.exists(kept.file.name)


@pytest.mark.parametrize("days", [0, 364])
def test_an_article_that_was_closed_lately_stays(days):
    declined(days=days)

    assert retention.due() == []


def test_an_article_that_is_open_or_stands_in_an_edition_stays_however_old_it_is():
    SubmissionFactory(in_review=True, status_since=ago(4000))
    editions.ArticleFactory(submission__status_since=ago(4000), submission__withdrawn=True)

    assert retention.due() == []


def test_an_abandoned_draft_goes_with_its_pictures_and_links(commits, settings):
    from_form = uploads.keep(images.read(io.BytesIO(picture_bytes())), "door.png")
    old = DraftFactory(
        email=ADDRESS,
        answers={"pictures": {"pictures-0-kept": [from_form.token]}},
        touched_at=ago(settings.DRAFT_DAYS + 1),
    )
    fresh = DraftFactory(touched_at=ago(settings.DRAFT_DAYS - 1))
    letter = mail.queue(mail.Letter("Your link", "x"), kind="submissions/link", to_email=ADDRESS, dedupe_key="1")
    OutboxMail.objects.filter(pk=letter.pk).update(status="failed")

    with commits(execute=True):
        assert retention.run() == 1

    assert list(Draft.objects.all()) == [fresh]
    assert not OutboxMail.objects.exists()
    assert uploads.find(from_form.token) is None
    assert not Link.objects.filter(subject_type="submissions.draft", subject_id=old.pk).exists()


def test_of_a_published_article_only_what_was_printed_stays(commits, settings):
    submission = SubmissionFactory(
        accepted=True, contributor=ContributorFactory(name="Rhys Tester", email=ADDRESS, phone="01632 960123")
    )
    conversing.write(submission, "Call me", audience="contributor", by=None)
    RevisionFactory(submission=submission, title="What is printed", body="<p>Printed words.</p>")
    proofs.settled(submission)
    edition = editions.EditionFactory()
    editions.ArticleFactory(edition=edition, submission=submission, proof=False)
    publishing.lock(edition, by=people.editor())
    publishing.sign_off(edition, by=(publisher := people.publisher()))
    publishing.publish(edition, by=publisher)
    type(edition).objects.filter(pk=edition.pk).update(published_at=ago(settings.CREDIT_DAYS + 1))

    with commits(execute=True):
        assert retention.run() == 1

    submission = Submission.objects.get(pk=submission.pk)
    assert submission.forgotten_at
    assert (submission.contributor.name, submission.contributor.email) == (erasing.NAMELESS, "")
    assert not submission.messages.exists()
    assert [revision.body for revision in submission.revisions.all()] == ["", "<p>Printed words.</p>"]
    assert [signer.email for proof in submission.proofs.all() for signer in proof.signers.all()] == [""]
    assert not Contributor.objects.filter(email=ADDRESS).exists()
    assert submission.clearance.count() == 7
    assert retention.due() == []


def test_a_published_article_keeps_its_people_until_the_day(settings):
    edition = editions.published()
    type(edition).objects.filter(pk=edition.pk).update(published_at=ago(settings.CREDIT_DAYS - 1))

    assert retention.due() == []


def test_nobody_can_be_written_to_about_an_article_whose_people_are_forgotten(commits):
    submission = SubmissionFactory(accepted=True)
    with commits(execute=True):
        erasing.anonymise(submission, reason="They asked")

    with pytest.raises(moves.MoveRefusedError, match="forgotten"):
        conversing.write(submission, "Are you there?", audience="contributor", by=people.editor())


def test_a_letter_that_is_about_no_article_goes_after_its_days(settings):
    letter = mail.Letter("A question", "From somebody")
    old, young = (mail.queue(letter, kind="bulletin/question", to_email="x@a.example", dedupe_key=k) for k in "ab")
    OutboxMail.objects.update(status="sent", sent_at=timezone.now())
    OutboxMail.objects.filter(pk=old.pk).update(created_at=ago(settings.LETTER_DAYS + 1))

    call_command("forget")

    assert list(OutboxMail.objects.all()) == [young]


def test_the_dry_run_lists_what_would_go_and_changes_nothing(capsys):
    submission = declined()

    call_command("forget", "--dry-run")

    said = capsys.readouterr().out
    assert f"Article {submission.reference}, declined: everything" in said
    assert "1 would go" in said
    assert Revision.objects.filter(submission=submission).exists()


def test_an_article_that_waits_apart_and_was_never_let_in_goes_and_changes_that_wait_apart_stay(commits, settings):
    long_ago = ago(settings.HELD_DAYS + 1)
    SubmissionFactory(held_at=long_ago, held_for="A robot?")
    young = SubmissionFactory(held_at=ago(settings.HELD_DAYS - 1), held_for="A robot?")
    changed = SubmissionFactory(in_review=True, held_at=long_ago, held_for="It may be marked.")

    with commits(execute=True):
        assert retention.run() == 1

    assert set(Submission.objects.all()) == {young, changed}
