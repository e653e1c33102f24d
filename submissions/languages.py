"""The languages in which an article may be written: their names, and which way they are read."""

from django.conf import settings

RIGHT_TO_LEFT = "rtl"


def choices() -> list[tuple[str, str]]:
    """What a form offers, in the order of the setting: code and name."""
    return [(code, name) for code, name, _ in _listed()]


def direction(code: str) -> str:
    """`rtl` or `ltr`, as the attribute dir says it; a language that left the list is read from the left."""
    return next((way for listed, _, way in _listed() if listed == code), "ltr")


def _listed() -> list[tuple[str, str, str]]:
    """Each `code:Name` or `code:Name:rtl` of ARTICLE_LANGUAGES."""
    listed = []
    for entry in settings.ARTICLE_LANGUAGES:
        code, _, rest = entry.strip().partition(":")
        name, _, way = rest.partition(":")
        listed.append((code, name or code, RIGHT_TO_LEFT if way == RIGHT_TO_LEFT else "ltr"))
    return listed
