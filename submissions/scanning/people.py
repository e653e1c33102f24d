"""Ways to reach one person, and words by which a case may still be before a court."""

import re
from collections.abc import Iterator

from submissions import contact_reading

_EMAIL = re.compile(r"(?<![\w.+'-])[\w.+'-]+@(?:[\w-]+\.)+[a-z]{2,}", re.IGNORECASE)
_PRIVATE = re.compile(
    r"(?:gmail|googlemail|icloud|me|mac|aol|msn|ymail|rocketmail|hey|pm|mail|zoho|inbox|fastmail|btinternet|btopenworld"
    r"|sky|virginmedia|ntlworld|talktalk|tiscali|blueyonder|plus|o2|orange|freeserve|lineone|tutanota|duck|hushmail)"
    r"\.(?:com|net|co\.uk|me|org)"
    r"|(?:hotmail|outlook|live|yahoo|gmx|protonmail|proton|web|yandex)\.(?:[a-z]{2,3}|co\.uk|com\.[a-z]{2})",
    re.IGNORECASE,
)
_MOBILE = re.compile(r"(?<![\d+])(?:\+44\s?(?:\(0\)\s?)?|0044\s?|0)7(?:[\s-]?\d){9}(?!\d)")
NEAR = 80  # letters
_BEFORE = re.compile(r"(?:[^\s.!?]+\s){0,3}$")  # in the same sentence
_AFTER = re.compile(r"[^\s.!?]*(?:\s[^\s.!?]+){0,4}")
_CASES = re.compile(
    r"\b(?:"
    r"alleged(?:ly)?|allegations?\s+(?:of|against|that)"
    r"|(?:been|was|were|has|have|jointly|later|now|subsequently)\s+charged(?!\s+(?:£|\d|for\b|at\b|by\b|up\b|a\b|an\b|extra|more|less|rent|interest))"
    r"|(?:is|are)\s+charged\s+with(?!\s+\w+ing\b)|charged\s+on\s+suspicion"
    r"|(?:on|stand(?:ing|s)?|stood|awaiting|await|awaits|facing|face|faces|before|pending)\s+(?:a\s+|his\s+|her\s+|their\s+)?trial"
    r"|trial\s+(?:is|starts|begins|opens|continues|date|will|has\s+been\s+set)"
    r"|(?:awaiting|awaits?|await|facing|faces?)\s+(?:sentenc(?:e|ing)|charges?|prosecution|extradition)"
    r"|(?:due|set|expected|scheduled)\s+(?:to\s+)?(?:appear|be\s+sentenced|stand|be\s+tried)"
    r"|(?:due|appear(?:ed|s)?)\s+(?:in|at|before)\s+(?:\w+\s+){0,3}(?:court|magistrates)"
    r"|remanded|on\s+(?:police\s+|conditional\s+)?bail|released\s+under\s+investigation"
    r"|plead(?:ed|s)?\s+not\s+guilty|den(?:y|ies|ied)\s+(?:the|all|any|both)\s+(?:charges?|offences?|allegations?)"
    r"|arrested\s+on\s+suspicion|(?:the|an|both|two|three)\s+(?:accused|defendants?)|sub\s+judice"
    r"|(?:case|trial|hearing|proceedings|prosecution)\s+(?:is|are|remains?)\s+(?:still\s+)?(?:ongoing|continuing|live|active|before)"
    r"|(?:case|trial|hearing)\s+(?:continues|goes\s+on|was\s+adjourned|is\s+adjourned)"
    r"|(?:live|ongoing|on-going|continuing|active|pending)\s+(?:criminal\s+|police\s+)?(?:investigations?|prosecutions?|proceedings|court\s+case|case)"
    r")\b",
    re.IGNORECASE,
)


def private_addresses(line: str) -> Iterator[str]:
    """Addresses at providers where people have their private mail."""
    return (email for email in _EMAIL.findall(line) if _PRIVATE.fullmatch(email.rpartition("@")[2]))


def closed_addresses(line: str) -> Iterator[str]:
    """Addresses whose domain was closed; they are older than whoever copies them knows."""
    return (email for email in _EMAIL.findall(line) if contact_reading.successor(email) is not None)


def mobiles(line: str) -> Iterator[str]:
    """Mobile numbers of this country."""
    return (match[0] for match in _MOBILE.finditer(line) if contact_reading.is_mobile(match[0]))


def cases(line: str) -> Iterator[str]:
    """Words of a case that no court has decided, with a few around them, so that a new one is a new finding."""
    for match in _CASES.finditer(line):
        before = _BEFORE.search(line[max(0, match.start() - NEAR) : match.start()])
        after = _AFTER.match(line[match.end() : match.end() + NEAR])
        yield f"{before[0] if before else ''}{match[0]}{after[0] if after else ''}".strip(" .,;:")
