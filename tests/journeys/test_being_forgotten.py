"""A person who offered articles, read the bulletin and asked a question is erased; then nothing of them is found."""

import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from bulletin import links, mail, questions, tracing
from bulletin.models import AuditEntry, OutboxMail
from editions import answering, personal, publishing, tasks
from editions.models import PersonalRequest, Snapshot, Suppression
from submissions import conversing, drafting, intake, signing, triage
from submissions.inviting import Person
from submissions.models import Contributor, Revision, Submission
from tests.factories import editions, people, proofs
from tests.factories.submissions import (
    ContributorFactory,
    OrganisationFactory,
    RevisionPictureFactory,
    SubmissionFactory,
)
from tests.factories.subscribers import SubscriberFactory
from tests.servers.browser import violations

pytestmark = pytest.mark.django_db
ADDRESS, PHONE = "rhys.tester@northshire.example", "01632 960123"
PRINTED = {"submissions.revision", "editions.snapshot"}


@pytest.fixture
def rhys():
    """How a contributor calls himself in each of his articles."""
    return ContributorFactory(name="Rhys Tester", email=ADDRESS, phone=PHONE)


def everywhere(word):
    """The tables in which the word stands, and the files of the whole VAR_DIR."""
    tables = {place.table for place in tracing.places(word)}
    files = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    return tables, [path for path in files if word.encode() in path.read_bytes()]


def link_of(email=ADDRESS):
    """The path of the newest link that was mailed."""
    letter = OutboxMail.objects.filter(to_email=email, kind=personal.LINK).order_by("-pk").first()
    return re.search(r"/your-information/[^/\s]+/", letter.text)[0]


def asked(client, email=ADDRESS):
    client.post("/your-information/", {"email": email})
    tasks.answer_requests()
    return link_of(email)


def a_life(rhys):
    """Everything somebody leaves behind here, but for what is printed."""
    editor = people.editor()
    declined = SubmissionFactory(in_review=True, contributor=rhys, revision__body=f"<p>Write to {ADDRESS}</p>")
    RevisionPictureFactory(revision=declined.latest, caption=f"By {ADDRESS}")
    intake.acknowledge(declined, now=timezone.now())
    conversing.write(declined, f"He is {ADDRESS}, on {PHONE}", audience="internal", by=editor)
    conversing.write(declined, f"I am on {PHONE}", audience="contributor", by=None)
    triage.decline(declined, by=editor, reason=f"Told {ADDRESS}", letter=mail.Letter("No", f"Dear {ADDRESS}"))
    waiting = SubmissionFactory(in_review=True, contributor=rhys)
    due = timezone.localdate() + timedelta(days=3)
    triage.request_changes(waiting, by=editor, items=[f"Ask {ADDRESS}"], due_on=due, letter=None)
    draft = drafting.begin()
    drafting.save(draft, "about", {"email": [ADDRESS], "phone": [PHONE]}, seen=drafting.token(draft, "about"))
    subscriber = SubscriberFactory(email=ADDRESS)
    edition = editions.published(number=90)
    answering.give(edition, ["The one about doors", ""], email=ADDRESS)
    questions.ask(questions.Question("question", f"Call {PHONE}", "Rhys Tester", ADDRESS, "1"))
    OrganisationFactory(name="Elsewhere", contact_email=ADDRESS, contact_phone=PHONE)
    elsewhere = SubmissionFactory(in_review=True)
    conversing.write(elsewhere, f"Ask {ADDRESS.upper()}, too", audience="internal", by=editor)
    proofs.sent(SubmissionFactory(accepted=True, contributor=ContributorFactory(email=ADDRESS, phone=PHONE)))
    return subscriber


def test_a_person_who_asks_to_be_erased_is_found_nowhere_afterwards(client, rhys, django_capture_on_commit_callbacks):
    a_life(rhys)
    assert len(everywhere(ADDRESS)[0]) > 8
    link = asked(client)

    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(f"{link}erase/")

    assert answer.headers["Location"] == "/your-information/erased/"
    assert everywhere(ADDRESS) == (set(), [])
    assert everywhere(PHONE) == (set(), [])
    assert everywhere("Rhys Tester") == (set(), [])
    assert Suppression.objects.count() == 1
    assert AuditEntry.objects.filter(action="decline").get().by is not None
    assert PersonalRequest.objects.get().done_at
    assert client.get(link).status_code == 404


