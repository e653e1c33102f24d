"""The words for an edition's number, so that nobody types it twice."""

_UNITS = (
    *("", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"),
    *("eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth"),
    *("eighteenth", "nineteenth"),
)
_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_LAST_IN_WORDS = 99
_SUFFIXES = {1: "st", 2: "nd", 3: "rd"}


def ordinal(number: int) -> str:
    """“fifth” for 5; in figures from 100 on."""
    if not 1 <= number <= _LAST_IN_WORDS:
        return f"{number}{_suffix(number)}"
    tens, unit = divmod(number, 10)
    if number < len(_UNITS):
        return _UNITS[number]
    return f"{_TENS[tens]}-{_UNITS[unit]}" if unit else f"{_TENS[tens].removesuffix('y')}ieth"


def issue_label(number: int) -> str:
    """“Issue 05” for 5."""
    return f"Issue {number:02}"


def _suffix(number: int) -> str:
    teens = 11 <= number % 100 <= 13
    return "th" if teens else _SUFFIXES.get(number % 10, "th")
