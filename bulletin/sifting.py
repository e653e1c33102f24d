"""Any program's HTML cut down, before it is parsed, to the few tags and attributes that prose can be read from.

A parser takes a time that grows with the square of what stands open at once; nothing that could stand open in
great numbers is left here, so that a megabyte is read in a second whoever wrote it. Safety is not the aim: what
comes out is parsed and cleaned like anything else.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from html import escape, unescape
from typing import NamedTuple

from django.utils.translation import gettext_noop

from bulletin.noting import Notes
from bulletin.styles import STRONG, Style, attributes_of, style_of

KEPT = {
    *("blockquote", "ul", "ol", "li", "p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "sup"),
    *("table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"),
}
# They only end what stands before them; as what they are they could stand open in each other.
BREAKS = {
    *("address", "article", "aside", "center", "dd", "details", "dir", "div", "dl", "dt", "fieldset", "figcaption"),
    *("figure", "footer", "form", "header", "hr", "legend", "main", "menu", "nav", "optgroup", "option", "section"),
    *("summary", "body", "html", "head", "center"),
}
INLINE = {"a", "span", "b", "strong", "i", "em"}
# Nobody reads what is in them.
UNSEEN = {"script", "style", "template", "title"}
# These end a drawing or a formula wherever they stand in it (WHATWG HTML, 13.2.6.5).
ENDS_A_DRAWING = {
    *("b", "big", "blockquote", "body", "br", "center", "code", "dd", "div", "dl", "dt", "em", "embed", "h1", "h2"),
    *("h3", "h4", "h5", "h6", "head", "hr", "i", "img", "li", "listing", "menu", "meta", "nobr", "ol", "p", "pre"),
    *("ruby", "s", "small", "span", "strike", "strong", "sub", "sup", "table", "tt", "u", "ul", "var"),
}
# What is in them is text, whatever it looks like.
LITERAL = {"textarea", "xmp", "iframe", "noembed", "noframes"}
_GIVEN = {"ol": ("start",), "td": ("colspan", "rowspan"), "th": ("scope", "colspan", "rowspan")}
# Lists, quotations, tables and styled spans that may stand open at once.
MOST_OPEN = 60
LONGEST_MARK = 12

_TAG = re.compile(
    r"<(?P<end>/?)(?P<name>[a-zA-Z][^\s/>]*+)"
    r"(?P<given>(?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s\"'>][^\s>]*+)?+)*+)>"
)
_BEGIN = re.compile(r"</?[a-zA-Z]")
_COMMENT_END = re.compile(r"--!?>")
_EMOJI = re.compile(r"[^\x00-\x7f]{1,8}")


class Token(NamedTuple):
    """A piece of text (no name), or a tag."""

    text: str
    name: str = ""
    is_end: bool = False
    given: str = ""


def sifted(html: str, notes: Notes) -> str:
    """The same text in the tags that are left: KEPT, INLINE, br and hr."""
    return "".join(_Sieve(list(_tokens(html, notes)), notes).written())


def _tokens(html: str, notes: Notes) -> Iterator[Token]:
    """Text and tags in order; comments and what nobody reads are gone."""
    at, is_drawn = 0, False
    closes: dict[str, int] = {}
    while (start := html.find("<", at)) >= 0:
        yield Token(html[at:start])
        past = _past_a_comment(html, start, notes)
        if past > start:
            at = past
            continue
        tag = _TAG.match(html, start)
        if tag is None:
            # What only looks like a tag is text; one that never ends is text to the end.
            at = len(html) if _BEGIN.match(html, start) else start + 1
            yield Token(html[start:at].replace("<", "&lt;"))
            continue
        name, at = tag["name"].lower(), tag.end()
        is_drawn = _is_drawn(name, bool(tag["end"]), is_drawn)
        end = -1 if tag["end"] else _end_of_raw(html, at, name, closes, is_drawn=is_drawn)
        if end < 0:
            yield Token("", name, bool(tag["end"]), tag["given"])
        elif name in UNSEEN:
            notes.took("scripts and style sheets")
        else:
            yield Token(html[at:end].replace("<", "&lt;"))
        at = max(at, end)
    yield Token(html[at:])


def _is_drawn(name: str, is_end: bool, before: bool) -> bool:
    """Whether what follows this tag is part of a drawing or a formula, which most tags of text end."""
    if name in {"svg", "math"}:
        return not is_end
    return before and (is_end or name not in ENDS_A_DRAWING)


def _end_of_raw(html: str, at: int, name: str, closes: dict[str, int], *, is_drawn: bool) -> int:
    """Where the content of a tag ends that has no tags in it, whatever it looks like; -1 for any other tag."""
    if name not in UNSEEN | LITERAL | {"plaintext"}:
        return -1
    end = closes.get(name, 0)
    if end < at:  # looked for once, however often the tag is opened before its end
        close = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(html, at)
        end = closes[name] = close.start() if close and name != "plaintext" else len(html)
    # In a drawing it may well have tags.
    return -1 if is_drawn and "<" in html[at:end] else end


def _past_a_comment(html: str, start: int, notes: Notes) -> int:
    """Where a comment, a condition of Word's or a processing instruction that begins here has ended."""
    if html.startswith("<!--", start):
        for empty in ("<!-->", "<!--->"):
            if html.startswith(empty, start):
                return start + len(empty)
        notes.removed["formatting"] += 1
        # A comment that never ends hides the rest from every browser.
        close = _COMMENT_END.search(html, start + 4)
        return close.end() if close else len(html)
    if html.startswith(("<!", "<?"), start):
        end = html.find(">", start)
        return end + 1 if end >= 0 else len(html)
    return start


