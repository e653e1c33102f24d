import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editions.models import Edition
from tests.factories import editions, people

pytestmark = pytest.mark.django_db
ADD = reverse("admin:editions_edition_add")
LIST = reverse("admin:editions_edition_changelist")


def test_an_editor_starts_an_edition_and_comes_to_its_board(client):
    editions.EditionFactory(number=4, mailbox="last@scoc.example")
    client.force_login(people.editor())
    assert 'value="5"' in client.get(ADD).content.decode()
    answer = client.post(ADD, {"number": 5, "label": "March 2027", "copy_deadline": "2027-02-01"}, follow=True)
    edition = Edition.objects.get(number=5)
    assert (edition.mailbox, str(edition.copy_deadline)) == ("last@scoc.example", "2027-02-01")
    assert answer.redirect_chain == [(reverse("admin:editions_edition_change", args=[edition.pk]), 302)]
    assert "Edition 5, March 2027 is started" in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"number": "", "label": "March 2027"}, "Enter the number of the edition"),
        ({"number": 5, "label": ""}, "Enter a label, such as"),
        ({"number": 4, "label": "March 2027"}, "There is an edition 4 already"),
    ],
)
def test_what_is_wrong_with_a_new_edition_is_said_and_what_was_typed_stays(typed, told, client):
    editions.EditionFactory(number=4)
    client.force_login(people.editor())
    answer = client.post(ADD, typed)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert all(f'value="{value}"' in answer.content.decode() for value in typed.values() if value)
    assert Edition.objects.count() == 1


def test_a_reader_may_look_but_not_start(client):
    edition = editions.EditionFactory()
    client.force_login(people.reader())
    assert str(edition) in client.get(LIST).content.decode()
    assert client.get(ADD).status_code == 403


def test_the_list_costs_the_same_for_one_edition_and_three(client):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(LIST).status_code == 200
        return len(captured)

    client.force_login(people.editor())
    editions.ready(articles=1)
    queries()
    one = queries()
    editions.ready(articles=3)
    editions.locked(articles=2)
    assert queries() == one


@pytest.mark.parametrize(
    "page",
    ["change", "words", "masthead", "sections", "preview", "mail", "place", "article", "step", "face", "override"],
)
def test_every_page_of_an_edition_is_for_staff_who_may_see_editions_only(page, client):
    edition = editions.ready()
    more = {"article": [1], "step": ["lock"], "face": ["web"], "override": [1]}.get(page, [])
    address = reverse(f"admin:editions_edition_{page}", args=[edition.pk, *more])
    assert client.get(address).headers["Location"].startswith(reverse("admin:login"))
    client.force_login(people.UserFactory())
    assert client.get(address).status_code == 403


def test_an_edition_is_never_deleted(client):
    edition = editions.EditionFactory()
    client.force_login(people.UserFactory(is_superuser=True))
    assert client.post(reverse("admin:editions_edition_delete", args=[edition.pk])).status_code == 403
    assert Edition.objects.filter(pk=edition.pk).exists()


@pytest.mark.parametrize("address", ["999999/change/", "abc/change/", "999999/words/"])
def test_an_edition_that_is_not_there_gives_not_found(address, client):
    client.force_login(people.editor())
    assert client.get(LIST + address).status_code == 404
