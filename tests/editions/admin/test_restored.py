from pathlib import Path

import pytest
from django.urls import reverse

from bulletin import generation
from tests.factories import mailings, people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def restored(settings, tmp_path):
    """The database is a copy, and was sending a mailing."""
    settings.GENERATION_FILE = str(tmp_path / "generation")
    mailing = mailings.frozen()
    generation.advance()
    Path(settings.GENERATION_FILE).unlink()
    return mailing


def page(client, user):
    client.force_login(user)
    return client.get(reverse("admin:editions_mailing_restored"))


def test_every_page_of_the_desk_says_that_nothing_is_mailed(client):
    client.force_login(people.editor())
    for name in ("index", "submissions_submission_changelist"):
        assert "Restored copy: no mail leaves" in client.get(reverse(f"admin:{name}")).content.decode()

    home = client.get(reverse("admin:index")).content.decode()
    assert reverse("admin:editions_mailing_restored") in home


def test_strangers_are_not_told(client):
    for address in ("/", reverse("admin:login")):
        assert "Restored copy" not in client.get(address).content.decode()


def test_a_publisher_reads_what_is_doubted_and_confirms(client, restored):
    shown = page(client, people.publisher()).content.decode()

    assert "is missing" in shown
    assert reverse("admin:editions_mailing_change", args=[restored.pk]) in shown
    answer = client.post(reverse("admin:editions_mailing_restored"), {"reason": "The disk broke."}, follow=True)
    assert "Mails leave again" in answer.content.decode()
    assert "Restored copy" not in answer.content.decode()
    restored.refresh_from_db()
    assert restored.status == "halted"


def test_an_editor_reads_who_may_confirm(client):
    shown = page(client, people.editor())

    assert "Ask a publisher" in shown.content.decode()
    assert "<textarea" not in shown.content.decode()
    refused = client.post(reverse("admin:editions_mailing_restored"))
    assert refused.status_code == 409
    assert generation.doubt()


def test_who_may_see_no_mailings_sees_no_such_page(client):
    assert page(client, people.UserFactory.create()).status_code == 403


def test_once_confirmed_there_is_nothing_left_to_confirm(client):
    page(client, people.publisher())
    client.post(reverse("admin:editions_mailing_restored"))

    assert "nothing to confirm" in client.get(reverse("admin:editions_mailing_restored")).content.decode()
