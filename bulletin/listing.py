"""Lists that somebody typed, or a program wrote as text: how their marks are known, and lists made of them."""

import re
from collections.abc import Iterable
from itertools import groupby
from typing import NamedTuple

from django.utils.translation import gettext_noop

from bulletin.noting import Notes
from bulletin.structure import Group, Mark, Passage, Run, folded

# Word writes the bullets of a list as text: a dot, or the "o", section sign or u-umlaut of its symbol font,
# which only the hard spaces that follow them tell from a word.
_BULLET = re.compile(r"\s*([•●▪◦‣∙■○]|·(?=\s)|o(?=\s?\xa0)|[§ü](?=\s?\xa0))\s*(?=\S)")
_DASH = re.compile(r"\s*([-–])\s+(?=\S)")
_NUMBER = re.compile(r"\s*(\(?(\d{1,2})[.)])\s+(?=\S)")
_SAME = {"●": "•", "·": "•", "∙": "•", "◦": "o", "○": "o", "■": "▪", "§": "▪", "–": "-"}
RENUMBERED = gettext_noop("A numbered list that began with another number begins with 1 here.")
_ROMAN = {"i": 1, "v": 5, "x": 10, "l": 50, "c": 100}


class Typed(NamedTuple):
    """What stands at a line's beginning."""

    kind: str  # bullet, dash or number
    sign: str
    length: int
    number: int = 0


def typed(text: str) -> Typed | None:
    """The mark with which this line begins."""
    if found := _BULLET.match(text):
        return Typed("bullet", found[1], found.end())
    if found := _DASH.match(text):
        return Typed("dash", found[1], found.end())
    if found := _NUMBER.match(text):
        return Typed("number", found[1], found.end(), int(found[2]))
    return None


def begins_an_item(lines: list[Typed | None]) -> list[bool]:
    """Of the lines of one paragraph those that are surely items: bullets, several dashes, numbers in order."""
    kinds = [line.kind if line else "" for line in lines]
    numbers = [line.number for line in lines if line and line.kind == "number"]
    sure = {"bullet"}
    if kinds.count("dash") > 1:
        sure.add("dash")
    if len(numbers) > 1 and numbers == list(range(numbers[0], numbers[0] + len(numbers))):
        sure.add("number")
    return [kind in sure for kind in kinds]


def gathered(children: list[Passage | Group], *, room: int, notes: Notes) -> list[Passage | Group]:
    """The same with each stretch of marked passages made lists, `room` deep at most; other marks are text again.

    Twice, because what Word numbered and can't be numbered so here counts as typed.
    """
    once = _gathered_once(children, room, notes)
    for child in once:
        if isinstance(child, Passage) and (mark := typed(child.text)) and child.tag == "p":
            child.take(mark.sign, mark.length)
    return _gathered_once(once, room, notes)


def _gathered_once(children: list[Passage | Group], room: int, notes: Notes) -> list[Passage | Group]:
    done: list[Passage | Group] = []
    for is_marked, grouped in groupby(_counted(children), key=_is_marked):
        stretch = list(grouped)
        passages = [child for child in stretch if isinstance(child, Passage)] if is_marked else []
        if [passage.mark.sign for passage in passages if passage.mark] in (["-"], ["–"]):
            done.append(restored(passages[0]))
        elif is_marked:
            done += _Lists(room, notes).of(passages)
        else:
            done += stretch
    return done


def continued(children: list[Passage | Group], notes: Notes) -> list[Passage | Group]:
    """The same with numbered lists in one that only stood in pieces, as Word on the web writes them."""
    done: list[Passage | Group] = []
    for child in children:
        before = done[-1] if done else None
        if not isinstance(child, Group) or child.tag != "ol" or child.start == 1:
            done.append(child)
        elif isinstance(before, Group) and before.tag == "ol" and len(before.children) + 1 == child.start:
            before.children += child.children
        else:
            notes.warn(RENUMBERED)
            done.append(child)
    return done


