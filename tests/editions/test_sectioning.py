import pytest

from bulletin.models import AuditEntry
from bulletin.moves import MoveRefusedError
from editions import assembly, sectioning
from editions.models import Edition, EditionSection
from tests.factories import people
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db
NAMES = ["In the spotlight", "Partnerships", "Disruptions", "Prevent", "Protection"]


@pytest.fixture
def editor():
    return people.editor()


@pytest.fixture
def edition(editor):
    return assembly.start(5, "December 2026", by=editor)


def names(edition):
    rows = list(edition.sections.all())
    assert [row.position for row in rows] == list(range(len(rows)))
    return [row.name for row in rows]


def test_a_new_section_comes_last(edition, editor):
    sectioning.add(edition, name="From the centre", colour="grey", by=editor)
    assert names(edition) == [*NAMES, "From the centre"]


def test_a_section_is_renamed_and_coloured_in_this_edition_only(edition, editor):
    section = edition.sections.get(name="Prevent")
    sectioning.change(section, name="Prevention", colour="pink", by=editor)
    assert (section.name, section.colour) == ("Prevention", "pink")
    assert "Prevent" in names(assembly.start(6, "March 2027", by=editor))
    assert AuditEntry.objects.about(edition).first().details["before"] == {"name": "Prevent", "colour": "green"}


@pytest.mark.parametrize("taken", ["Partnerships", "partnerships"])
def test_two_sections_of_an_edition_never_share_a_name(taken, edition, editor):
    with pytest.raises(MoveRefusedError, match="Choose another name"):
        sectioning.add(edition, name=taken, colour="blue", by=editor)
    with pytest.raises(MoveRefusedError, match="Choose another name"):
        sectioning.change(edition.sections.get(name="Prevent"), name=taken, colour="blue", by=editor)
    assert names(edition) == NAMES


def test_a_section_may_change_the_case_of_its_own_name(edition, editor):
    sectioning.change(edition.sections.get(name="Prevent"), name="PREVENT", colour="green", by=editor)
    assert "PREVENT" in names(edition)


def test_sections_are_put_in_order_and_a_second_click_changes_nothing(edition, editor):
    section = edition.sections.get(name="Prevent")
    stale = EditionSection.objects.get(pk=section.pk)
    sectioning.put(section, position=1, by=editor)
    sectioning.put(stale, position=1, by=editor)
    assert names(edition) == ["In the spotlight", "Prevent", "Partnerships", "Disruptions", "Protection"]
    assert AuditEntry.objects.filter(action="move_section").count() == 1


def test_an_empty_section_is_removed_and_the_others_close_up(edition, editor):
    sectioning.remove(edition.sections.get(name="Partnerships"), by=editor)
    assert names(edition) == [name for name in NAMES if name != "Partnerships"]


def test_a_section_with_an_article_is_not_removed(edition, editor):
    section = edition.sections.first()
    assembly.place(SubmissionFactory(accepted=True), edition=edition, section=section, by=editor)
    with pytest.raises(MoveRefusedError, match="holds 1 article"):
        sectioning.remove(section, by=editor)
    assert names(edition) == NAMES


def test_who_changes_a_section_that_somebody_removed_is_told(edition, editor):
    section = edition.sections.first()
    stale = EditionSection.objects.get(pk=section.pk)
    sectioning.remove(section, by=editor)
    with pytest.raises(MoveRefusedError, match="Somebody removed this section"):
        sectioning.put(stale, position=2, by=editor)


def test_the_sections_of_a_locked_edition_stay(edition, editor):
    Edition.objects.filter(pk=edition.pk).update(status="locked")
    section = edition.sections.first()
    for act in (
        lambda: sectioning.add(edition, name="New", colour="blue", by=editor),
        lambda: sectioning.change(section, name="New", colour="blue", by=editor),
        lambda: sectioning.put(section, position=3, by=editor),
        lambda: sectioning.remove(section, by=editor),
    ):
        with pytest.raises(MoveRefusedError, match="Edition 5 is locked"):
            act()
    assert names(edition) == NAMES
