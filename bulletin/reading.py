"""Reading HTML that anybody wrote, or a program pasted, into the structure of our prose."""

import re
from collections.abc import Callable
from functools import lru_cache
from html import escape
from html.parser import HTMLParser
from typing import NamedTuple

import nh3
from django.utils.translation import gettext_noop

from bulletin.breaking import passages
from bulletin.listing import continued, gathered, restored
from bulletin.noting import Notes
from bulletin.sifting import KEPT, sifted
from bulletin.structure import CELLS, LISTS, Group, Mark, Marks, Passage, Run
from bulletin.styles import EM, STRONG
from bulletin.tables import squared
from bulletin.unwrapping import OPAQUE, unwrapped

SCHEMES = {"https", "http", "mailto", "tel"}
# Lists and quotations within each other; deeper ones are drawn flat.
DEEPEST = 6

_HEADINGS = {"h1": "h3", "h2": "h3", "h3": "h3", "h4": "h4", "h5": "h4", "h6": "h4"}
_INLINE = {*STRONG, *EM, "a", "span", "sup"}
_STYLES = {"font-weight", "font-style"}
_SCOPES = {"col", "row", "colgroup", "rowgroup"}
_RAISED = str.maketrans("0123456789+-\u2212()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
_FLOW = {"", "blockquote", "li", *CELLS}

# Characters that nobody sees and no database wants: controls, half pairs, byte-order marks, optional breaks, and the
# overrides of direction, by which "exe.gpj" is shown as "jpg.exe" (Unicode TR 36, 3.3).
# The joiners, the direction marks and the isolates stay, because Persian, Arabic and Hebrew are written with them.
_NOISE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u200b\u202a-\u202e\ufeff\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_HALVES = re.compile("[\ud800-\udfff]")


def read(html: str, notes: Notes | None = None) -> Group:
    """The prose in this HTML, whatever it holds; never raises. What was taken out of it goes to the notes."""
    notes = notes or Notes()
    reader = _Reader(notes)
    reader.feed(
        nh3.clean(
            # What nobody sees goes later: without it something might become a tag that was none.
            sifted(_HALVES.sub("", html), notes),
            tags={*KEPT, *_INLINE, "br", "hr"},
            attributes={
                "a": {"href"},
                "ol": {"start"},
                "p": {"data-item"},
                "td": {"colspan", "rowspan"},
                "th": {"scope", "colspan", "rowspan"},
                "span": {"style"},
            },
            filter_style_properties=_STYLES,
            url_schemes=SCHEMES,
            link_rel=None,
        )
    )
    return reader.finish()


def visible(text: str) -> str:
    """Plain text without the characters that nobody sees."""
    return _NOISE.sub("", text)


@lru_cache(maxsize=1024)
def address_of(href: str) -> str:
    """Where a link really leads, with a scheme of ours; empty when that is nowhere."""
    href = re.sub("[\t\n\r]", "", visible(href).strip()).replace(" ", "%20")
    if re.match(r"www\.", href, re.IGNORECASE):
        href = f"https://{href}"
    elif re.fullmatch(r"[^@:/?#]+@[^@:/?#]+", href):
        href = f"mailto:{href}"
    href = unwrapped(href)
    scheme, colon, rest = href.partition(":")
    href = f"{scheme.lower()}{colon}{rest.replace('%20', '') if scheme.lower() == 'tel' else rest}"
    if not re.match(r"https?://[^/?#]|mailto:[^@?]+@[^@?]+(\?|$)|tel:.*\d", href):
        return ""
    if href.startswith("mailto:"):
        href = _to_one(href)
    kept = nh3.clean(f'<a href="{escape(href)}">x</a>', tags={"a"}, attributes={"a": {"href"}}, url_schemes=SCHEMES)
    return href if "href=" in kept else ""


def _to_one(mailto: str) -> str:
    """A link that writes to one address with at most a subject: readers see neither other recipients nor a text."""
    address, _, rest = mailto.partition("?")
    if re.search(r"[,;]|%(40|2c|3b)", address, re.IGNORECASE):
        return ""
    subjects = [part for part in rest.split("&") if re.match(r"subject=(?!.*%0[ad])", part, re.IGNORECASE)]
    return "?".join([address, *subjects[:1]])


class _Open(NamedTuple):
    """An element that is being read, and what was true outside it."""

    tag: str
    marks: Marks
    heading: str
    is_group: bool


class _Reader(HTMLParser):
    """Builds the structure from balanced HTML, as nh3 writes it."""

    def __init__(self, notes: Notes) -> None:
        super().__init__(convert_charrefs=True)
        self.notes = notes
        self.root = Group("")
        self._groups = [self.root]
        self._open: list[_Open] = []
        self._marks = Marks()
        self._heading = "p"
        self._preformatted = self._raised = 0
        self._mark: Mark | None = None
        self._runs: list[Run] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._runs.append(Run("\n", self._marks))
            return
        if tag not in _INLINE:
            self._end_passage()
        if tag == "hr":
            return
        given = {name: value or "" for name, value in attrs}
        self._open.append(_Open(tag, self._marks, self._heading, self._enter(tag, given)))
        self._marks = self._marked(tag, given)
        if tag == "p":
            self._mark = _mark_of(given.get("data-item", ""))
        self._heading = _HEADINGS.get(tag, self._heading)
        self._preformatted += tag == "pre"
        self._raised += tag == "sup"

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self._end_passage()
        _, self._marks, self._heading, is_group = self._open.pop()
        self._preformatted -= tag == "pre"
        self._raised -= tag == "sup"
        if is_group:
            self._groups.pop()

    def handle_data(self, data: str) -> None:
        data = visible(data)
        if self._raised and not data.strip("0123456789+-\u2212()n \xa0"):
            data = data.translate(_RAISED)
        self._runs.append(Run(data if self._preformatted else data.replace("\n", " "), self._marks))

    def finish(self) -> Group:
        self.close()
        self._end_passage()
        _tidy(self.root, DEEPEST, self.notes)
        return self.root

    def _enter(self, tag: str, given: dict[str, str]) -> bool:
        """Open a group when this tag begins one that may stand here; otherwise its content joins what is around."""
        new = _BEGINS[tag](self, tag) if tag in _BEGINS else None
        if new is None:
            return False
        new.scope = given.get("scope", "") if tag == "th" and given.get("scope") in _SCOPES else ""
        new.start = _start_of(given.get("start", "")) if tag == "ol" else 1
        new.spans = (given.get("colspan", ""), given.get("rowspan", ""))
        self._groups.append(new)
        return True

    def _block(self, tag: str) -> Group | None:
        """A list or quotation; straight inside a list it belongs to the item before it."""
        parent = self._groups[-1]
        if parent.tag in LISTS:
            parent = parent.groups[-1] if parent.groups else self._added(parent, "li")
        if parent.tag not in _FLOW or sum(group.tag in {*LISTS, "blockquote"} for group in self._groups) >= DEEPEST:
            return None
        return self._added(parent, tag)

    def _item(self, tag: str) -> Group | None:
        return self._added(self._groups[-1], tag) if self._groups[-1].tag in LISTS else None

    def _table(self, tag: str) -> Group | None:
        """A table, but not in another one: those are only there for looks."""
        return None if any(group.tag == "table" for group in self._groups) else self._block(tag)

    def _row(self, tag: str) -> Group | None:
        if self._groups[-1].tag != "table":
            return None
        row = self._added(self._groups[-1], tag)
        row.header = any(element.tag == "thead" for element in self._open)
        return row

    def _cell(self, tag: str) -> Group | None:
        return self._added(self._groups[-1], tag) if self._groups[-1].tag == "tr" else None

    def _marked(self, tag: str, given: dict[str, str]) -> Marks:
        """The marks inside an element; a style says more than its tag (Google Docs puts all in a bold that is none)."""
        marks = self._marks
        if tag == "a":
            return marks._replace(href=self._address(given.get("href", "")))
        styles = dict(part.partition(":")[::2] for part in given.get("style", "").replace(" ", "").split(";"))
        strong, em = marks.strong or tag in STRONG, marks.em or tag in EM
        if weight := styles.get("font-weight"):
            strong = weight == "700"
        if style := styles.get("font-style"):
            em = style == "italic"
        return marks._replace(strong=strong, em=em)

    def _address(self, given: str) -> str:
        """Where a link leads, and what became of it."""
        address = address_of(given)
        if not address:
            self.notes.took("links that lead nowhere")
        elif unwrapped(given.strip()) != given.strip():
            self.notes.took("link wrappers")
        if OPAQUE.match(address):
            self.notes.warn(
                gettext_noop(
                    "A link goes through somebody's mail filter, which hides where it leads. Type its real address."
                )
            )
        return address

    def _added(self, parent: Group, tag: str) -> Group:
        parent.children.append(Group(tag))
        return parent.groups[-1]

    def _end_passage(self) -> None:
        runs, self._runs = self._runs, []
        here = next(group for group in reversed(self._groups) if group.tag in {*_FLOW, *LISTS})
        tag = self._heading
        if tag != "p":
            # Inside anything else a heading is only bold; and a heading needs no bold of its own.
            runs = [Run(text, marks._replace(strong=here is not self.root)) for text, marks in runs]
            tag = tag if here is self.root else "p"
        mark, self._mark = self._mark, None
        found = passages(tag, runs, marks=here.tag in {"", "blockquote"} and mark is None)
        if mark and found:
            found[0].mark = mark
            found[0] = found[0] if tag == "p" else restored(found[0])
        elif mark:
            self.notes.took("list marks", mark.sign)  # of an empty item
        if found and here.tag in LISTS:
            here = self._added(here, "li")
        # A caption, or words astray between the rows, stand before their table.
        at = len(here.children) - (self._groups[-1].tag in {"table", "tr"} and here is not self._groups[-1])
        here.children[at:at] = found


_BEGINS: dict[str, Callable[[_Reader, str], Group | None]] = {
    "ul": _Reader._block,
    "ol": _Reader._block,
    "blockquote": _Reader._block,
    "li": _Reader._item,
    "table": _Reader._table,
    "tr": _Reader._row,
    "th": _Reader._cell,
    "td": _Reader._cell,
}


def _mark_of(item: str) -> Mark | None:
    """What bulletin.sifting wrote of an item of Word's lists: its level, and the sign before it."""
    level, _, sign = visible(item).partition(" ")
    return Mark(sign, level=int(level)) if level.isascii() and level.isdecimal() and len(level) == 1 and sign else None


def _start_of(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 6 else 1


def _tidy(group: Group, room: int, notes: Notes) -> None:
    """Make lists of marks, put a table's head first, and drop what holds no words."""
    for child in group.groups:
        _tidy(child, room - (child.tag in {*LISTS, "blockquote"}), notes)
    group.children = [child for child in group.children if isinstance(child, Passage) or _kept(child)]
    if group.tag in {"", "blockquote"} or (group.tag in CELLS and any(p.mark for p in group.passages())):
        group.children = gathered(group.children, room=room, notes=notes)
    for passage in group.children:
        if isinstance(passage, Passage):
            restored(passage)
    group.children = continued(group.children, notes)
    if group.tag == "table":
        group.children = [*squared(group.groups)]


def _kept(group: Group) -> bool:
    """Whether a group says anything; an empty cell does, as it holds the others in their columns."""
    return group.tag in CELLS or any(True for _ in group.passages())
