"""The one function by which anybody's HTML becomes ours, and what it says it kept, removed and noticed."""

import re
from collections import Counter
from dataclasses import asdict, dataclass, field
from typing import Any

import nh3
from django.utils.translation import gettext_noop

from bulletin import reading, structure
from bulletin.noting import Notes
from bulletin.structure import Group, Passage

TAGS = {
    *("p", "h3", "h4", "ul", "ol", "li", "strong", "em", "a", "blockquote", "br", "table", "thead"),
    *("tbody", "tr", "th", "td"),
}
ATTRIBUTES = {"a": {"href"}, "th": {"scope"}}

_NAMES = {
    "p": "paragraphs",
    "h3": "headings",
    "h4": "headings",
    "ul": "lists",
    "ol": "lists",
    "li": "list items",
    "table": "tables",
    "blockquote": "quotations",
}
_REGARDS = re.compile(
    r"(kind|best|warm|many)\s+(regards|wishes|thanks)|regards|yours\s+(sincerely|faithfully)|cofion( gorau)?|diolch",
    re.IGNORECASE,
)
_DISCLAIMER = re.compile(r"this e-?mail( and any attachments?)?.{0,80}\b(confidential|intended)", re.IGNORECASE)
_LETTERHEAD = re.compile(r"(from|sent|to|cc|subject|oddi wrth|anfonwyd|at|pwnc):\s", re.IGNORECASE)
SIGNED = gettext_noop(
    "The end looks like an email's signature. It was kept: delete it if it is not part of the article."
)
DISCLAIMED = gettext_noop(
    "It holds a notice of an email about confidential or intended readers. Delete it, or ask its sender first."
)
FORWARDED = gettext_noop(
    "It holds the head lines of an email, From and Sent. Delete them if they are not part of the article."
)


@dataclass(frozen=True)
class Cleaned:
    """Our safe HTML; counts by kind of what was kept and removed; sentences that warn; and words that went."""

    html: str
    kept: dict[str, int] = field(default_factory=dict)
    removed: dict[str, int] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    removed_text: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def cleaned(html: str) -> Cleaned:
    """Our safe HTML for anyone's, with links that lead to a web page, an address or a telephone.

    Cleaning twice changes nothing, and no visible word is lost but those in `removed_text`: marks of lists that
    became lists, text deleted with tracked changes, reviewers' comments and hidden text. Signatures stay.
    """
    notes = Notes()
    group = reading.read(html, notes)
    _warn(group, notes)
    return Cleaned(
        html=strict(structure.html(group)),
        kept=dict(_counted(group)),
        removed={kind: count for kind, count in sorted(notes.removed.items()) if count},
        warnings=notes.warnings,
        removed_text=notes.words,
    )


def strict(html: str) -> str:
    """The last word on what is safe, though the structure knows nothing else."""
    return nh3.clean(
        html, tags=TAGS, attributes=ATTRIBUTES, url_schemes=reading.SCHEMES, link_rel="noopener noreferrer"
    )


def _counted(group: Group) -> Counter[str]:
    counts: Counter[str] = Counter()
    for child in group.children:
        if isinstance(child, Passage):
            counts[_NAMES[child.tag]] += group.tag in {"", "blockquote"}
            counts["links"] += len({run.marks.href for run in child.runs if run.marks.href})
            counts["bold or italic"] += any(run.marks.strong or run.marks.em for run in child.runs)
        else:
            counts[_NAMES.get(child.tag, "cells")] += child.tag in _NAMES
            counts += _counted(child)
    return +counts


def _warn(group: Group, notes: Notes) -> None:
    """What looks as if it came along with an email."""
    lines = [line for passage in group.passages() for line in passage.text.split("\n")]
    ending = lines[len(lines) // 2 :] if len(lines) > 1 else []
    if any(line.strip() in {"--", "—"} or (_REGARDS.match(line.strip()) and len(line) < 40) for line in ending):
        notes.warn(SIGNED)
    if any(_DISCLAIMER.search(line) for line in lines):
        notes.warn(DISCLAIMED)
    if sum(bool(_LETTERHEAD.match(line)) for line in lines) > 2:
        notes.warn(FORWARDED)
