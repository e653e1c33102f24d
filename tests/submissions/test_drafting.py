import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from bulletin.models import AuditEntry, OutboxMail
from submissions import drafting, images, intake, safety, triage
from submissions.drafting import DraftRefusedError, SavedElsewhereError
from submissions.models import Draft, Submission
from submissions.weighing import Declared
from submissions.word.article import WordArticle, WordImage
from tests.factories import people
from tests.factories.submissions import SubmissionFactory, picture_bytes
from tests.submissions.test_intake import OFFER

pytestmark = pytest.mark.django_db


def saved(draft, step="article", **fields):
    typed = {name: [value] for name, value in fields.items()}
    return drafting.save(draft, step, typed, seen=drafting.token(draft, step))


def test_a_draft_is_found_by_its_secret_until_its_days_are_over(settings):
    settings.DRAFT_DAYS = 10
    draft = drafting.begin()
    secret = drafting.secret_of(draft)

    assert drafting.find(secret) == draft
    assert drafting.find(secret, now=timezone.now() + timedelta(days=11)) is None
    assert drafting.find("forged") is None


def test_what_is_saved_is_kept_as_it_was_typed_and_judged_by_nobody():
    draft = saved(drafting.begin(), title=" <b>Half \r\n", language="nothing we know")

    kept = Draft.objects.get().answers["article"]
    assert kept == {"title": [" <b>Half \r\n"], "language": ["nothing we know"]}
    assert draft.version == 2


def test_only_what_no_database_can_hold_is_left_out():
    saved(drafting.begin(), title="a\x00b")

    assert Draft.objects.get().answers["article"]["title"] == ["ab"]


def test_saving_the_same_again_changes_no_version_but_prolongs_the_draft():
    draft = saved(drafting.begin(), title="Same")
    later = timezone.now() + timedelta(days=3)

    drafting.save(draft, "article", {"title": ["Same"]}, seen="anything", now=later)

    assert (draft.version, draft.touched_at) == (2, later)


def test_a_step_that_somebody_else_saved_meanwhile_is_not_written_over():
    draft = drafting.begin()
    seen = drafting.token(draft, "article")
    saved(Draft.objects.get(), title="Theirs")

    with pytest.raises(SavedElsewhereError) as refused:
        drafting.save(draft, "article", {"title": ["Mine"]}, seen=seen)

    assert refused.value.theirs == {"title": ["Theirs"]}
    assert Draft.objects.get().answers["article"]["title"] == ["Theirs"]


def test_too_much_text_is_refused_with_what_to_do():
    with pytest.raises(DraftRefusedError, match="Shorten it"):
        saved(drafting.begin(), body="x" * 1_000_001)


@pytest.mark.parametrize("typed", ["ann@", "", "ann police"])
def test_only_an_address_is_noted_as_one(typed):
    draft = saved(drafting.begin(), "about", email="Ann@Police.example")
    assert draft.email == "ann@police.example"

    saved(draft, "about", email=typed)

    assert draft.email == "ann@police.example"


def test_a_word_document_fills_the_steps_and_empties_nothing():
    draft = saved(saved(drafting.begin(), "about", name="Ann", region="wales"), title="Old", summary="Kept")
    picture = images.read(io.BytesIO(picture_bytes()))
    article = WordArticle(
        title="From Word",
        body="<p>Words</p>",
        about={"name": "Ann Example", "email": "ann@police.example", "phone": ""},
        contacts=({"name": "Duty desk", "role": "", "email": "", "phone": "01632 960 001", "website": ""},),
        images=(WordImage("lock.png", picture, "A lock"),),
    )

    drafting.take_word(draft, article)

    answers = Draft.objects.get().answers
    assert answers["about"] == {"name": ["Ann Example"], "region": ["wales"], "email": ["ann@police.example"]}
    assert answers["article"]["title"] == ["From Word"]
    assert answers["article"]["summary"] == ["Kept"]
    assert answers["article"]["contacts-0-phone"] == ["01632 960 001"]
    assert answers["pictures"]["pictures-0-alt"] == ["A lock"]
    assert Draft.objects.get().email == "ann@police.example"


def test_sending_takes_the_article_in_once_and_empties_the_draft():
    draft = saved(drafting.begin(), title="Fewer cars stolen")

    first = drafting.send(draft, OFFER, seen=draft.version)
    second = drafting.send(Draft.objects.get(), OFFER, seen=draft.version)

    assert first == second
    assert Submission.objects.count() == 1
    draft.refresh_from_db()
    assert (draft.submission, draft.answers) == (first.submission, {})
    assert drafting.find(drafting.secret_of(draft)) == draft


