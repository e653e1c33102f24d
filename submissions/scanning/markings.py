"""Protective markings and handling instructions, as they are written on papers of government and police.

OFFICIAL alone, UNCLASSIFIED and NOT PROTECTIVELY MARKED are no reason to stop. Markings are written in capitals, so
that a secret compartment or a restricted area is none; only what no sentence would say is found in any letters.
"""

import re
from collections.abc import Iterator

_DASH = r"[-\u2010-\u2015\u2212]"
# Found in any letters: no sentence says them in passing.
_ANYHOW = re.compile(
    rf"\bofficial\s*(?:{_DASH}|[:/.(])?\s*sensitive\b"
    r"|\bUK\s+eyes\s+only\b|\bpolice\s+eyes\s+only\b|\bfor\s+UK\s*/\s*US\s+eyes\b"
    r"|\bnot\s+for\s+(?:onward|further|wider)\s+(?:dissemination|distribution|disclosure|transmission|sharing)\b"
    r"|\bnot\s+for\s+publication\b|\bnot\s+to\s+be\s+(?:disseminated|published)\b"
    rf"|\bfor\s+(?:police|law{_DASH}?\s?enforcement|official|internal)\s+use\s+only\b"
    r"|\b(?:commercial|commerce|management|medical|staff)[\s-]+in[\s-]+confidence\b"
    r"|\bhandling\s+(?:code|instructions?|caveats?|conditions?)\s*[:=]"
    r"|\bprotective\s+marking\s*[:=]\s*"
    r"(?!official\b(?!\W*sensitive)|not\s+protectively|none|unclassified|n/a)\w[\w -]*",
    re.IGNORECASE,
)
# Found in capitals only.
_IN_CAPITALS = re.compile(
    r"\b(?:TOP\s+SECRET|(?:UK\s+)?SECRET|S\sE\sC\sR\sE\sT|CONFIDENTIAL|RESTRICTED)\b"
    rf"(?:\s*(?:{_DASH}|/)+\s*[A-Z][A-Z ]+\b)?"
    r"|\b(?:LIMDIS|ORCON|NOFORN|LOCSEN|STRAP\s?[123]|RECSENSITIVE|DO\s+NOT\s+(?:CIRCULATE|COPY|FORWARD|SHARE))\b"
)
# A line that says nothing else is a header or a footer, whatever its letters.
_ALONE = re.compile(
    r"\W*(?:(?:uk|top)\s+)?(?:secret|confidential|restricted|official\W{0,3}sensitive)\W*", re.IGNORECASE
)
# TLP is how computer emergency teams mark who may pass something on; red and amber may not be printed.
_TRAFFIC_LIGHT = re.compile(r"\bTLP\s?:?\s?(?:RED|AMBER(?:\+STRICT)?)\b")
LONGEST_HEADING = 4  # words
AROUND = " -*|"  # what stands around a marking that begins or ends a line


def markings(line: str) -> Iterator[str]:
    """Every marking in a line."""
    if _ALONE.fullmatch(line):
        yield line.strip()
        return
    is_heading = line.isupper() and len(line.split()) > LONGEST_HEADING
    first, last = len(line) - len(line.lstrip(AROUND)), len(line.rstrip(AROUND))

    def is_shouted(match: re.Match[str]) -> bool:
        """Whether the word is one of a heading that is all in capitals, and not where a marking stands."""
        return is_heading and match.start() > first and match.end() < last

    for pattern in (_ANYHOW, _TRAFFIC_LIGHT):
        yield from (match[0] for match in pattern.finditer(line))
    yield from (match[0] for match in _IN_CAPITALS.finditer(line) if not is_shouted(match))