def test_of_what_was_published_the_print_stays_and_nothing_else(client, rhys, django_capture_on_commit_callbacks):
    contacts = [{"name": "Rhys Tester", "email": ADDRESS}]
    submission = SubmissionFactory(accepted=True, contributor=rhys, revision__contacts=contacts)
    conversing.write(submission, f"I am {ADDRESS}", audience="contributor", by=None)
    edition = editions.EditionFactory()
    editions.ArticleFactory(edition=edition, submission=submission)
    publisher = people.publisher()
    publishing.lock(edition, by=people.editor())
    publishing.sign_off(edition, by=publisher)
    publishing.publish(edition, by=publisher)
    printed = Snapshot.objects.get().web_html
    link = asked(client)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{link}erase/")

    assert everywhere(ADDRESS)[0] == PRINTED
    assert {place.row for place in tracing.places(ADDRESS) if isinstance(place.row, Revision)} == {submission.latest}
    assert Snapshot.objects.get().web_html == printed
    assert everywhere(PHONE) == (set(), [])
    assert client.get(f"/editions/{edition.number}/").status_code == 200


def test_an_article_in_an_edition_that_is_made_holds_the_erasure_up_until_it_is_out(
    client, rhys, django_capture_on_commit_callbacks
):
    submission = SubmissionFactory(accepted=True, contributor=rhys)
    place = editions.ArticleFactory(submission=submission)
    link = asked(client)

    page = client.post(f"{link}erase/").content.decode()

    assert "We have your request" in page
    assert submission.reference in page
    assert Contributor.objects.filter(email=ADDRESS).exists()
    client.force_login(people.editor())
    home = client.get("/admin/").content.decode()
    assert "Somebody asked to be erased" in home
    assert f"?q={submission.reference}" in home
    assert tasks.erase_waiting() == 0
    place.delete()
    with django_capture_on_commit_callbacks(execute=True):
        assert tasks.erase_waiting() == 1
    assert not Submission.objects.filter(pk=submission.pk).exists()
    assert OutboxMail.objects.filter(to_email=ADDRESS, kind=personal.DONE).count() == 1
    assert everywhere(ADDRESS)[0] == {"bulletin.outboxmail"}  # the email that tells them, for a few days
    OutboxMail.objects.update(created_at=timezone.now() - timedelta(days=8), status="failed")
    tasks.erase_waiting()
    assert everywhere(ADDRESS) == (set(), [])


def test_the_copy_holds_what_they_gave_and_no_comment_that_was_not_for_them(client, rhys):
    a_life(rhys)
    link = asked(client)

    page, copy = client.get(link), client.get(f"{link}copy/")

    held = json.loads(copy.content)
    assert copy.headers["Content-Disposition"].endswith('filename="what-we-hold.json"')
    assert {article["telephone"] for article in held["articles"]} == {PHONE}
    assert held["drafts"][0]["answers"]["about"]["phone"] == [PHONE]
    assert held["subscription"]["address"] == ADDRESS
    assert held["feedback"][0]["answers"][0]["answer"] == "The one about doors"
    assert held["contact_of"] == ["Elsewhere"]
    assert "He is" not in copy.content.decode()
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert held["articles"][0]["title"] in page.content.decode()


def test_a_co_signer_who_is_erased_leaves_only_that_somebody_approved(client, rhys):
    proof = proofs.sent(co_signer=Person("Petra Press", ADDRESS, is_co_signer=True))
    signing.approve(proof.signers.get(email=ADDRESS))
    link = asked(client)

    client.post(f"{link}erase/")

    assert everywhere(ADDRESS)[0] == everywhere("Petra Press")[0] == set()
    assert proof.signers.get(name="Name removed").answer == "approved"


