"""The sections of one edition: added, renamed, coloured, put in order, and removed when they are empty."""

from django.contrib.auth.models import User
from django.db import transaction

from bulletin.moves import MoveRefusedError
from editions import assembly
from editions.models import Edition, EditionSection


@transaction.atomic
def add(edition: Edition, *, name: str, colour: str, by: User) -> EditionSection:
    """Add a section at the end. Raises MoveRefusedError when its name is taken or the edition can't be changed."""
    assembly.open_for_change(edition, by=by)
    _refuse_a_taken_name(edition, name)
    section = EditionSection.objects.create(
        edition=edition, name=name, colour=colour, position=edition.sections.count()
    )
    assembly.note_change(edition, "add_section", by=by, details={"section": name})
    return section


@transaction.atomic
def change(section: EditionSection, *, name: str, colour: str, by: User) -> EditionSection:
    """Rename or colour a section. Raises MoveRefusedError as `add` does, or when it was removed meanwhile."""
    _open(section, by=by)
    _refuse_a_taken_name(section.edition, name, but=section)
    before = {"name": section.name, "colour": section.colour}
    if before == {"name": name, "colour": colour}:
        return section
    section.name, section.colour = name, colour
    section.save(update_fields=["name", "colour"])
    assembly.note_change(section.edition, "change_section", by=by, details={"section": name, "before": before})
    return section


@transaction.atomic
def put(section: EditionSection, *, position: int, by: User) -> EditionSection:
    """Put a section at a position (0 is first). The same call twice changes nothing more."""
    _open(section, by=by)
    row = [other for other in section.edition.sections.all() if other.pk != section.pk]
    position = max(0, min(position, len(row)))
    if position == section.position:
        return section
    row.insert(position, section)
    assembly.number_densely(row)
    assembly.note_change(
        section.edition, "move_section", by=by, details={"section": section.name, "position": position}
    )
    return section


@transaction.atomic
def remove(section: EditionSection, *, by: User) -> None:
    """Remove an empty section. Raises MoveRefusedError while articles stand in it."""
    _open(section, by=by)
    if count := section.articles.count():
        articles = "article" if count == 1 else "articles"
        raise MoveRefusedError([f"“{section}” holds {count} {articles}. Move them to another section first."])
    edition, name = section.edition, section.name
    section.delete()
    assembly.number_densely(list(edition.sections.all()))
    assembly.note_change(edition, "remove_section", by=by, details={"section": name})


def _open(section: EditionSection, *, by: User) -> None:
    assembly.open_for_change(section.edition, by=by)
    fresh = EditionSection.objects.filter(pk=section.pk).first()
    if fresh is None:
        raise MoveRefusedError(["Somebody removed this section meanwhile."])
    section.name, section.colour, section.position = fresh.name, fresh.colour, fresh.position


def _refuse_a_taken_name(edition: Edition, name: str, *, but: EditionSection | None = None) -> None:
    others = edition.sections.exclude(pk=but.pk) if but else edition.sections.all()
    if others.filter(name__iexact=name).exists():
        raise MoveRefusedError([f"This edition has a section “{name}” already. Choose another name."])
