"""The clearance ledger at the desk: read, answered for the contributor, confirmed by name."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone

from bulletin.models import AuditEntry, OutboxMail
from submissions import clearing
from submissions.weighing import Declared, Given
from tests.factories import people
from tests.factories.submissions import RevisionPictureFactory, SubmissionFactory

pytestmark = pytest.mark.django_db

WORDS = ["marking", "sign_off", "live_proceedings", "named_people", "sensitivity"]


@pytest.fixture
def ada():
    return people.editor(first_name="Ada", last_name="Bell")


@pytest.fixture
def desk(client, ada):
    client.force_login(ada)
    return client


def answered(**content):
    submission = SubmissionFactory(**{f"revision__{name}": value for name, value in content.items()})
    signed = Given("sign_off", signed_by="Jo Example", signed_on=date(2026, 3, 27), said="Yes")
    others = [Given(question) for question in WORDS if question != "sign_off"]
    clearing.answer(submission, Declared((signed, *others)), by=None)
    return submission


def page_of(submission):
    return reverse("admin:submissions_submission_change", args=[submission.pk])


def address(submission, name, *more):
    return reverse(f"admin:submissions_submission_{name}", args=[submission.pk, *more])


def said(response):
    page = response.content.decode()
    start = page.index('aria-labelledby="clearance"')
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", page[start : page.index("</section>", start)]).split()))


def test_the_page_shows_each_answer_with_who_gave_it_and_for_what(desk):
    told = said(desk.get(page_of(answered())))

    assert "5 of 5 open" in told
    assert "Agreed by Jo Example, 27 March 2026" in told
    assert "The contributor" in told
    assert "for revision 1" in told
    assert "Confirm all 5 answers" in told


def test_an_article_nobody_answered_for_says_so(desk):
    told = said(desk.get(page_of(SubmissionFactory())))

    assert told.count("Not answered") == 5
    assert "Confirm all" not in told


def test_one_answer_is_confirmed_by_name(desk):
    submission = answered()
    submission.refresh_from_db()

    page = desk.post(address(submission, "confirm"), {"question": "marking", "seen": submission.version}, follow=True)

    assert "Confirmed by you: “Protective marking”." in page.content.decode()
    told = said(page)
    assert "4 of 5 open" in told
    assert "Ada Bell" in told


def test_all_answers_are_confirmed_at_once_and_nobody_is_mailed(desk, ada):
    submission = answered()
    submission.refresh_from_db()

    page = desk.post(address(submission, "confirm"), {"seen": submission.version}, follow=True)

    assert "All 5 confirmed" in said(page)
    assert set(submission.clearance.values_list("confirmed_by", flat=True)) == {ada.pk}
    assert not OutboxMail.objects.exists()


def test_what_was_changed_meanwhile_is_not_confirmed(desk):
    submission = answered()

    page = desk.post(address(submission, "confirm"), {"seen": "1"}, follow=True)

    assert "Somebody changed this article while you had it open." in page.content.decode()
    assert not submission.clearance.confirmed().exists()


def test_opening_pages_confirms_nothing(desk):
    submission = answered()

    assert desk.get(address(submission, "confirm")).status_code == 405
    desk.get(address(submission, "answer", "marking"))

    assert not submission.clearance.confirmed().exists()


def test_whoever_only_reads_sees_the_ledger_without_buttons(client):
    client.force_login(people.reader())
    submission = answered()

    told = said(client.get(page_of(submission)))
    client.post(address(submission, "confirm"), {"seen": submission.version})

    assert "Agreed by Jo Example" in told
    assert "Confirm all" not in told
    assert "Change the answer" not in told
    assert not submission.clearance.confirmed().exists()


def test_an_editor_notes_what_the_contributor_said(desk, ada):
    submission = SubmissionFactory()
    given = {"sign_off": "yes", "signed_by": "Jo Example, press office", "signed_on": "27 3 2026", "seen": "1"}

    page = desk.post(address(submission, "answer", "sign_off"), given, follow=True)

    row = submission.clearance.get()
    assert (row.answered_by, row.said, row.signed_on) == (ada, "Yes", date(2026, 3, 27))
    assert "Noted by Ada Bell" in said(page)
    assert "4 of 5" not in said(page)


def test_an_answer_that_lacks_something_says_what_and_keeps_what_was_typed(desk):
    submission = SubmissionFactory()

    page = desk.post(address(submission, "answer", "sign_off"), {"sign_off": "yes", "signed_by": "Jo Example"})

    told = unescape(page.content.decode())
    assert "Enter when they agreed" in told
    assert 'value="Jo Example"' in told
    assert not submission.clearance.exists()


def test_what_was_found_stands_beside_its_question_until_somebody_answers_for_it(desk):
    submission = answered(body="<p>The alleged leader of the gang left town.</p>")

    told = said(desk.get(page_of(submission)))
    assert "“The alleged leader of the gang”" in told
    assert "Nobody answers for it" in told

    page = desk.get(address(submission, "answer", "live_proceedings")).content.decode()
    (field,) = re.findall(r'name="(finding_\w+)"', page)
    submission.refresh_from_db()
    given = {"live_proceedings": "no", field: "Convicted in May.", "seen": submission.version}
    desk.post(address(submission, "answer", "live_proceedings"), given)

    told = said(desk.get(page_of(submission)))
    assert "Nobody answers for it" not in told
    assert "Ada Bell: “Convicted in May.”" in told


def test_what_was_answered_before_is_shown_to_be_changed(desk):
    page = desk.get(address(answered(), "answer", "sign_off")).content.decode()

    assert re.search(r'value="yes"[^>]* checked', page)
    assert 'value="Jo Example"' in page
    assert 'value="27 March 2026"' in page


def test_a_question_that_the_article_does_not_raise_has_no_page(desk):
    submission = answered()

    assert desk.get(address(submission, "answer", "images")).status_code == 404
    assert desk.get(address(submission, "answer", "weather")).status_code == 404


def test_rights_and_consent_stand_beside_each_picture(desk):
    submission = SubmissionFactory()
    until = timezone.localdate() - timedelta(days=1)
    shown = {"owner": "Northshire Police", "people": "agreed", "consent_until": until}
    RevisionPictureFactory(revision=submission.latest, **shown)
    RevisionPictureFactory(revision=submission.latest)

    page = " ".join(re.sub(r"<[^>]+>", " ", unescape(desk.get(page_of(submission)).content.decode())).split())

    assert "Owned by Northshire Police." in page
    assert "That day is past" in page
    assert page.count("Nobody has said who owns it") == 1


def test_contacts_of_whom_nobody_said_that_they_agreed_are_named(desk):
    asked, not_asked = {"email": "a@north.example", "agreed": True}, {"name": "Bo", "email": "b@north.example"}

    told = said(desk.get(page_of(SubmissionFactory(revision__contacts=[asked, not_asked]))))

    assert "Nobody has said of these that they agreed: Bo." in told


def test_an_answer_noted_from_a_page_that_is_out_of_date_is_kept_in_its_boxes_and_noted_on_the_next_click(desk):
    submission = SubmissionFactory()
    given = {"sign_off": "yes", "signed_by": "Jo Example", "signed_on": "27 3 2026", "seen": submission.version}
    clearing.answer(submission, Declared((Given("marking", said="No"),)), by=None)

    late = desk.post(address(submission, "answer", "sign_off"), given)

    page = unescape(late.content.decode())
    assert late.status_code == 409
    assert "Somebody changed this article while you had it open." in page
    assert 'value="Jo Example"' in page
    assert not submission.clearance.filter(question="sign_off").exists()

    submission.refresh_from_db()
    assert f'name="seen" value="{submission.version}"' in page
    desk.post(address(submission, "answer", "sign_off"), {**given, "seen": submission.version})
    assert submission.clearance.get(question="sign_off").signed_by == "Jo Example"


def test_what_is_open_links_to_the_box_and_the_picture_that_mend_it(desk):
    submission = answered(body="<p>The alleged leader of the gang left town.</p>")
    ended = {"people": "agreed", "consent_until": timezone.localdate() - timedelta(days=1)}
    RevisionPictureFactory(revision=submission.latest, **ended)

    page = desk.get(page_of(submission)).content.decode()

    assert f'href="{address(submission, "edit")}#pictures-0"' in page
    (box,) = re.findall(rf'href="{address(submission, "answer", "live_proceedings")}#(id_finding_\w+)"', page)
    assert f'id="{box}"' in desk.get(address(submission, "answer", "live_proceedings")).content.decode()


def test_an_answer_noted_by_a_double_click_is_noted_once_and_the_second_answer_says_so(desk):
    submission = SubmissionFactory()
    given = {"sign_off": "yes", "signed_by": "Jo Example", "signed_on": "27 3 2026", "seen": submission.version}
    desk.post(address(submission, "answer", "sign_off"), given)

    second = desk.post(address(submission, "answer", "sign_off"), given, follow=True)

    assert "You had already done this. It was done once." in second.content.decode()
    assert AuditEntry.objects.filter(action="answer_clearance").count() == 1
