import io
import threading
from dataclasses import replace
from datetime import date

import pytest
from django.db import connections

from bulletin import links
from bulletin.models import AuditEntry, Link, OutboxMail
from submissions import addressing, images, intake, safety
from submissions.content import Content, PlacedPicture
from submissions.intake import Offer
from submissions.models import Contributor, Organisation, Picture, Section, Submission, Theme
from submissions.revising import RevisionRefusedError
from submissions.weighing import Declared, Given
from tests.factories.submissions import picture_bytes

# Every question answered in the shortest way.
SIGNED = Given("sign_off", signed_by="Jo Example", signed_on=date(2026, 3, 27))
OTHERS = ["marking", "live_proceedings", "named_people", "sensitivity", "contacts", "images"]
ANSWERED = Declared((SIGNED, *map(Given, OTHERS)))
OFFER = Offer(
    name="Ann Example",
    email="ann@police.example",
    phone="01632 960 001",
    organisation="Northshire Police",
    sector="law_enforcement",
    region="north_east",
    content=Content(title="Fewer cars stolen", summary="Free locks.", body="<p>We gave away 400 locks.</p>"),
    declared=ANSWERED,
    form_key="one-form",
)


@pytest.mark.django_db
def test_an_offer_becomes_a_submission_that_waits_for_triage():
    section, themes = Section.objects.first(), tuple(Theme.objects.all()[:2])

    submission = intake.offer(replace(OFFER, suggested_section=section, themes=themes)).submission

    submission.refresh_from_db()
    assert submission.status == "submitted"
    assert submission.submitted_at == submission.cleared_at == submission.status_since
    assert (submission.suggested_section, tuple(submission.themes.all())) == (section, themes)
    revision = submission.latest
    assert (revision.number, revision.title, revision.made_by) == (1, "Fewer cars stolen", None)
    person = submission.contributor
    assert (person.name, person.email, person.phone) == ("Ann Example", "ann@police.example", "01632 960 001")
    office = person.organisation
    assert (office.name, office.sector, office.region) == ("Northshire Police", "law_enforcement", "north_east")


@pytest.mark.django_db
def test_the_receipt_holds_reference_and_lasting_address():
    receipt = intake.offer(OFFER)

    mail = OutboxMail.objects.get(kind="submissions/receipt")
    assert (mail.to_name, mail.to_email, mail.status) == ("Ann Example", "ann@police.example", "queued")
    assert receipt.submission.reference in mail.subject
    assert "“Fewer cars stolen”" in mail.text
    assert addressing.address(receipt.secret) in mail.text.splitlines()
    assert links.find(receipt.secret, "status", Submission) == receipt.submission


@pytest.mark.django_db
def test_the_team_is_told_and_led_to_the_desk(settings):
    submission = intake.offer(OFFER).submission

    mail = OutboxMail.objects.get(kind="submissions/offered")
    assert mail.to_email == settings.TEAM_EMAIL
    assert mail.subject == f"New article {submission.reference}: Fewer cars stolen"
    assert f"/admin/submissions/submission/{submission.pk}/change/" in mail.text
    assert "Ann Example, Northshire Police" in mail.text


@pytest.mark.django_db
def test_line_breaks_in_names_and_titles_reach_no_header():
    content = replace(OFFER.content, title="Locks\r\nBcc: all@list.example")

    intake.offer(replace(OFFER, name="Ann\r\nBcc: all@list.example", content=content))

    for mail in OutboxMail.objects.all():
        assert "\n" not in mail.subject + mail.to_name
        assert "\r" not in mail.subject + mail.to_name
    assert Contributor.objects.get().name == "Ann Bcc: all@list.example"


@pytest.mark.django_db
def test_marks_of_html_in_a_title_stay_text_in_both_parts_of_the_mail():
    intake.offer(replace(OFFER, content=replace(OFFER.content, title="Locks & <b>bolts</b>")))

    mail = OutboxMail.objects.get(kind="submissions/receipt")
    assert "“Locks & <b>bolts</b>”" in mail.text
    assert "Locks &amp; &lt;b&gt;bolts&lt;/b&gt;" in mail.html


@pytest.mark.django_db
def test_the_same_content_from_the_same_form_is_one_submission():
    first, second = intake.offer(OFFER), intake.offer(OFFER)

    assert first == second
    assert Submission.objects.count() == Link.objects.count() == 1
    assert OutboxMail.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"content": replace(OFFER.content, title="Other")},
        {"email": "other@police.example"},
        {"form_key": "another-form"},
        {"form_key": ""},
    ],
)
def test_anything_else_is_another_submission(change):
    first, second = intake.offer(OFFER), intake.offer(replace(OFFER, **change))

    assert first.submission != second.submission
    assert first.secret != second.secret
    assert first.submission.reference != second.submission.reference