def restored(passage: Passage) -> Passage:
    """The passage with its mark as text."""
    if passage.mark:
        sign = Run(f"{passage.mark.sign} ", passage.mark.marks)
        passage.runs, passage.mark = folded([sign, *passage.runs]), None
    return passage


def _is_marked(child: Passage | Group) -> bool:
    return isinstance(child, Passage) and child.mark is not None


def _counted(children: list[Passage | Group]) -> list[Passage | Group]:
    """Typed numbers that don't count from one, or stop there, become text again."""
    for is_marked, stretch in groupby(children, key=_is_marked):
        numbered = [it for it in stretch if isinstance(it, Passage) and _is_typed_number(it)] if is_marked else []
        runs: list[list[Passage]] = []
        for passage in numbered:
            number = _number(passage)
            if runs and number == _number(runs[-1][-1]) + 1:
                runs[-1].append(passage)
            else:
                runs.append([passage])
        for run in runs:
            if len(run) == 1 or _number(run[0]) != 1:
                for passage in run:
                    restored(passage)
    return children


def _is_typed_number(passage: Passage) -> bool:
    return bool(passage.mark and not passage.mark.level and _number(passage))


def _number(passage: Passage) -> int:
    found = _NUMBER.match(f"{passage.mark.sign} x") if passage.mark else None
    return int(found[2]) if found else 0


def _ordinals(sign: str) -> set[int]:
    """The places that a number, a letter or a Roman number may stand for; none for a bullet."""
    said = re.split(r"[.)]", sign.strip("(). ").lower())[-1]
    found = {int(said)} if said.isascii() and said.isdecimal() and len(said) < 4 else set()
    if len(said) == 1 and "a" <= said <= "z" and sign.strip() != "o":
        found.add(ord(said) - ord("a") + 1)
    if said and set(said) <= set(_ROMAN) and len(said) < 6:
        values = [_ROMAN[letter] for letter in said]
        found.add(sum(-v if v < max(values[at:]) else v for at, v in enumerate(values)))
    return found


class _Open(NamedTuple):
    level: int
    group: Group


class _Lists:
    """Builds lists in lists from marks with levels; a typed bullet has the level at which its sign was seen."""

    def __init__(self, room: int, notes: Notes) -> None:
        self.room, self.notes = room, notes
        self.done: list[Passage | Group] = []
        self.open: list[_Open] = []
        self.signs: list[tuple[str, int]] = []

    def of(self, passages: Iterable[Passage]) -> list[Passage | Group]:
        for passage in passages:
            if passage.mark:
                self._add(passage, passage.mark)
        return self.done

    def _add(self, passage: Passage, mark: Mark) -> None:
        ordinals = _ordinals(mark.sign)
        level = self._level(mark, "1" if ordinals else _SAME.get(mark.sign, mark.sign))
        while self.open and self.open[-1].level > level:
            self.open.pop()
        found = self._list(level, ordinals)
        if found is None:
            self.open, self.signs = [], []
            self.done.append(restored(passage))
            return
        self.notes.took("list marks", mark.sign)
        passage.mark = None
        found.children.append(Group("li", [passage]))

    def _level(self, mark: Mark, sign: str) -> int:
        known = dict(self.signs)
        level = mark.level or known.get(sign) or max([0, *known.values()]) + 1
        self.signs = [(other, at) for other, at in self.signs if at < level and other != sign] + [(sign, level)]
        return level

    def _list(self, level: int, ordinals: set[int]) -> Group | None:
        """The list in which the next item stands; None when its number would be wrong there."""
        tag = "ol" if ordinals else "ul"
        here = self.open[-1] if self.open else None
        if here and (here.level == level or len(self.open) >= self.room):
            fits = here.group.tag == tag and (not ordinals or len(here.group.children) + 1 in ordinals)
            if fits:
                return here.group
            self.open.pop()
        if (ordinals and 1 not in ordinals) or not self.room:
            return None
        return self._begun(tag, level)

    def _begun(self, tag: str, level: int) -> Group:
        new = Group(tag)
        if self.open:
            self.open[-1].group.groups[-1].children.append(new)
        else:
            self.done.append(new)
        self.open.append(_Open(level, new))
        return new
