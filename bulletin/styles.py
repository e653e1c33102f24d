"""What the attributes of a tag say about its words: bold, hidden, a mark or a level of Word's lists, a comment."""

import re
from functools import lru_cache
from html import unescape
from typing import NamedTuple

STRONG, EM = {"b", "strong"}, {"i", "em"}

_ATTRIBUTE = re.compile(r"([^\s=/\"'<>]+)\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'<>][^\s<>]*))")
_LEVEL = re.compile(r"\bl\d+\s+level(\d)\b", re.IGNORECASE)
_SIGNATURE = re.compile(r"(^|[\s_x-])(mso)?(gmail_|moz-)?signature\b|divtagdefaultwrapper-signature", re.IGNORECASE)
_COMMENT = re.compile(r"\b(msocomtxt|msocomoff|msocommentreference|msocommenttext|msocomanchor)\b", re.IGNORECASE)


class Style(NamedTuple):
    """None where nothing is said."""

    strong: bool | None = None
    em: bool | None = None
    is_raised: bool = False
    is_hidden: bool = False
    is_mark: bool = False
    is_comment: bool = False
    is_signature: bool = False
    level: int = 0

    def css(self, tag: str) -> str:
        """How a span says the same as this tag with this style."""
        strong = tag in STRONG or None if self.strong is None else self.strong
        em = tag in EM or None if self.em is None else self.em
        parts = [] if strong is None else [f"font-weight:{700 if strong else 400}"]
        return ";".join([*parts, *([] if em is None else [f"font-style:{'italic' if em else 'normal'}"])])


@lru_cache(maxsize=4096)
def attributes_of(given: str) -> dict[str, str]:
    """The attributes of a tag as they were written, entities and all; of two alike the first."""
    found: dict[str, str] = {}
    for name, *values in _ATTRIBUTE.findall(given):
        found.setdefault(name.lower(), next(filter(None, values), ""))
    return found


@lru_cache(maxsize=4096)
def style_of(css: str, classes: str, name: str) -> Style:
    """What a style, its classes and its id say."""
    said = {
        key.strip().lower(): value.strip().lower()
        for key, _, value in (part.partition(":") for part in unescape(css).split(";"))
    }
    weight, slant = said.get("font-weight", ""), said.get("font-style", "")
    listed = said.get("mso-list", "")
    level = _LEVEL.search(listed)
    return Style(
        strong=_is_strong(weight) if weight else None,
        em=slant in {"italic", "oblique"} if slant else None,
        is_raised=said.get("vertical-align") == "super",
        is_hidden=said.get("display") == "none" or said.get("mso-hide") == "all" or said.get("visibility") == "hidden",
        is_mark=listed == "ignore",
        is_comment=bool(_COMMENT.search(classes)) or said.get("mso-element") in {"comment", "comment-list"},
        is_signature=bool(_SIGNATURE.search(f"{classes} {name}")),
        level=int(level[1]) if level else 0,
    )


def _is_strong(weight: str) -> bool:
    return weight in {"bold", "bolder"} or (weight.isdecimal() and len(weight) < 5 and int(weight) >= 600)