class _Sieve:
    def __init__(self, tokens: list[Token], notes: Notes) -> None:
        self.tokens, self.notes = tokens, notes
        self.ends = _ends(tokens)
        self.out: list[str] = []
        self.open: dict[str, list[str]] = defaultdict(list)
        self.depth = 0
        self.item: tuple[int, int] | None = None  # where in `out` the paragraph of a Word list began, and its level

    def written(self) -> list[str]:
        at = 0
        while at < len(self.tokens):
            token = self.tokens[at]
            if not token.name:
                self.out.append(token.text)
            elif token.is_end:
                self._end(token.name)
            else:
                at = self._start(token, at)
            at += 1
        return self.out

    def _start(self, token: Token, at: int) -> int:
        """Write an opening tag; returns the place of the last token that is done."""
        given = attributes_of(token.given)
        style = style_of(given.get("style", ""), given.get("class", ""), given.get("id", ""))
        if at in self.ends and (why := _why_left_out(token.name, style)):
            return self._left_out(at, why, style)
        if "style" in given or "class" in given or token.name in {"font", "u"}:
            self.notes.removed["formatting"] += 1
        if style.is_signature:
            self.notes.warn(SIGNATURE)
        if token.name in INLINE:
            self._open_inline(token.name, given, style)
        elif token.name in KEPT:
            self._open_block(token.name, given, style)
        else:
            self._alone(token.name, given)
        return at

    def _left_out(self, at: int, why: str, style: Style) -> int:
        inside = self.tokens[at : self.ends[at]]
        words = " ".join(unescape("".join(token.text for token in inside if not token.name)).split())
        if style.is_mark:
            self._mark(words)
        else:
            self.notes.took(why, words)
            if words:
                self.notes.warn(SAID[why])
        return self.ends[at]

    def _mark(self, words: str) -> None:
        """A mark that Word drew before an item goes to its paragraph; anywhere else it is text."""
        if self.item is None or len(words) > LONGEST_MARK:
            self.out.append(escape(f"{words} "))
            return
        place, level = self.item
        self.out[place] = f'<p data-item="{level} {escape(words)}">'
        self.item = None

    def _open_inline(self, name: str, given: dict[str, str], style: Style) -> None:
        tag, written = name, ""
        if name == "a":
            written = f'<a href="{given["href"].replace(chr(34), "&quot;")}">' if given.get("href") else ""
        elif style.is_raised:
            tag, written = "sup", "<sup>"
        elif style.strong is None and style.em is None:
            tag = "" if name == "span" else "strong" if name in STRONG else "em"
            written = f"<{tag}>" if tag else ""
        else:
            tag, written = "span", f'<span style="{style.css(name)}">'
        if tag in {"span", "sup"}:
            written = written if self._deeper() else ""
        self.open[name].append(f"</{tag}>" if written else "")
        self.out.append(written)

    def _open_block(self, name: str, given: dict[str, str], style: Style) -> None:
        if name != "sup":
            self.item = (len(self.out), style.level) if name == "p" and style.level else None
        wanted = _GIVEN.get(name, ())
        kept = "".join(f' {key}="{escape(given[key])}"' for key in wanted if key in given)
        nests = name not in {"p", "li", "tr", "td", "th", "thead", "tbody", "tfoot", "caption"}
        written = f"<{name}{kept}>" if not nests or self._deeper() else "<hr>"
        if nests:
            self.open[name].append(f"</{name}>" if written != "<hr>" else "<hr>")
        self.out.append(written)

    def _deeper(self) -> bool:
        """Whether one more may stand open."""
        if self.depth >= MOST_OPEN:
            return False
        self.depth += 1
        return True

    def _alone(self, name: str, given: dict[str, str]) -> None:
        if name == "br":
            self.out.append("<br>")
        elif name in BREAKS:
            self.out.append("<hr>")
        elif name in {"img", "v:imagedata"}:
            self._picture(unescape(given.get("alt", "")), given)

    def _picture(self, alt: str, given: dict[str, str]) -> None:
        if name := _EMOJI.fullmatch(alt):
            self.out.append(escape(name[0]))
        elif given.get("width") not in {"0", "1"}:
            self.notes.took("pictures")
            self.notes.warn(PICTURES)

    def _end(self, name: str) -> None:
        if name in {"p", "li", "tr", "td", "th", "thead", "tbody", "tfoot", "caption"}:
            self.item = None if name == "p" else self.item
            self.out.append(f"</{name}>")
        elif name in INLINE | KEPT:
            written = self.open[name].pop() if self.open[name] else ""
            self.depth -= written in {"</span>", "</sup>"} or (name in KEPT and written.startswith("</"))
            self.out.append(written)
        elif name in BREAKS:
            self.out.append("<hr>")


SIGNATURE = gettext_noop(
    "What looks like an email signature came with it and was kept. Delete it if it is not part of the article."
)
PICTURES = gettext_noop("Pictures were left out of the text. Add them as files where the form asks for pictures.")
SAID = {
    "deleted text": gettext_noop(
        "Text that was deleted with tracked changes was left out. Look whether anything is missing."
    ),
    "review comments": gettext_noop("Comments of reviewers were left out."),
    "hidden text": gettext_noop("Text that was hidden in the document was left out."),
}


def _why_left_out(name: str, style: Style) -> str:
    if style.is_mark:
        return "list marks"
    if name == "del":
        return "deleted text"
    if style.is_comment:
        return "review comments"
    return "hidden text" if style.is_hidden else ""


def _ends(tokens: list[Token]) -> dict[int, int]:
    """Where the tag that closes each opening tag stands, by their places."""
    ends: dict[int, int] = {}
    waiting: dict[str, list[int]] = defaultdict(list)
    for at, token in enumerate(tokens):
        if token.name and not token.is_end:
            waiting[token.name].append(at)
        elif token.name and waiting[token.name]:
            ends[waiting[token.name].pop()] = at
    return ends