def test_whoever_calls_themselves_by_a_letter_or_like_an_editor_takes_nothing_else_with_them(client, rhys):
    ada = people.editor(first_name="Ada", last_name="Bell")
    proof = proofs.sent(by=ada)
    for number, name in enumerate(["e", "Ada Bell"]):
        address = ADDRESS if number else "e@northshire.example"
        signing.pass_on(proof, Person(name, address, is_co_signer=True), named_by="Sam")
    triage.decline(proof.submission, by=ada, reason="We have three of these", letter=None)

    for address in ("e@northshire.example", ADDRESS):
        client.post(f"{asked(client, address)}erase/")

    declined, *_, sent = AuditEntry.objects.about(proof.submission)
    assert (declined.by_label, declined.reason) == ("Ada Bell", "We have three of these")
    assert (sent.by_label, sent.action) == ("Ada Bell", "send_proof")
    passed_on = AuditEntry.objects.about(proof.submission).filter(action="pass_on_proof")
    assert {entry.details["to"] for entry in passed_on} == {"Name removed"}


def test_an_address_that_ends_like_another_takes_nothing_of_it_along(client):
    rest = "Ask ann@northshire.example or n@northshire.example.org"
    submission = SubmissionFactory()
    conversing.write(submission, f"N@northshire.example. {rest}", audience="internal", by=people.editor())
    SubmissionFactory(contributor__email="n@northshire.example")

    client.post(f"{asked(client, 'n@northshire.example')}erase/")

    assert submission.messages.get().text == f"[removed]. {rest}"


def test_looking_changes_nothing_and_only_the_button_erases(client, rhys):
    a_life(rhys)
    link = asked(client)
    before = sorted(place.table for place in tracing.places(ADDRESS))

    for path in (link, f"{link}copy/", f"{link}erase/"):
        assert client.get(path).status_code == 200

    assert sorted(place.table for place in tracing.places(ADDRESS)) == before


def test_asking_answers_alike_for_an_address_that_nobody_knows(client, rhys):
    SubmissionFactory(contributor=rhys)

    known = client.post("/your-information/", {"email": ADDRESS})
    unknown = client.post("/your-information/", {"email": "nobody@elsewhere.example"})

    assert known.headers["Location"] == unknown.headers["Location"] == "/your-information/sent/"
    assert tasks.answer_requests() == 1
    assert list(OutboxMail.objects.values_list("to_email", flat=True)) == [ADDRESS]
    assert not PersonalRequest.objects.filter(email="nobody@elsewhere.example").exists()
    assert tasks.answer_requests() == 0


def test_asking_too_often_is_refused_in_words(client, settings):
    settings.LIMITS = {**settings.LIMITS, "forms of an address": (1, 60)}
    client.post("/your-information/", {"email": ADDRESS})

    answer = client.post("/your-information/", {"email": ADDRESS})

    assert answer.status_code == 429
    assert ADDRESS in answer.content.decode()


@pytest.mark.parametrize("what", ["", "copy/", "erase/"])
def test_a_forged_or_expired_link_opens_nothing(client, rhys, what):
    SubmissionFactory(contributor=rhys)
    link = asked(client)
    unknown = client.get(f"/your-information/{'x' * 43}/{what}")
    assert unknown.status_code == 404
    assert 'href="/your-information/">ask for a new link' in unknown.content.decode()
    links.Link.objects.filter(purpose=personal.PURPOSE).update(expires_at=timezone.now())

    assert client.get(f"{link}{what}").status_code == 404
    assert client.post(f"{link}erase/").status_code == 404
    assert Contributor.objects.filter(email=ADDRESS).exists()


def test_a_person_can_be_found_wherever_they_stand(rhys, capsys):
    submission = SubmissionFactory(contributor=rhys, revision__body="<p>Rhys Tester told us.</p>")
    picture = RevisionPictureFactory(revision=submission.latest, caption="Rhys Tester at the door")

    call_command("find_person", "rhys tester")

    said = capsys.readouterr().out
    assert f"submissions.revisionpicture {picture.pk}, caption" in said
    assert f"submissions.revision {submission.latest.pk}, body: http" in said
    assert f"/submissions/submission/{submission.pk}/change/" in said


@pytest.mark.django_db(transaction=True)
def test_the_pages_have_no_fault_that_axe_finds_and_fit_a_telephone(narrow, live_server, client, rhys):
    a_life(rhys)
    link = asked(client)
    for path in ("/your-information/", "/your-information/sent/", link, f"{link}erase/", "/your-information/erased/"):
        narrow.goto(live_server.url + path)
        assert violations(narrow) == [], path
        assert narrow.evaluate("document.documentElement.scrollWidth <= 360"), path
