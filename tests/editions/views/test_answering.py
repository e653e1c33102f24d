import re

import pytest
from django.urls import reverse

from editions.models import Feedback
from editions.rendering import mail, web
from tests.factories import editions as made
from tests.factories import people
from tests.servers.browser import violations

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return made.published()


@pytest.fixture
def address(edition):
    return reverse("editions:feedback", args=[edition.number])


@pytest.fixture
def given(client, address):
    """The fields of the form as a browser sends it."""
    key = re.search(r'name="form_key" value="([^"]+)"', client.get(address).content.decode())[1]
    return {"answer_1": "The one about tobacco", "answer_2": "", "email": "", "fax": "", "form_key": key}


def test_the_page_asks_the_questions_of_its_edition(client, edition, address):
    page = client.get(address).content.decode()
    assert all(question in page for question in edition.feedback_questions)


def test_answers_are_kept_with_the_questions_as_they_were_asked(client, edition, address, given):
    assert "Thank you" in client.post(address, given, follow=True).content.decode()
    kept = Feedback.objects.get(edition=edition)
    assert kept.answers == [{"question": edition.feedback_questions[0], "answer": "The one about tobacco"}]
    assert kept.email == ""


def test_a_double_click_is_one_answer(client, address, given):
    client.post(address, given)
    client.post(address, given)
    assert Feedback.objects.count() == 1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"answer_1": ""}, "Answer at least one of the questions"),
        ({"answer_2": "x" * 2001}, "2,000 characters or fewer"),
        ({"email": "ann"}, "like name@example.com"),
        ({"fax": "555"}, "Leave the last field empty"),
    ],
)
def test_what_is_wrong_is_explained_and_nothing_is_kept(client, address, given, changed, message):
    page = client.post(address, {**given, **changed}).content.decode()
    assert message in page
    assert "answer_1" in changed or "The one about tobacco" in page
    assert not Feedback.objects.exists()


def test_after_too_many_answers_the_words_are_still_there(client, address, given, settings):
    settings.LIMITS = {**settings.LIMITS, "forms of a network": (1, 600)}
    client.post(address, given)
    answer = client.post(address, {**given, "answer_2": "Once more"})
    assert answer.status_code == 429
    assert "Once more" in answer.content.decode()
    assert Feedback.objects.count() == 1


def test_only_a_published_edition_asks(client):
    unpublished = made.EditionFactory()
    assert client.get(reverse("editions:feedback", args=[unpublished.number])).status_code == 404


def test_an_edition_without_questions_has_no_such_page(client, edition, address):
    type(edition).objects.filter(pk=edition.pk).update(feedback_questions=[])
    edition.refresh_from_db()
    assert client.get(address).status_code == 404
    assert address not in web.main_part(edition) + mail.html(edition) + mail.text(edition)


def test_every_face_of_the_edition_leads_to_the_page(edition, address):
    assert f'href="{address}"' in web.main_part(edition)
    assert f'href="https://bulletin.example{address}"' in mail.html(edition)
    assert f"https://bulletin.example{address}" in mail.text(edition)


def test_editors_read_the_answers_at_the_desk_and_nobody_writes_them(client, edition, address, given):
    client.post(address, {**given, "answer_2": "More about <prevention>"})
    client.force_login(people.reader())
    page = client.get(reverse("admin:editions_feedback_changelist")).content.decode()
    assert "The one about tobacco" in page
    row = client.get(reverse("admin:editions_feedback_change", args=[Feedback.objects.get().pk])).content.decode()
    assert "More about &lt;prevention&gt;" in row
    assert 'name="_save"' not in row


def test_somebody_without_a_role_reads_no_answers(client, edition, address, given):
    client.post(address, given)
    client.force_login(people.UserFactory())
    assert client.get(reverse("admin:editions_feedback_changelist")).status_code == 403


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_the_page_has_no_fault_that_axe_finds_and_fits_a_telephone(narrow, live_server):
    narrow.goto(live_server.url + reverse("editions:feedback", args=[made.published().number]))
    narrow.get_by_role("button", name="Send your answers").click()
    narrow.get_by_role("alert").wait_for()
    assert violations(narrow) == []
    assert narrow.evaluate("document.documentElement.scrollWidth <= 360")
