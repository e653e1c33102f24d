"""The desk's pages with 5,000 submissions in the database: time on the server, and questions to the database."""

import os
import statistics
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from bulletin.models import AuditEntry, OutboxMail
from submissions import searching
from submissions.models import Contributor, Message, Organisation, Revision, Submission
from submissions.workflow import SubmissionStatus
from tests.factories import people
from tests.factories.submissions import OrganisationFactory
from tests.submissions.admin.test_desk_pages_stay_cheap import much, pages

NUMBER = int(os.environ.get("BENCH_SUBMISSIONS", "5000"))
MOST_MILLISECONDS, MOST_QUERIES = 300, 15
TIMES = 7
PLACES = [
    "harbour",
    "town",
    "county",
    "village",
    "market",
    "river",
    "station",
    "quay",
    "bridge",
    "estate",
    "college",
    "ward",
]
DEEDS = ["closed doors of six dealers", "stopped a line", "found stolen plates", "warned farmers", "taught pupils"]
STATUSES = [status for status in SubmissionStatus if status != SubmissionStatus.DRAFT]


def fill(number):
    """So many submissions of a hundred organisations, each with two revisions, a message, entries and a mail."""
    organisations = OrganisationFactory.create_batch(100)
    contributors = Contributor.objects.bulk_create(
        Contributor(name=f"Sam {at}", email=f"sam{at}@northshire.example", organisation=organisations[at % 100])
        for at in range(number // 3)
    )
    now = timezone.now()
    rows = Submission.objects.bulk_create(
        Submission(
            reference=f"SOC-B{at:05}",
            status=STATUSES[at % len(STATUSES)],
            contributor=contributors[at % len(contributors)],
            submitted_at=now - timedelta(hours=at),
            cleared_at=now,
        )
        for at in range(number)
    )
    for turn in (1, 2):
        Revision.objects.bulk_create(
            Revision(
                submission=row,
                number=turn,
                title=f"How a {PLACES[at % 12]} by the {PLACES[at // 12 % 12]} {DEEDS[at % 5]} {turn}",
                summary=f"What neighbours and officers of {PLACES[at // 5 % 12]} {at} did together.",
                body="<p>Neighbours noticed the cars first and told the officers what they saw.</p>" * 12,
            )
            for at, row in enumerate(rows)
        )
    Message.objects.bulk_create(
        Message(submission=row, by_label="Sam", audience="contributor", from_contributor=True, text="In May.")
        for row in rows[::5]
    )
    about = {"subject_type": "submissions.submission"}
    AuditEntry.objects.bulk_create(
        AuditEntry(subject_id=row.pk, action="submit", by_label="The contributor", subject_label=row.reference, **about)
        for row in rows
        for _ in range(4)
    )
    OutboxMail.objects.bulk_create(
        OutboxMail(
            kind="submissions/receipt",
            dedupe_key=f"bench {row.pk}",
            to_email="sam@northshire.example",
            subject="We have your article",
            text="Thank you.",
            html="<p>Thank you.</p>",
            subject_id=row.pk,
            **about,
        )
        for row in rows
    )
    searching.refresh_all(Submission.objects.filter(contributor__organisation__in=Organisation.objects.all()))


@pytest.mark.django_db
def test_every_page_of_the_desk_with_5000_submissions(client, report):
    user = people.editor()
    client.force_login(user)
    fill(NUMBER)
    first = much(10, user)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")

    measured = [(name, *_measured(client, address)) for name, address in pages(first).items()]

    report.table(
        "The desk",
        ["page", "median ms", "slowest ms", "queries"],
        [[name, f"{median:.0f}", f"{worst:.0f}", queries] for name, median, worst, queries in measured],
        f"{Submission.objects.count():,} submissions on PostgreSQL, one page at a time; the time is the server's, with",
        f"the template drawn, over {TIMES} visits. No page may take more than {MOST_MILLISECONDS} ms (the median) or",
        f"{MOST_QUERIES} queries.",
    )
    assert [name for name, median, _, _ in measured if median > MOST_MILLISECONDS] == []
    assert [name for name, _, _, queries in measured if queries > MOST_QUERIES] == []


def _measured(client, address):
    client.get(address)
    times = []
    for _ in range(TIMES):
        start = time.perf_counter()
        assert client.get(address).status_code == 200
        times.append((time.perf_counter() - start) * 1000)
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return statistics.median(times), max(times), len(queries)
