"""Every page of the desk about articles asks the database a constant number of questions, and never many."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bulletin.mail import Letter
from submissions import conversing, searching, triage
from submissions.models import SavedSearch
from tests.factories import editions, people
from tests.factories.submissions import RevisionFactory, RevisionPictureFactory, SubmissionFactory

pytestmark = pytest.mark.django_db

MOST = 15
LETTER = Letter("About your article", "Dear Sam\n\nThank you.\n")
CHANGE, COMPARE, EDIT = (f"submissions_submission_{name}" for name in ("change", "compare", "edit"))
LISTS = [
    "submissions_submission",
    "submissions_contributor",
    "submissions_organisation",
    "submissions_phrase",
    "bulletin_outboxmail",
    "bulletin_auditentry",
]


def much(number, user):
    """So many submissions of one organisation that are like each other, and as much done about the first."""
    edition = editions.EditionFactory()
    first = SubmissionFactory(in_review=True, revision__title="How a harbour town closed six doors")
    others = SubmissionFactory.create_batch(
        number,
        accepted=True,
        assignee=user,
        revision__title="A harbour town closed doors",
        contributor__organisation=first.contributor.organisation,
    )
    for row in others:
        searching.refresh(row)
        editions.ArticleFactory(edition=edition, submission=row)
        SavedSearch.objects.create(user=user, name=row.reference, query=f"q={row.reference}")
    for _ in range(number):
        RevisionFactory(submission=first, made_by=people.editor())
        RevisionPictureFactory(revision=first.latest)
        triage.request_changes(first, by=user, items=["One", "Two"], due_on=date(2027, 1, 31), letter=LETTER)
        triage.resubmit(first, by=user, reason="By email")
        for audience in ("internal", "contributor"):
            conversing.write(first, "When was this?", audience=audience, by=user)
    conversing.write(first, "In May.", audience="contributor", by=None)
    SubmissionFactory.create_batch(number, held_at=timezone.now(), held_for="Odd.")
    return first


def pages(first):
    about = {
        "article": reverse(f"admin:{CHANGE}", args=[first.pk]),
        "messages": f"{reverse(f'admin:{CHANGE}', args=[first.pk])}?tab=talk",
        "proof": f"{reverse(f'admin:{CHANGE}', args=[first.pk])}?tab=proof",
        "compare": reverse(f"admin:{COMPARE}", args=[first.pk]),
        "edit": reverse(f"admin:{EDIT}", args=[first.pk]),
        "accept": reverse("admin:submissions_submission_move", args=[first.pk, "accept"]),
        "decline": reverse("admin:submissions_submission_move", args=[first.pk, "decline"]),
        "write": reverse("admin:submissions_submission_write", args=[first.pk, "contributor"]),
        "home": reverse("admin:index"),
        "search": f"{reverse('admin:submissions_submission_changelist')}?q=harbour",
        "blocking": f"{reverse('admin:submissions_submission_changelist')}?turn=blocking",
        "answers": f"{reverse('admin:submissions_submission_changelist')}?turn=answers",
    }
    return about | {name: reverse(f"admin:{name}_changelist") for name in LISTS}


def counted(client, first):
    found = {}
    for name, address in pages(first).items():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200, name
        found[name] = len(queries)
    return found


def test_3_rows_and_30_ask_the_same_and_no_page_asks_more_than_fifteen_times(client):
    user = people.editor()
    client.force_login(user)

    few, many = counted(client, much(3, user)), counted(client, much(27, user))

    assert many == few
    assert {name: number for name, number in many.items() if number > MOST} == {}
