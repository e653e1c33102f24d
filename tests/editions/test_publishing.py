import hashlib

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from bulletin.models import AuditEntry
from bulletin.moves import MoveRefusedError
from editions import four_eyes, publishing, sealing
from editions.models import Mailing, Override, Snapshot
from editions.rendering import mail, tokens, web
from editions.workflow import EditionStatus, MailingStatus
from tests.factories import editions, people, proofs
from tests.factories.submissions import RevisionFactory, RevisionPictureFactory

pytestmark = pytest.mark.django_db


def test_lock_pins_the_newest_revision_of_each_article():
    edition, editor = editions.ready(articles=2), people.editor()
    article = edition.articles.first()
    newest = RevisionFactory(submission=article.submission)
    publishing.lock(edition, by=editor)
    article.refresh_from_db()
    assert article.revision == newest
    assert not edition.articles.filter(revision=None).exists()
    assert (edition.status, edition.locked_by) == (EditionStatus.LOCKED, editor)


def test_a_revision_made_after_the_lock_is_not_printed():
    edition = editions.locked()
    RevisionFactory(submission=edition.articles.get().submission, title="Changed behind the lock")
    assert "Changed behind the lock" not in web.main_part(edition)
    publishing.unlock(edition, by=people.editor())
    assert "Changed behind the lock" in web.main_part(edition)


def test_lock_refuses_with_everything_that_readiness_holds_against_it():
    edition = editions.EditionFactory(welcome="")
    with pytest.raises(MoveRefusedError) as refusal:
        publishing.lock(edition, by=people.editor())
    assert refusal.value.reasons == ["There is no welcome text.", "No article has a place in this edition."]
    edition.refresh_from_db()
    assert edition.status == EditionStatus.COLLECTING


def test_lock_refuses_an_edition_whose_picture_is_gone():
    edition = editions.ready()
    shown = RevisionPictureFactory(revision=edition.articles.get().submission.latest, picture__original_name="door.png")
    default_storage.delete(shown.picture.file.name)
    with pytest.raises(MoveRefusedError, match=r"“door\.png” is gone"):
        publishing.lock(edition, by=people.editor())


def test_a_reader_can_not_lock():
    with pytest.raises(MoveRefusedError, match="permission"):
        publishing.lock(editions.ready(), by=people.reader())


def test_sign_off_keeps_the_bytes_of_every_face_with_their_hashes():
    edition, publisher = editions.locked(), people.publisher()
    snapshot = publishing.sign_off(edition, by=publisher)
    assert snapshot.web_html == web.main_part(edition)
    assert snapshot.email_html == mail.html(edition)
    assert snapshot.email_text == mail.text(edition)
    assert snapshot.email_subject == mail.subject(edition)
    assert snapshot.web_sha256 == hashlib.sha256(snapshot.web_html.encode()).hexdigest()
    assert snapshot.email_html_sha256 == hashlib.sha256(snapshot.email_html.encode()).hexdigest()
    assert snapshot.email_text_sha256 == hashlib.sha256(snapshot.email_text.encode()).hexdigest()
    assert (edition.status, edition.snapshot, edition.signed_off_by) == (EditionStatus.SIGNED_OFF, snapshot, publisher)
    entry = AuditEntry.objects.about(edition).get(action="sign_off")
    assert entry.details["web_sha256"] == snapshot.web_sha256


def test_an_editor_can_not_sign_off():
    with pytest.raises(MoveRefusedError, match="permission"):
        publishing.sign_off(editions.locked(), by=people.editor())


def test_whoever_locked_can_not_sign_off_without_a_reason():
    edition, publisher = editions.ready(), people.publisher()
    publishing.lock(edition, by=publisher)
    with pytest.raises(MoveRefusedError, match="somebody else should sign it off"):
        publishing.sign_off(edition, by=publisher)
    assert not Snapshot.objects.exists()


def test_whoever_locked_signs_off_with_a_reason_that_stays_marked():
    edition, publisher = editions.ready(), people.publisher()
    publishing.lock(edition, by=publisher)
    publishing.sign_off(edition, by=publisher, reason="Everybody else is ill.")
    assert edition.status == EditionStatus.SIGNED_OFF
    assert Override.objects.unconfirmed().get(edition=edition).reason == "Everybody else is ill."


def test_a_needless_reason_marks_nothing():
    publishing.sign_off(editions.locked(), by=people.publisher(), reason="To be sure.")
    assert not Override.objects.exists()


def test_sign_off_refuses_a_person_who_looked_at_an_older_version():
    edition = editions.locked()
    seen, editor = edition.version, people.editor()
    publishing.unlock(edition, by=editor)
    publishing.lock(edition, by=editor)
    with pytest.raises(MoveRefusedError, match="while you had this page open"):
        publishing.sign_off(edition, by=people.publisher(), seen=seen)


def test_sign_off_refuses_an_article_that_was_withdrawn_after_the_lock():
    edition = editions.locked()
    submission = edition.articles.get().submission
    type(submission).objects.filter(pk=submission.pk).update(status="withdrawn")
    with pytest.raises(MoveRefusedError, match="not accepted any more"):
        publishing.sign_off(edition, by=people.publisher())


def test_an_article_can_not_write_the_token_of_the_mailing():
    edition = editions.ready()
    RevisionFactory(submission=edition.articles.get().submission, body=f"<p>{tokens.LEAVE_TOKEN}</p>")
    publishing.lock(edition, by=people.editor())
    with pytest.raises(MoveRefusedError, match="Only the mailing may write that"):
        publishing.sign_off(edition, by=people.publisher(), reason="The proof can wait")
    edition.refresh_from_db()
    assert edition.status == EditionStatus.LOCKED


