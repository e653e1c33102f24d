"""What prose is made of: passages of marked runs, in lists, quotations and tables; and its one way of being written."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from itertools import groupby
from typing import NamedTuple

LISTS = {"ul", "ol"}
CELLS = {"th", "td"}

_PIECE = re.compile(r"\s+|\S+")


class Marks(NamedTuple):
    """How a run of text is marked."""

    strong: bool = False
    em: bool = False
    href: str = ""

    def shared_with(self, other: "Marks") -> "Marks":
        """The marks that both have: those of the space between two words."""
        return Marks(self.strong and other.strong, self.em and other.em, self.href if self.href == other.href else "")


class Run(NamedTuple):
    """Some text with the same marks throughout; a newline in it is a line break."""

    text: str
    marks: Marks = Marks()


class Mark(NamedTuple):
    """The mark of an item that was text: its sign, how that was marked, and its level where a program said it."""

    sign: str
    marks: Marks = Marks()
    level: int = 0


@dataclass
class Passage:
    """A paragraph (p) or a heading inside an article (h3, h4); a mark is not among its runs."""

    tag: str
    runs: list[Run]
    mark: Mark | None = None

    def take(self, sign: str, length: int) -> None:
        """Take a mark that stands at the beginning out of the runs."""
        self.mark = Mark(sign, self.runs[0].marks)
        self.runs = folded(_without(self.runs, length))

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass
class Group:
    """A list, an item, a quotation, a table, a row or a cell; the tag of the whole text is empty."""

    tag: str
    children: list["Passage | Group"] = field(default_factory=list)
    scope: str = ""
    header: bool = False
    start: int = 1  # the number with which a list began where it came from; here it begins with 1
    spans: tuple[str, str] = ("", "")  # how many columns and rows a cell covered where it came from

    @property
    def groups(self) -> list["Group"]:
        return [child for child in self.children if isinstance(child, Group)]

    def passages(self) -> Iterator[Passage]:
        """Every passage inside, in reading order."""
        for child in self.children:
            if isinstance(child, Group):
                yield from child.passages()
            else:
                yield child


def _without(runs: list[Run], count: int) -> list[Run]:
    """The runs less that many characters at their beginning."""
    rest = []
    for text, marks in runs:
        rest.append(Run(text[count:], marks))
        count = max(0, count - len(text))
    return rest


def folded(runs: list[Run]) -> list[Run]:
    """The runs with one space between words, which has only the marks of both, and neighbours alike made one."""
    pieces = _pieces(runs)
    for at, piece in enumerate(pieces):
        if piece.text.isspace():
            pieces[at] = Run(piece.text, pieces[at - 1].marks.shared_with(pieces[at + 1].marks))
    return [Run("".join(run.text for run in same), marks) for marks, same in groupby(pieces, key=lambda run: run.marks)]


def _pieces(runs: list[Run]) -> list[Run]:
    """The words, and between them one space or one line break; none at either end."""
    pieces: list[Run] = []
    space = ""
    for run in runs:
        for piece in _PIECE.findall(run.text):
            if piece.isspace():
                space = "\n" if "\n" in space + piece else " "
                continue
            if space and pieces:
                pieces.append(Run(space))
            pieces.append(Run(piece, run.marks))
            space = ""
    return pieces


def html(group: Group) -> str:
    """The group as HTML, always nested in the same order: link, strong, emphasis."""
    if group.tag == "table":
        return f"<table>{_table_parts(group)}</table>"
    scope = f' scope="{group.scope}"' if group.scope else ""
    inner = _flow(group.children, loose=group.tag in {"", "blockquote"})
    return f"<{group.tag}{scope}>{inner}</{group.tag}>" if group.tag else inner


def _flow(children: list[Passage | Group], *, loose: bool) -> str:
    """The blocks in a group; a lone passage in an item or cell, with or without lists below it, needs no tag."""
    only = [child for child in children if not (isinstance(child, Group) and child.tag in LISTS)]
    bare = not loose and len(only) == 1 and children[0] is only[0]
    return "".join(
        html(child) if isinstance(child, Group) else _passage(child, bare=bare and child is children[0])
        for child in children
    )


def _passage(passage: Passage, *, bare: bool) -> str:
    inner = _inline(passage.runs)
    return inner if bare else f"<{passage.tag}>{inner}</{passage.tag}>"


def _inline(runs: list[Run]) -> str:
    parts = []
    for href, linked in groupby(runs, key=lambda run: run.marks.href):
        inner = "".join(_strong(strong, list(same)) for strong, same in groupby(linked, key=lambda r: r.marks.strong))
        parts.append(f'<a href="{escape(href)}">{inner}</a>' if href else inner)
    return "".join(parts)


def _strong(strong: bool, runs: list[Run]) -> str:
    texts = ((run.marks.em, escape(run.text, quote=False).replace("\n", "<br>")) for run in runs)
    inner = "".join(f"<em>{text}</em>" if em else text for em, text in texts)
    return f"<strong>{inner}</strong>" if strong else inner


def _table_parts(table: Group) -> str:
    parts = (
        ("thead", [row for row in table.groups if row.header]),
        ("tbody", [r for r in table.groups if not r.header]),
    )
    return "".join(f"<{tag}>{''.join(html(row) for row in rows)}</{tag}>" for tag, rows in parts if rows)