def test_what_was_not_checked_is_not_sent():
    draft = drafting.begin()
    checked = draft.version
    saved(Draft.objects.get(), title="Changed since")

    with pytest.raises(DraftRefusedError, match="Check them again"):
        drafting.send(draft, OFFER, seen=checked)

    assert not Submission.objects.exists()


def test_nothing_is_saved_or_taken_from_word_after_it_was_sent():
    draft = drafting.begin()
    drafting.send(draft, OFFER, seen=1)

    with pytest.raises(DraftRefusedError, match="sent already"):
        saved(draft, title="Late")
    with pytest.raises(DraftRefusedError, match="sent already"):
        drafting.take_word(draft, WordArticle(title="Late"))


def test_a_refused_article_leaves_its_draft_as_it_was():
    draft = saved(drafting.begin(), title="Kept")

    with pytest.raises(intake.OfferRefusedError):
        drafting.send(draft, replace(OFFER, declared=Declared()), seen=draft.version)

    draft.refresh_from_db()
    assert (draft.sent_at, draft.answers["article"]["title"]) == (None, ["Kept"])


def test_a_draft_that_changes_an_article_writes_its_next_revision_and_sends_it_back():
    submission = SubmissionFactory(changes_requested=True)
    draft = drafting.change(submission, {"article": {"title": ["As it is"]}})
    assert drafting.steps(draft) == ("article", "pictures", "permissions")

    drafting.send(draft, OFFER, seen=draft.version)

    submission.refresh_from_db()
    assert (submission.status, submission.latest.number) == ("in_review", 2)
    newest_first = [entry.action for entry in AuditEntry.objects.about(submission)]
    assert newest_first[:3] == ["resubmit", "answer_clearance", "revise"]
    assert not OutboxMail.objects.filter(kind="submissions/receipt").exists()


def test_changes_are_not_taken_before_everything_the_article_raises_is_answered_for():
    submission = SubmissionFactory(changes_requested=True)
    draft = drafting.change(submission, {"article": {"title": ["As it is"]}})

    with pytest.raises(intake.OfferRefusedError, match="Answer for “Live cases”"):
        drafting.send(draft, replace(OFFER, declared=Declared()), seen=draft.version)

    submission.refresh_from_db()
    assert (submission.status, submission.latest.number) == ("changes_requested", 1)


def test_an_article_whose_changes_nobody_waits_for_any_more_is_not_changed_and_the_draft_stays():
    submission = SubmissionFactory(changes_requested=True)
    draft = drafting.change(submission, {"article": {"title": ["As it is"]}})
    Submission.objects.update(status="accepted")

    with pytest.raises(intake.moves.MoveRefusedError):
        drafting.send(draft, OFFER, seen=draft.version)

    assert submission.revisions.count() == 1
    assert Draft.objects.get().answers["article"]["title"] == ["As it is"]


def test_abandoned_drafts_are_those_that_nobody_saved_or_sent():
    old, sent, fresh = drafting.begin(), drafting.begin(), drafting.begin()
    drafting.send(sent, OFFER, seen=1)
    long_ago = timezone.now() - timedelta(days=70)
    Draft.objects.exclude(pk=fresh.pk).update(touched_at=long_ago)

    assert list(Draft.objects.abandoned(since=timezone.now() - timedelta(days=60))) == [old]


def marked(offer):
    content = replace(offer.content, body="<p>UK SECRET</p><p>We gave away 400 locks.</p>")
    accounts = {finding.key: "It is a brand of locks." for finding in safety.findings(content)}
    return replace(offer, content=content, declared=replace(offer.declared, accounts=accounts))


def test_changes_that_look_marked_wait_apart_and_its_editor_is_told_once_somebody_released_them():
    ada = people.editor()
    submission = SubmissionFactory(changes_requested=True, assignee=ada)
    draft = drafting.change(submission, {})

    drafting.send(draft, marked(OFFER), seen=draft.version)

    submission.refresh_from_db()
    assert submission.status == "in_review"
    assert submission.held_for.startswith("It may bear a protective marking.")
    assert not OutboxMail.objects.exists()

    triage.release(submission, by=people.editor())
    mail = OutboxMail.objects.get()
    assert (mail.kind, mail.to_email) == ("submissions/assignee", ada.email)
    assert "Send again with changes" in mail.text


def test_changes_wait_apart_only_for_a_marking_that_editors_have_not_seen():
    submission = SubmissionFactory(changes_requested=True, revision__body="<p>UK SECRET</p>", assignee=people.editor())
    draft = drafting.change(submission, {})

    drafting.send(draft, marked(OFFER), seen=draft.version)

    submission.refresh_from_db()
    assert submission.held_at is None
    assert OutboxMail.objects.get().kind == "submissions/assignee"
