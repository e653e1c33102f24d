"""Letters as people type them into a search: small, without accents, and words that mean the same alike."""

import re
import unicodedata

# Letters that Unicode does not take apart.
_LETTERS = str.maketrans(
    {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ħ": "h", "\u0131": "i"}
)
_APOSTROPHES = re.compile("['’‘`\u00b4]")
_WORD = re.compile(r"[^\W_]+")
# Short forms that writers and readers mix; both are kept as the long one.
_SAME = {"op": "operation", "ops": "operations", "org": "organised", "dept": "department", "govt": "government"}


def fold(text: str) -> str:
    """Small letters without accents: “Ŵyn” and “wyn” become the same."""
    taken_apart = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    return "".join(letter for letter in taken_apart if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """The folded words in order; a short form is its long one, and an apostrophe parts no word."""
    return [_SAME.get(word, word) for word in _WORD.findall(_APOSTROPHES.sub("", fold(text)))]
