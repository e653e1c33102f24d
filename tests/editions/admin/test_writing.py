import pytest
from django.urls import reverse

from editions import assembly
from tests.factories import editions, people
from tests.factories.editions import EditionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return EditionFactory(number=5)


@pytest.fixture
def desk(client):
    client.force_login(people.editor(first_name="Ben", last_name="Second"))
    return client


def at(edition, page):
    return reverse(f"admin:editions_edition_{page}", args=[edition.pk])


def words(edition, **changed):
    seen = assembly.fingerprint(edition, assembly.WORDS)
    typed = {"welcome": edition.welcome, "standing_text": edition.standing_text, "feedback_text": edition.feedback_text}
    return {"seen": seen, **typed, "feedback_questions": "\n".join(edition.feedback_questions), **changed}


def test_the_words_are_shown_and_saved(desk, edition):
    assert "Nine teams write about doors" in desk.get(at(edition, "words")).content.decode()
    typed = words(edition, welcome="<p>New words.</p>", feedback_questions=" Why? \n\nWhat  else?\n")
    answer = desk.post(at(edition, "words"), typed, follow=True)
    edition.refresh_from_db()
    assert (edition.welcome, edition.feedback_questions) == ("<p>New words.</p>", ["Why?", "What else?"])
    assert "Words saved." in answer.content.decode()


def test_saving_what_stands_there_says_so(desk, edition):
    answer = desk.post(at(edition, "words"), words(edition), follow=True)
    assert "You changed nothing" in answer.content.decode()


def test_two_editors_who_write_at_once_lose_nothing(desk, edition):
    typed = words(edition, welcome="<p>Ben's words.</p>")
    asha = people.editor(first_name="Asha", last_name="First")
    assembly.write(edition, {"welcome": "<p>Asha's words.</p>"}, by=asha)
    answer = desk.post(at(edition, "words"), typed)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Asha First changed these words" in page
    assert "Ben&#x27;s words." in page
    assert "Asha&#x27;s words." in page
    edition.refresh_from_db()
    assert edition.welcome == "<p>Asha's words.</p>"
    desk.post(at(edition, "words"), {**typed, "seen": answer.context["seen"]})
    edition.refresh_from_db()
    assert edition.welcome == "<p>Ben's words.</p>"


def test_the_masthead_is_saved_and_its_faults_are_said_with_what_was_typed(desk, edition):
    EditionFactory(number=6)
    typed = {
        "number": 6,
        "label": "Winter",
        "title": "Another title",
        "strapline": "",
        "publisher": "A unit",
        "mailbox": "nowhere",
        "seen": assembly.fingerprint(edition, assembly.MASTHEAD),
    }
    page = desk.post(at(edition, "masthead"), typed).content.decode()
    assert "There is an edition with this number already" in page
    assert "Enter a valid email address" in page
    assert "Another title" in page
    good = {
        **typed,
        "number": 7,
        "strapline": "Together",
        "mailbox": "unit@scoc.example",
        "copy_deadline": "2026-11-30",
    }
    assert "Masthead saved." in desk.post(at(edition, "masthead"), good, follow=True).content.decode()
    edition.refresh_from_db()
    assert (edition.number, edition.label, edition.mailbox) == (7, "Winter", "unit@scoc.example")


@pytest.mark.parametrize("page", ["words", "masthead"])
def test_a_locked_edition_shows_its_words_and_offers_no_button(page, desk):
    edition = editions.locked(number=7)
    shown = desk.get(at(edition, page)).content.decode()
    assert "Edition 7 is locked" in shown
    assert ">Save</button>" not in shown
    answer = desk.post(at(edition, "words"), words(edition, welcome="<p>Late.</p>"))
    assert "Edition 7 is locked" in answer.content.decode()
    edition.refresh_from_db()
    assert edition.welcome != "<p>Late.</p>"
