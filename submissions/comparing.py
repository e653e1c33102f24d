"""What is different between two revisions, word by word, so that it can be shown side by side."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from typing import Literal, NamedTuple, cast

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from bulletin import reading
from bulletin.structure import Group, Marks, Passage
from submissions.blocks import LABELS
from submissions.models import Revision, RevisionPicture

How = Literal["same", "removed", "added"]
# A word with its apostrophes and the space behind it, or one sign.
_WORD = re.compile(r"[\w'’-]+\s*|[^\w\s]\s*|\s+")
_PARAGRAPH = gettext_noop("Paragraph")
_NAMES = {
    "h3": gettext_noop("Heading"),
    "h4": gettext_noop("Smaller heading"),
    "li": gettext_noop("List item"),
    "blockquote": gettext_noop("Quotation"),
    "tr": gettext_noop("Table row"),
}
# Two passages that share less than this part of their words are shown as one taken out and one put in.
ALIKE = 0.4
# difflib looks at each pair of equal words; in long passages it may skip the commonest, or it would take seconds.
LONG = 400
# So many passages are paired by how alike they are; more are paired in their order.
MOST_PAIRED = 40_000


class Word(NamedTuple):
    """What two sides are compared by: a word and how it is marked."""

    text: str
    marks: Marks


@dataclass(frozen=True)
class Line:
    """A passage of an article, or a field of anything else that is printed; `label` says what it is."""

    label: str
    words: tuple[Word, ...]
    is_passage: bool = False

    @property
    def keys(self) -> list[Word]:
        return [Word(word.text.rstrip(), word.marks) for word in self.words]


@dataclass(frozen=True)
class Piece:
    """Neighbouring words with the same fate; `marks` says in words how they are marked, where that may matter."""

    text: str
    how: How
    marks: str = ""


@dataclass(frozen=True)
class Row:
    """One line on both sides; a side is empty where the line was taken out or put in."""

    label: str
    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    was: str = ""  # its label before, when that was another: a paragraph that became a heading

    @property
    def is_changed(self) -> bool:
        return bool(self.was) or any(piece.how != "same" for piece in (*self.before, *self.after))


@dataclass(frozen=True)
class Part:
    """One part of an article, like its title or its text, of which at least one line is different."""

    label: str
    rows: tuple[Row, ...]

    @property
    def changed(self) -> list[Row]:
        """Only the lines that are different."""
        return [row for row in self.rows if row.is_changed]


def changes(before: Revision, after: Revision) -> list[Part]:
    """The parts in which two revisions differ, in the order of the form; empty when they say the same."""
    sides = zip(_parts(before), _parts(after), strict=True)
    parts = [Part(label, tuple(_rows(old, new))) for (label, old), (_same, new) in sides]
    return [part for part in parts if part.changed]


def _parts(revision: Revision) -> list[tuple[str, list[Line]]]:
    return [
        (_("Title"), [_line("", revision.title)]),
        (_("Summary"), [_line("", revision.summary)] if revision.summary else []),
        (_("Language"), [_line("", revision.get_language_display())]),
        (_("Text"), list(_passages(reading.read(revision.body)))),
        (_("Boxes"), list(_boxes(revision.blocks))),
        (_("Contacts to publish"), list(_contacts(revision.contacts))),
        (_("Pictures"), list(_pictures(revision))),
    ]


def _passages(group: Group, name: str = "") -> Iterator[Line]:
    for child in group.children:
        if isinstance(child, Passage):
            label = name or _NAMES.get(child.tag, _PARAGRAPH)
            yield Line(_(label), tuple(_words((run.text, run.marks) for run in child.runs)), is_passage=True)
        elif child.tag == "tr":
            cells = [" ".join(passage.text for passage in cell.passages()) for cell in child.groups]
            yield replace(_line(_(_NAMES["tr"]), " | ".join(cells)), is_passage=True)
        else:
            yield from _passages(child, _NAMES.get(child.tag, name))


def _words(runs: Iterable[tuple[str, Marks]]) -> Iterator[Word]:
    """A space between two runs belongs to the word before it, or else it would count as a word."""
    last: Word | None = None
    for text, marks in runs:
        for found in _WORD.findall(text):
            if last and found.isspace():
                last = Word(last.text + found, last.marks)
                continue
            if last:
                yield last
            last = Word(found, marks)
    if last:
        yield last


def _line(label: str, text: str) -> Line:
    return Line(label, tuple(_words([(text, Marks())])))


def _boxes(blocks: list[Mapping[str, object]]) -> Iterator[Line]:
    for block in blocks:
        yield from _fields(_(LABELS[str(block["kind"])]), {k: v for k, v in block.items() if k != "kind"})


def _contacts(contacts: list[Mapping[str, object]]) -> Iterator[Line]:
    for contact in contacts:
        yield from _fields(_("Contact"), contact)


def _pictures(revision: Revision) -> Iterator[Line]:
    """Every column of how a picture is shown, and which file it is."""
    for use in revision.pictures.select_related("picture"):
        yield _line(_("Picture, file"), f"{use.picture.original_name} ({use.picture.sha256[:8]})")
        yield from _fields(_("Picture"), {field: getattr(use, field) for field in _SHOWN})


_SHOWN = [
    field.name
    for field in RevisionPicture._meta.concrete_fields
    if field.name not in {"id", "revision", "picture", "position"}
]


def _fields(label: str, fields: Mapping[str, object]) -> Iterator[Line]:
    """A line for each field that holds something."""
    for name, value in fields.items():
        for text in cast(list[object], value) if isinstance(value, list) else [value]:
            if text not in (None, "", False):
                yield _line(f"{label}, {name.replace('_', ' ')}", _("yes") if text is True else str(text))


def _rows(before: list[Line], after: list[Line]) -> Iterator[Row]:
    """Equal lines beside each other; of what stands between them the most alike are paired."""
    left, right = ([(line.label, *line.keys) for line in side] for side in (before, after))
    for _tag, low, high, first, last in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        for old, new in _paired(before[low:high], after[first:last]):
            yield _row(old, new)


def _paired(before: list[Line], after: list[Line]) -> Iterator[tuple[Line | None, Line | None]]:
    """The lines of both sides in order, each beside its partner where it has one."""
    done_before = done_after = 0
    for at, beside in _partners(before, after):
        yield from ((line, None) for line in before[done_before:at])
        yield from ((None, line) for line in after[done_after:beside])
        yield before[at], after[beside]
        done_before, done_after = at + 1, beside + 1
    yield from ((line, None) for line in before[done_before:])
    yield from ((None, line) for line in after[done_after:])


def _partners(before: list[Line], after: list[Line]) -> list[tuple[int, int]]:
    """The pairs, none crossing another, that are together the most alike."""
    if before == after or len(before) * len(after) > MOST_PAIRED:
        return [(at, at) for at in range(min(len(before), len(after)))]
    words = [[{word.text.casefold() for word in line.keys} for line in side] for side in (before, after)]
    best: list[list[float]] = [[0.0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for at in reversed(range(len(before))):
        for beside in reversed(range(len(after))):
            likeness = _likeness(before[at], after[beside], words[0][at], words[1][beside])
            paired = likeness + best[at + 1][beside + 1]
            best[at][beside] = max(paired, best[at + 1][beside], best[at][beside + 1])
    return list(_path(best))


def _path(best: list[list[float]]) -> Iterator[tuple[int, int]]:
    at = beside = 0
    while at < len(best) - 1 and beside < len(best[0]) - 1:
        if best[at][beside] == best[at + 1][beside]:
            at += 1
        elif best[at][beside] == best[at][beside + 1]:
            beside += 1
        else:
            yield at, beside
            at, beside = at + 1, beside + 1


def _likeness(old: Line, new: Line, one: set[str], other: set[str]) -> float:
    """How well two lines stand beside each other, from nothing to 1.

    A passage may become of another kind, but not quite another passage; a field is always beside the same field.
    """
    share = 2 * len(one & other) / (len(one) + len(other)) if one or other else 1.0
    if old.is_passage and new.is_passage:
        return share if share >= ALIKE else 0.0
    return max(share, 0.1) if old.label == new.label else 0.0


def _row(old: Line | None, new: Line | None) -> Row:
    if old is None or new is None:
        alone = new or old or Line("", ())
        words = [(word, False) for word in alone.words]
        pieces = tuple(_pieces(words, "removed" if old else "added"))
        return Row(alone.label, pieces if old else (), pieces if new else ())
    left, right = _fates(old, new)
    was = "" if old.label == new.label else old.label
    return Row(new.label, tuple(_pieces(left, "removed")), tuple(_pieces(right, "added")), was)


def _fates(old: Line, new: Line) -> tuple[list[tuple[Word, bool]], list[tuple[Word, bool]]]:
    """Each word of both sides with whether the other side has it, too."""
    left, right = [(word, False) for word in old.words], [(word, False) for word in new.words]
    matcher = SequenceMatcher(None, old.keys, new.keys, autojunk=len(new.words) > LONG)
    for at, beside, size in matcher.get_matching_blocks():
        left[at : at + size] = [(word, True) for word, _kept in left[at : at + size]]
        right[beside : beside + size] = [(word, True) for word, _kept in right[beside : beside + size]]
    return left, right


def _pieces(words: list[tuple[Word, bool]], otherwise: How) -> Iterator[Piece]:
    """Neighbours of the same fate and marks as one piece."""
    text, fate = "", ("", "")
    for word, is_kept in words:
        how = "same" if is_kept else otherwise
        now = (how, "" if is_kept else _marks_in_words(word.marks))
        if text and now != fate:
            yield Piece(text, cast(How, fate[0]), fate[1])
            text = ""
        text, fate = text + word.text, now
    if text:
        yield Piece(text, cast(How, fate[0]), fate[1])


def _marks_in_words(marks: Marks) -> str:
    link = _("link to %(address)s") % {"address": marks.href}
    said = {_("bold"): marks.strong, _("italic"): marks.em, link: marks.href}
    return ", ".join(name for name, is_so in said.items() if is_so)
