"""Numbers that lead to one person: of insurance, cards, vehicles, homes, and days of birth."""

import re
from collections.abc import Iterator

_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_DAY = (
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH},?\s+\d{{2,4}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}"
    r"|\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{2,4}|\d{4}-\d{2}-\d{2})"
)
_BIRTH = re.compile(
    rf"(?:\bd\.?\s?o\.?\s?b\b\.?|\bdate\s+of\s+birth\b|\bborn\b(?:\s+on)?(?:\s+the)?)[\s:=(-]{{0,6}}(?:is\s+|was\s+)?{_DAY}",
    re.IGNORECASE,
)
# The letters that HMRC gives (its manual NIM39110).
_INSURANCE = re.compile(
    r"\b(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]"
    r"(?P<gap>[ -]?)\d{2}(?P=gap)\d{2}(?P=gap)\d{2}(?P=gap)[A-D]\b",
    re.IGNORECASE,
)
_CARD = re.compile(r"(?<![\d.,/+-])(?:3[47]|4\d|5[0-8]|2[2-7]|6\d)\d{2}(?:[ -]?\d){9,15}(?![\d/]|[.,-]\d)")
# AB12 CDE since 2001; A123 BCD before, where a road such as the A14 may not pass for it; ABZ 1234 in Northern Ireland.
_PLATES = re.compile(
    r"\b[A-HJ-PR-Y][A-HJ-PR-Y](?:0[1-9]|[1-7]\d)\s?[A-HJ-PR-Z]{3}\b"
    r"|\b[C-HJ-LNPR-TV-Y]\d{3}\s?[A-HJ-PR-Z]{3}\b|\b[ABM]\d{1,3}[A-HJ-PR-Z]{3}\b"
    r"|\b[A-Z]{2}Z\s?\d{3,4}\b"
)
_POSTCODE = re.compile(
    r"\b(?:[A-PR-UWYZ]\d{1,2}|[A-PR-UWYZ][A-HK-Y]\d{1,2}|[A-PR-UWYZ]\d[A-HJKPS-UW]|[A-PR-UWYZ][A-HK-Y]\d[ABEHMNPRV-Y])"
    r"\s?\d[ABD-HJLNP-UW-Z]{2}\b"
)
CARD_LENGTHS = range(13, 20)
LONGEST_PLATE = 2  # words


def births(line: str) -> Iterator[str]:
    """Days of birth, with the word that makes them one."""
    return (match[0] for match in _BIRTH.finditer(line))


def insurance(line: str) -> Iterator[str]:
    """National insurance numbers."""
    return (match[0] for match in _INSURANCE.finditer(line))


def cards(line: str) -> Iterator[str]:
    """Numbers that a payment card may have: of its length, with the right last digit (Luhn, ISO/IEC 7812)."""
    for match in _CARD.finditer(line):
        digits = re.sub(r"\D", "", match[0])
        if len(digits) in CARD_LENGTHS and _adds_up(digits) and len(set(digits)) > 1:
            yield match[0]


def plates(line: str) -> Iterator[str]:
    """Registration plates; in a heading that is all in capitals every short word might end one."""
    if len(line.split()) > LONGEST_PLATE and line.isupper():
        return iter(())
    return (match[0] for match in _PLATES.finditer(line))


def postcodes(line: str) -> Iterator[str]:
    """Whole postcodes: the first half alone is a town."""
    return (match[0] for match in _POSTCODE.finditer(line))


def _adds_up(digits: str) -> bool:
    doubled = [sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2]]
    return (sum(doubled) + sum(map(int, digits[-1::-2]))) % 10 == 0
