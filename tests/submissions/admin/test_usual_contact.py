import pytest
from django.urls import reverse

from submissions.models import Organisation
from tests.factories import people
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def submission():
    return SubmissionFactory.create()


def test_editors_write_down_whom_they_usually_write_to_and_see_it_beside_an_article(client, submission):
    client.force_login(people.editor())
    organisation = submission.contributor.organisation
    page = reverse("admin:submissions_submission_change", args=[submission.pk])
    assert "Usual contact" not in client.get(page).content.decode()
    typed = {name: getattr(organisation, name) for name in ("name", "sector", "region")}
    contact = {"contact_name": "Jo Bell", "contact_email": "jo@press.example", "contact_note": "Mornings"}
    client.post(reverse("admin:submissions_organisation_change", args=[organisation.pk]), {**typed, **contact})
    shown = client.get(page).content.decode()
    assert all(said in shown for said in contact.values())


def test_the_usual_contact_is_found_by_name_and_address(client, submission):
    client.force_login(people.editor())
    Organisation.objects.update(contact_name="Jo Bell", contact_email="jo@press.example")
    listed = client.get(reverse("admin:submissions_organisation_changelist"), {"q": "jo@press"}).content.decode()
    assert "Jo Bell" in listed
