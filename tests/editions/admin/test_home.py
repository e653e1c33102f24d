import re
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bulletin import mail
from bulletin.mail import Letter
from bulletin.models import OutboxMail
from editions import four_eyes
from editions.distribution import mailings, seeding
from editions.models import Edition, Mailing, Override
from submissions import conversing
from submissions.models import Proof
from tests.factories import editions, people
from tests.factories.mailings import finished, frozen
from tests.factories.submissions import SubmissionFactory
from tests.factories.subscribers import SubscriberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def ada():
    return people.editor()


@pytest.fixture
def desk(client, ada):
    client.force_login(ada)
    return client


def text_of(response):
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def counts(response):
    page = response.content.decode()
    found = re.findall(r'__count">(\d+)</span>\s*<a class="desk-queue__name" href="([^"]+)">([^<]+)<', page)
    return {label: (int(count), unescape(url)) for count, url, label in found}


def test_each_queue_counts_and_leads_to_its_submissions(desk, ada):
    yesterday = timezone.localdate() - timedelta(days=1)
    SubmissionFactory.create_batch(2)
    SubmissionFactory(in_review=True, assignee=ada)
    SubmissionFactory(in_review=True, assignee=people.editor())
    SubmissionFactory(changes_requested=True, changes_due_on=yesterday)
    SubmissionFactory(accepted=True)

    shown = counts(desk.get("/admin/"))

    assert {label: count for label, (count, _) in shown.items() if count} == {
        "Needs triage": 2,
        "Mine": 1,
        "In review": 2,
        "Waiting for the contributor": 1,
        "Overdue": 1,
        "Accepted, in no edition": 1,
    }
    assert len(shown) == 11
    for count, url in (each for each in shown.values() if each[0]):
        listed = desk.get(url).content.decode()
        assert f"{count} submission" in text_of(desk.get(url))
        assert "whose turn" in listed


def waits_apart(ada):
    return SubmissionFactory(held_at=timezone.now(), held_for="Sent within a second.")


def wrote(ada):
    row = SubmissionFactory(in_review=True)
    conversing.write(row, "When?", audience="contributor", by=ada)
    conversing.write(row, "In May.", audience="contributor", by=None)
    conversing.write(row, "Good", audience="internal", by=ada)
    return row


def proof_is(status):
    def make(ada):
        row = SubmissionFactory(accepted=True)
        Proof.objects.create(submission=row, revision=row.latest, status=status)
        return row

    return make


def stands_unapproved(ada):
    return editions.ArticleFactory(edition=editions.EditionFactory()).submission


@pytest.mark.parametrize(
    ("queue", "make"),
    [
        ("Waits apart", waits_apart),
        ("Messages to answer", wrote),
        ("Proof out", proof_is("sent")),
        ("Corrections wanted", proof_is("corrections_wanted")),
        ("Blocking the next edition", stands_unapproved),
    ],
)
def test_the_other_queues_hold_what_they_say_and_nothing_else(desk, ada, queue, make):
    answered = wrote(ada)
    conversing.write(answered, "Thank you.", audience="contributor", by=ada)
    printed = editions.ArticleFactory(edition=editions.EditionFactory()).submission
    Proof.objects.filter(submission=printed).delete()
    Proof.objects.create(submission=printed, revision=printed.latest, status="approved")
    row = make(ada)
    if make is stands_unapproved:
        Proof.objects.filter(submission=row).delete()

    count, url = counts(desk.get("/admin/"))[queue]

    assert count == 1
    assert row.reference in text_of(desk.get(url))


def test_what_waits_apart_is_in_no_other_queue(desk, ada):
    waits_apart(ada)
    assert {label for label, (count, _) in counts(desk.get("/admin/")).items() if count} == {"Waits apart"}


def test_a_queue_says_for_how_many_days_the_longest_waits(desk):
    SubmissionFactory(status_since=timezone.now() - timedelta(days=9))
    SubmissionFactory(status_since=timezone.now() - timedelta(days=3))
    assert "Nobody has looked yet; the longest for 9 days" in text_of(desk.get("/admin/"))


@pytest.mark.parametrize(("days", "words"), [(9, "9 days left"), (1, "1 day left"), (0, "Today"), (-2, "Past")])
def test_the_next_copy_deadline_is_told_with_the_days_that_are_left(desk, days, words):
    today = timezone.localdate()
    for number, later in ((5, days), (6, days + 90)):
        editions.EditionFactory(number=number, copy_deadline=today + timedelta(days=later))
    assert re.search(
        rf"Next copy deadline: \S+ \d+ \S+ \d+ for Edition 5.{{0,40}} {words}", text_of(desk.get("/admin/"))
    )


def test_failed_mails_are_told_and_lead_to_the_outbox(desk):
    row = mail.queue(Letter("A", "B"), kind="test", to_email="sam@northshire.example", dedupe_key="x")
    assert "Something went wrong" not in text_of(desk.get("/admin/"))
    OutboxMail.objects.filter(pk=row.pk).update(status="failed")
    page = desk.get("/admin/")
    assert "1 mail to one person failed" in text_of(page)
    assert "/admin/bulletin/outboxmail/?status__exact=failed" in page.content.decode()


