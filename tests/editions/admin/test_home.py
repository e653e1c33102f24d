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
from editions.models import Edition
from tests.factories import people
from tests.factories.mailings import delivery_in
from tests.factories.submissions import SubmissionFactory

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

    assert {label: count for label, (count, _) in shown.items()} == {
        "Needs triage": 2,
        "Mine": 1,
        "In review": 2,
        "Waiting for the contributor": 1,
        "Overdue": 1,
        "Accepted, in no edition": 1,
    }
    for count, url in shown.values():
        listed = desk.get(url).content.decode()
        assert f"{count} submission" in text_of(desk.get(url))
        assert "whose turn" in listed


def test_failed_mails_are_told_and_lead_to_the_outbox(desk):
    row = mail.queue(Letter("A", "B"), kind="test", to_email="sam@northshire.example", dedupe_key="x")
    assert "Something went wrong" not in text_of(desk.get("/admin/"))
    OutboxMail.objects.filter(pk=row.pk).update(status="failed")
    page = desk.get("/admin/")
    assert "1 mail to one person failed" in text_of(page)
    assert "/admin/bulletin/outboxmail/?status__exact=failed" in page.content.decode()


def test_copies_of_which_nobody_knows_are_told(desk):
    assert "Nobody knows whether" not in text_of(desk.get("/admin/"))
    delivery_in("unknown")
    page = desk.get("/admin/")
    assert "Nobody knows whether 1 copy of an edition went out" in text_of(page)
    assert reverse("admin:editions_mailing_changelist") in page.content.decode()


def test_the_editions_being_made_are_shown_with_their_deadline(desk):
    Edition.objects.create(
        number=5,
        label="December 2026",
        mailbox="bulletin@scoc.example",
        copy_deadline=timezone.localdate() - timedelta(1),
    )
    said = text_of(desk.get("/admin/"))
    assert "Edition 5, December 2026 Collecting articles" in said
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
