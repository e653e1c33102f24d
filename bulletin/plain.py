"""Prose as plain text that reads well in an email, and plain text as HTML."""

import re
import textwrap
from collections.abc import Iterable
from html import escape
from itertools import count, groupby, pairwise

from bulletin.structure import LISTS, Group, Passage, Run

NARROWEST = 20

_UNDERLINES = {"h3": "-", "h4": "."}
# Neither can begin in the middle of a word, so that a long one costs no more than its length.
_LINK = re.compile(
    r"""(?<![\w@])(?P<url>https?://[^\s<>"“”]+)|(?<![\w.+'@/-])(?P<email>[\w.+'-]+@[\w-]+(?:\.[\w-]+)+)""",
    re.IGNORECASE,
)
# A paragraph of fewer or shorter lines may have been broken on purpose.
FEWEST_LINES, NARROWEST_PAGE = 3, 45
_ITEM = re.compile(r"\s*(?:\(?\d{1,2}[.)]|[a-z][.)]|[•●▪◦‣∙■○·–-])\s")
_BULLET = re.compile(r"\s*[-*•·]\s+(?=\S)")


def written(group: Group, width: int) -> str:
    """The whole as lines of at most that width, but for addresses, which are never broken."""
    return "\n\n".join(_block(child, width) for child in group.children)


def of(passage: Passage) -> str:
    """A passage's words in one line, without the addresses of its links."""
    return passage.text.replace("\n", " ")


def row_of(row: Group) -> str:
    """A table row's words in one line."""
    return " | ".join(" ".join(map(of, cell.passages())) for cell in row.groups)


def _block(block: Passage | Group, width: int) -> str:
    if isinstance(block, Passage):
        return _passage(block, width)
    if block.tag in LISTS:
        return _list(block, width)
    if block.tag == "table":
        return _table(block, width)
    inner = written(block, max(width - 2, NARROWEST))
    return textwrap.indent(inner, "> ", lambda line: True).replace("> \n", ">\n")


def _passage(passage: Passage, width: int) -> str:
    text = "\n".join(_wrapped(line, width) for line in with_addresses(passage.runs).split("\n"))
    mark = _UNDERLINES.get(passage.tag)
    return f"{text}\n{mark * max(map(len, text.splitlines()))}" if mark else text


def _wrapped(text: str, width: int, hanging: str = "") -> str:
    return textwrap.fill(text, width, subsequent_indent=hanging, break_long_words=False, break_on_hyphens=False)


def _list(group: Group, width: int) -> str:
    numbers = count(1)
    return "\n".join(_item(item, f"{next(numbers)}. " if group.tag == "ol" else "* ", width) for item in group.groups)


def _item(item: Group, marker: str, width: int) -> str:
    inner = max(width - len(marker), NARROWEST)
    text = ""
    for child in item.children:
        tight = isinstance(child, Group) and child.tag in LISTS
        text += ("\n" if tight else "\n\n") * bool(text) + _block(child, inner)
    return marker + textwrap.indent(text, " " * len(marker))[len(marker) :]


def _table(table: Group, width: int) -> str:
    lines = []
    for row in table.groups:
        cells = (" ".join(with_addresses(passage.runs) for passage in cell.passages()) for cell in row.groups)
        lines.append(_wrapped(" | ".join(cells).replace("\n", " "), width, hanging="  "))
        if row.header:
            lines.append("-" * max(map(len, lines[-1].splitlines())))
    return "\n".join(lines)


def with_addresses(runs: Iterable[Run]) -> str:
    """The words, each link's followed by where it leads unless they say so themselves."""
    parts = []
    for href, linked in groupby(runs, key=lambda run: run.marks.href):
        text = "".join(run.text for run in linked)
        parts.append(_link(text, href) if href else text)
    return "".join(parts)


def _link(text: str, href: str) -> str:
    scheme, _, rest = href.partition(":")
    if scheme == "tel":
        # The last nine digits are the same with and without the country's prefix.
        same = re.sub(r"\D", "", text)[-9:] == re.sub(r"\D", "", rest)[-9:]
        return text if same else f"{text} ({rest})"
    address = rest.partition("?")[0] if scheme == "mailto" else href
    return address if _bare(text) == _bare(address) else f"{text} ({address})"


def _bare(address: str) -> str:
    return re.sub(r"^(https?://|mailto:)(www\.)?", "", address.strip().casefold()).removeprefix("www.").rstrip("/")


def linked(text: str) -> str:
    """One line escaped, its web and email addresses made links."""
    parts, end = [], 0
    for match in _LINK.finditer(text):
        address = _trimmed(match[0]) if match["url"] else match[0]
        href = escape(address if match["url"] else f"mailto:{address}")
        parts += [
            escape(text[end : match.start()], quote=False),
            f'<a href="{href}">{escape(address, quote=False)}</a>',
        ]
        end = match.start() + len(address)
    return "".join(parts) + escape(text[end:], quote=False)


def _trimmed(url: str) -> str:
    """A web address without the punctuation of the sentence around it; a bracket it opened itself is its own."""
    end, unopened = len(url), url.count(")") - url.count("(")
    while url[end - 1] in ".,;:!?'’)]}*" and not (url[end - 1] == ")" and unopened <= 0):
        unopened -= url[end - 1] == ")"
        end -= 1
    return url[:end]


def paragraphs_of(text: str) -> str:
    """Plain text as HTML: a blank line ends a paragraph, a dash or star begins an item."""
    blocks: list[tuple[str, list[str]]] = []
    broken = True
    for line in text.splitlines():
        kind = blocks[-1][0] if blocks else ""
        bullet = _BULLET.match(line)
        if not line.strip():
            broken = True
            continue
        if bullet and kind == "ul":
            blocks[-1][1].append(line[bullet.end() :])
        elif bullet:
            blocks.append(("ul", [line[bullet.end() :]]))
        elif kind == "ul" and line[0].isspace() and not broken:
            blocks[-1][1][-1] += f" {line.strip()}"
        elif kind == "p" and not broken:
            blocks[-1][1].append(line)
        else:
            blocks.append(("p", [line]))
        broken = False
    return "".join(_as_html(kind, lines) for kind, lines in blocks)


def _flowing(lines: list[str]) -> list[str]:
    """The lines that a program broke at one width, as those of a PDF, made one; a hyphen at an end stays."""
    width = max(map(len, lines))
    if len(lines) < FEWEST_LINES or width < NARROWEST_PAGE or any(_ITEM.match(line) for line in lines):
        return lines
    for line, following in pairwise(lines):
        if len(line) + 1 + len(following.split()[0]) < width * 0.85:
            return lines
    return [re.sub(r"(?<=\w)- (?=[^\W\d_])", "-", " ".join(line.strip() for line in lines))]


def _as_html(kind: str, lines: list[str]) -> str:
    if kind == "p":
        lines = _flowing(lines)
        return f"<p>{'<br>'.join(map(linked, lines))}</p>"
    return f"<ul>{''.join(f'<li>{linked(line)}</li>' for line in lines)}</ul>"