def unproofed():
    """A locked edition with one article that nobody approved."""
    edition = editions.EditionFactory()
    editions.ArticleFactory(edition=edition, proof=False, submission__revision__title="Bare")
    editions.ArticleFactory(edition=edition)
    publishing.lock(edition, by=people.editor())
    return edition


def test_silence_is_no_approval_so_an_article_without_one_stops_the_sign_off():
    edition = unproofed()
    with pytest.raises(MoveRefusedError) as refusal:
        publishing.sign_off(edition, by=people.publisher())
    assert refusal.value.reasons == [
        "One article has no approved proof. Have it approved or waived, or give a reason to print it all the same.",
        "“Bare”: revision 1 is approved by nobody. Send the proof.",
    ]


def test_a_proof_that_is_approved_after_the_lock_lets_the_edition_be_signed_off():
    edition = unproofed()
    proofs.approved(edition.articles.first().submission)
    publishing.sign_off(edition, by=people.publisher())
    assert edition.status == EditionStatus.SIGNED_OFF
    assert not Override.objects.exists()


def test_a_sign_off_without_proofs_keeps_its_reason_until_somebody_else_confirms_it():
    edition, publisher = unproofed(), people.publisher()
    publishing.sign_off(edition, by=publisher, reason="The author is on leave; the force agreed.")
    override = Override.objects.get()
    assert (override.act, override.by, override.confirmed_at) == ("proofs", publisher, None)
    with pytest.raises(MoveRefusedError, match="your own override"):
        four_eyes.confirm(override, by=publisher)
    four_eyes.confirm(override, by=people.publisher())
    assert not Override.objects.unconfirmed().exists()


@pytest.mark.parametrize("make", [editions.locked, editions.signed_off])
def test_unlock_drops_pins_and_sign_off_and_keeps_the_snapshot(make):
    edition = make()
    snapshots = Snapshot.objects.count()
    publishing.unlock(edition, by=people.editor(), reason="A name is wrong.")
    edition.refresh_from_db()
    assert edition.status == EditionStatus.COLLECTING
    assert (edition.locked_by, edition.signed_off_by, edition.snapshot) == (None, None, None)
    assert edition.articles.get().revision is None
    assert Snapshot.objects.count() == snapshots


def test_a_second_sign_off_makes_the_next_snapshot():
    edition = editions.signed_off()
    publishing.unlock(edition, by=people.editor())
    publishing.lock(edition, by=people.editor())
    assert publishing.sign_off(edition, by=people.publisher()).number == 2


def test_publish_shows_the_snapshot_and_says_who_and_when():
    edition, publisher = editions.signed_off(), people.publisher()
    publishing.publish(edition, by=publisher, seen=edition.version)
    assert (edition.status, edition.published_by) == (EditionStatus.PUBLISHED, publisher)
    assert edition.published_at


def test_publish_refuses_a_snapshot_that_was_changed():
    edition = editions.signed_off()
    Snapshot.objects.filter(pk=edition.snapshot_id).update(web_html="<p>Something else</p>")
    with pytest.raises(MoveRefusedError, match="web html of snapshot 1 is not what was signed off"):
        publishing.publish(edition, by=people.publisher())


def test_publish_refuses_an_edition_that_nobody_signed_off():
    with pytest.raises(MoveRefusedError) as refusal:
        publishing.publish(editions.locked(), by=people.publisher())
    assert any("can't be done while the status is “Locked”" in reason for reason in refusal.value.reasons)


def test_withdraw_needs_a_reason():
    edition = editions.published()
    with pytest.raises(MoveRefusedError, match="Say why"):
        publishing.withdraw(edition, by=people.publisher(), reason=" ")


def test_withdraw_waits_until_no_mailing_goes_out():
    edition, publisher = editions.published(), people.publisher()
    mailing = Mailing.objects.create(
        edition=edition,
        snapshot=edition.snapshot,
        created_by=publisher,
        status=MailingStatus.SENDING,
        frozen_at=timezone.now(),
    )
    with pytest.raises(MoveRefusedError, match="Pause or cancel it first"):
        publishing.withdraw(edition, by=publisher, reason="A court asked for it.")
    Mailing.objects.filter(pk=mailing.pk).update(status=MailingStatus.PAUSED)
    publishing.withdraw(edition, by=publisher, reason="A court asked for it.")
    assert edition.status == EditionStatus.WITHDRAWN


def test_an_edition_that_is_published_again_keeps_its_first_date():
    edition = editions.withdrawn()
    first = edition.published_at
    publishing.republish(edition, by=people.publisher())
    edition.refresh_from_db()
    assert (edition.status, edition.published_at) == (EditionStatus.PUBLISHED, first)


def test_a_draft_snapshot_is_kept_once_while_nothing_changes():
    edition, editor = editions.ready(), people.editor()
    first = publishing.draft_snapshot(edition, by=editor)
    assert publishing.draft_snapshot(edition, by=editor) == first
    RevisionFactory(submission=edition.articles.get().submission, title="A better title")
    second = publishing.draft_snapshot(edition, by=editor)
    assert second.number == 2
    assert "A better title" in second.email_text
    edition.refresh_from_db()
    assert edition.snapshot is None


def test_a_reader_can_not_keep_a_draft():
    with pytest.raises(MoveRefusedError, match="permission"):
        publishing.draft_snapshot(editions.ready(), by=people.reader())


def test_there_is_nothing_to_publish_without_a_snapshot():
    assert sealing.faults(None) == ["There is no snapshot to publish. Sign the edition off first."]
