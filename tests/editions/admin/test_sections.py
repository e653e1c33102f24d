import pytest
from django.urls import reverse

from tests.factories import editions, people
from tests.factories.editions import ArticleFactory, EditionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return EditionFactory(number=5)


@pytest.fixture
def desk(client):
    client.force_login(people.editor())
    return client


def at(edition):
    return reverse("admin:editions_edition_sections", args=[edition.pk])


def names(edition):
    return [section.name for section in edition.sections.all()]


def test_a_section_is_added(desk, edition):
    typed = {"do": "add", "new-name": "From the centre", "new-colour": "grey"}
    assert "Section “From the centre” added." in desk.post(at(edition), typed, follow=True).content.decode()
    assert names(edition) == ["In the spotlight", "Partnerships", "From the centre"]


def test_a_section_is_renamed_and_coloured(desk, edition):
    section = edition.sections.first()
    typed = {"do": "change", "section": section.pk, f"{section.pk}-name": "Spotlight", f"{section.pk}-colour": "pink"}
    desk.post(at(edition), typed)
    section.refresh_from_db()
    assert (section.name, section.colour) == ("Spotlight", "pink")


def test_a_section_moves_and_keeps_the_focus(desk, edition):
    section = edition.sections.last()
    answer = desk.post(at(edition), {"do": "put", "section": section.pk, "position": 0}, follow=True)
    assert names(edition) == ["Partnerships", "In the spotlight"]
    assert answer.redirect_chain[0][0].endswith(f"#section-{section.pk}")
    assert "“Partnerships” is now section 1 of 2." in answer.content.decode()


def test_only_an_empty_section_is_removed(desk, edition):
    ArticleFactory(edition=edition)
    full, empty = edition.sections.all()
    page = desk.get(at(edition)).content.decode()
    assert page.count('value="remove"') == 1
    assert (
        "holds 1 article" in desk.post(at(edition), {"do": "remove", "section": full.pk}, follow=True).content.decode()
    )
    desk.post(at(edition), {"do": "remove", "section": empty.pk})
    assert names(edition) == ["In the spotlight"]


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"do": "add", "new-name": "", "new-colour": "grey"}, "Enter the name of the section"),
        ({"do": "add", "new-name": "Partnerships", "new-colour": "grey"}, "has a section “Partnerships” already"),
        ({"do": "put", "section": "999999", "position": "0"}, "Somebody removed this section meanwhile"),
        ({"do": "nonsense", "section": "x"}, "Somebody removed this section meanwhile"),
    ],
)
def test_what_is_wrong_is_said(typed, told, desk, edition):
    assert told in desk.post(at(edition), typed, follow=True).content.decode()
    assert names(edition) == ["In the spotlight", "Partnerships"]


@pytest.mark.parametrize("is_new", [True, False])
def test_a_name_that_is_taken_stays_in_its_box_beside_the_reason(is_new, desk, edition):
    prefix = "new" if is_new else str(edition.sections.first().pk)
    typed = {f"{prefix}-name": "partnerships", f"{prefix}-colour": "pink"}
    which = {"do": "add"} if is_new else {"do": "change", "section": prefix}

    answer = desk.post(at(edition), {**which, **typed})

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "has a section “partnerships” already" in page
    assert f'name="{prefix}-name" value="partnerships"' in page


@pytest.mark.parametrize("position", ["", "-1", "many"])
def test_a_position_that_is_none_changes_nothing(position, desk, edition):
    section = edition.sections.last()
    answer = desk.post(at(edition), {"do": "put", "section": section.pk, "position": position}, follow=True)
    assert "somebody changed the sections" in answer.content.decode()
    assert names(edition) == ["In the spotlight", "Partnerships"]


def test_the_sections_of_a_locked_edition_are_shown_without_a_button(desk):
    page = desk.get(at(editions.locked(number=7))).content.decode()
    assert "In the spotlight" in page
    assert "Edition 7 is locked" in page
    assert "Add a section" not in page
