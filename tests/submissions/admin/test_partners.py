import re
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import people
from tests.factories.submissions import ContributorFactory, OrganisationFactory, SubmissionFactory

pytestmark = pytest.mark.django_db

CONTRIBUTORS = reverse("admin:submissions_contributor_changelist")


def text_of(response):
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def test_contributors_are_listed_with_their_articles_in_a_constant_number_of_queries(client, django_assert_num_queries):
    client.force_login(people.editor())
    priya = ContributorFactory(name="Priya Nair")
    SubmissionFactory.create_batch(2, contributor=priya)
    with CaptureQueriesContext(connection) as for_one:
        said = text_of(client.get(CONTRIBUTORS))
    assert re.search(rf"Priya Nair {priya.email} \S* ?{priya.organisation} 2\b", said)
    SubmissionFactory.create_batch(2)
    with django_assert_num_queries(len(for_one)):
        client.get(CONTRIBUTORS)


@pytest.mark.parametrize("name", ["contributor", "organisation"])
def test_whoever_offered_an_article_is_not_deleted_by_hand(client, name):
    contributor = ContributorFactory()
    row = contributor if name == "contributor" else contributor.organisation
    client.force_login(people.UserFactory(is_superuser=True))
    response = client.post(reverse(f"admin:submissions_{name}_delete", args=[row.pk]), {"post": "yes"})
    assert response.status_code == 403
    row.refresh_from_db()


@pytest.mark.parametrize(("chosen", "needs"), [("", True), ("True", True), ("False", False)])
def test_an_organisation_says_at_the_desk_whether_its_proofs_need_a_co_signer(client, chosen, needs):
    police = OrganisationFactory(sector="law_enforcement")
    client.force_login(people.editor())
    page = reverse("admin:submissions_organisation_change", args=[police.pk])
    assert "As its sector does: police and law enforcement do" in client.get(page).content.decode()

    typed = {"name": police.name, "sector": police.sector, "region": police.region, "demands_co_signer": chosen}
    client.post(page, typed)

    police.refresh_from_db()
    assert police.demands_co_signer is ({"True": True, "False": False}.get(chosen))
    assert police.needs_co_signer is needs