def test_copies_of_which_nobody_knows_are_told(desk):
    assert "Nobody knows whether" not in text_of(desk.get("/admin/"))
    mailing = finished(subscribers=2, unknown=1)
    page = desk.get("/admin/")
    assert "Nobody knows whether 1 copy of an edition went out" in text_of(page)
    assert reverse("admin:editions_mailing_unknown", args=[mailing.pk]) in page.content.decode()
    Mailing.objects.filter(pk=mailing.pk).update(audience="rehearsal")
    assert "Nobody knows whether" not in text_of(desk.get("/admin/"))


def test_a_halted_mailing_is_told_and_leads_to_it(desk):
    mailing = frozen()
    assert "A mailing was halted" not in text_of(desk.get("/admin/"))
    Mailing.objects.filter(pk=mailing.pk).update(status="halted")
    page = desk.get("/admin/")
    assert f"A mailing was halted: {mailing}" in text_of(page)
    assert reverse("admin:editions_mailing_change", args=[mailing.pk]) in page.content.decode()


def test_a_mailing_that_waits_for_a_go_is_told_and_leads_to_it(desk):
    mailing = frozen(plan=mailings.Plan(seeds_first=True))
    assert "waits for a go" not in text_of(desk.get("/admin/"))
    mailing.batches.filter(number=1).update(pending=0, due_at=None)
    seeding.wait_for_go(now=timezone.now())
    page = desk.get("/admin/")
    assert f"the rest waits for a go: {mailing}" in text_of(page)
    assert reverse("admin:editions_mailing_change", args=[mailing.pk]) in page.content.decode()


def test_what_one_person_did_alone_waits_for_another(desk, ada):
    mine = Override.objects.create(edition=editions.ready(), act="sign_off", by=ada, reason="Nobody is here.")
    others = Override.objects.create(edition=mine.edition, act="mail", by=people.publisher(), reason="It is late.")
    done = Override.objects.create(edition=mine.edition, act="mail", by=ada, reason="It was late.")
    four_eyes.confirm(done, by=people.publisher())

    said = text_of(desk.get("/admin/"))

    assert said.count("this alone") == 2
    assert f"Sign off, {mine.edition}: you did this alone, so somebody else has to confirm it" in said
    assert f"Start the mailing, {others.edition}: {others.by.get_full_name()} did this alone; confirm" in said


def test_an_edition_says_whose_turn_it_is_by_the_rule_of_four_eyes(client):
    edition = editions.locked()
    for person, named, can in (
        (edition.locked_by, "you", False),
        (people.publisher(), edition.locked_by.get_full_name(), True),
        (people.editor(), edition.locked_by.get_full_name(), False),
    ):
        client.force_login(person)
        said = text_of(client.get("/admin/"))
        assert f"A publisher signs it off, but not {named}, who locked it" in said
        assert ("You can" in said) is can


def test_the_newest_edition_waits_until_it_is_mailed(desk):
    editions.published(number=4)
    newest = editions.published(number=5)
    said = text_of(desk.get("/admin/"))
    assert f"A publisher mails it, but not {newest.signed_off_by.get_full_name()}, who signed it off" in said
    assert "Edition 4" not in said
    SubscriberFactory()
    mailings.start(newest, by=people.publisher())
    assert "A publisher mails it" not in text_of(desk.get("/admin/"))


def test_without_an_edition_the_page_leads_to_where_one_is_started(desk):
    page = desk.get("/admin/")
    assert "No edition is being made." in text_of(page)
    assert "Start one in the list of editions" in text_of(page)


def test_the_editions_being_made_are_shown_with_their_deadline(desk):
    Edition.objects.create(
        number=5,
        label="December 2026",
        mailbox="bulletin@scoc.example",
        copy_deadline=timezone.localdate() - timedelta(1),
    )
    said = text_of(desk.get("/admin/"))
    assert "Edition 5, December 2026 An editor places the articles and locks it You can Collecting articles" in said
    assert "Past" in said


def test_somebody_without_a_role_is_told_whom_to_ask(client):
    SubmissionFactory()
    client.force_login(people.UserFactory())
    page = client.get("/admin/")
    assert "Ask an administrator to give you a role." in text_of(page)
    assert counts(page) == {}


def test_the_page_asks_the_same_number_of_queries_however_much_waits(desk, django_assert_num_queries):
    def work(number):
        SubmissionFactory.create_batch(number, accepted=True)
        for _ in range(number):
            edition = Edition.objects.count() + 1
            Edition.objects.create(number=edition, label="Any", mailbox="bulletin@scoc.example")

    work(1)
    with CaptureQueriesContext(connection) as for_one:
        desk.get("/admin/")
    work(2)
    with django_assert_num_queries(len(for_one)):
        desk.get("/admin/")
    assert len(for_one) <= 15