@pytest.mark.django_db
def test_another_theme_is_another_submission():
    first = intake.offer(replace(OFFER, themes=tuple(Theme.objects.all()[:1])))

    assert intake.offer(replace(OFFER, themes=tuple(Theme.objects.all()[:2]))).submission != first.submission


@pytest.mark.django_db
def test_without_a_form_every_offer_is_a_submission_of_its_own():
    offer = replace(OFFER, form_key="")

    assert intake.offer(offer).submission != intake.offer(offer).submission


@pytest.mark.django_db
def test_the_same_picture_sent_twice_by_a_double_click_is_one_submission():
    def offer():
        picture = PlacedPicture(images.read(io.BytesIO(picture_bytes())), "lock.png", alt="A lock")
        return intake.offer(replace(OFFER, content=replace(OFFER.content, pictures=(picture,))))

    assert offer() == offer()
    assert Picture.objects.count() == 1


@pytest.mark.django_db
def test_a_known_person_is_kept_once_and_nobody_changes_another_by_typing_their_address():
    first = intake.offer(OFFER).submission
    same = intake.offer(replace(OFFER, form_key="b", name=" Ann  Example ")).submission
    other = intake.offer(replace(OFFER, form_key="c", name="Somebody Else")).submission

    assert same.contributor == first.contributor
    assert other.contributor != first.contributor
    first.contributor.refresh_from_db()
    assert first.contributor.name == "Ann Example"
    assert Organisation.objects.count() == 1


@pytest.mark.django_db
def test_a_refused_article_leaves_neither_person_nor_mail():
    with pytest.raises(RevisionRefusedError, match="The article needs a text"):
        intake.offer(replace(OFFER, content=replace(OFFER.content, body="<p></p>")))

    assert not Submission.objects.exists()
    assert not Contributor.objects.exists()
    assert not OutboxMail.objects.exists()


@pytest.mark.django_db
def test_references_can_be_read_aloud_and_are_given_once(monkeypatch):
    letters = iter("2222" + "2222" + "4KMT")
    monkeypatch.setattr("secrets.choice", lambda alphabet: next(letters))

    references = [intake.offer(replace(OFFER, form_key=key)).submission.reference for key in ("a", "b")]

    assert references == ["SOC-2222", "SOC-4KMT"]
    assert not set("01IOLS5UVZB") & set(intake.REFERENCE_LETTERS)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_the_same_moment_send_one_article():
    receipts, barrier = [], threading.Barrier(2)

    def click():
        barrier.wait()
        try:
            receipts.append(intake.offer(OFFER))
        finally:
            connections.close_all()

    clicks = [threading.Thread(target=click) for _ in range(2)]
    for each in clicks:
        each.start()
    for each in clicks:
        each.join()

    assert len(receipts) == 2
    assert receipts[0] == receipts[1]
    assert Submission.objects.count() == 1
    assert OutboxMail.objects.count() == 2


# --- clearance -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_what_is_answered_for_stands_in_the_ledger_of_the_first_revision():
    submission = intake.offer(OFFER).submission

    assert {(row.question, row.revision.number, row.answered_by) for row in submission.clearance.all()} == {
        (given.question, 1, None) for given in ANSWERED.answers
    }
    entries = AuditEntry.objects.about(submission).order_by("pk")
    assert [(entry.action, entry.by, entry.by_label) for entry in entries] == [
        ("answer_clearance", None, "The contributor"),
        ("submit", None, "The contributor"),
    ]


@pytest.mark.django_db
def test_an_article_is_not_taken_in_before_everything_it_raises_is_answered_for():
    content = replace(OFFER.content, body="<p>Ring 07700 900113.</p>")

    with pytest.raises(intake.OfferRefusedError) as refused:
        intake.offer(replace(OFFER, content=content, declared=Declared(ANSWERED.answers[:4])))

    assert refused.value.reasons == [
        "Answer for “How the work is done”.",
        "Mobile number: “07700 900113” in the text. Take it out, or say why it may be printed.",
    ]
    assert not Submission.objects.exists()


@pytest.mark.django_db
def test_an_article_that_looks_marked_waits_apart_and_mails_nobody():
    content = replace(OFFER.content, body="<p>SECRET</p>")
    accounts = {finding.key: "It is a brand of locks." for finding in safety.findings(content)}

    submission = intake.offer(replace(OFFER, content=content, declared=replace(ANSWERED, accounts=accounts))).submission

    assert submission.held_at is not None
    assert submission.held_for.startswith("It may bear a protective marking.")
    assert not OutboxMail.objects.exists()
