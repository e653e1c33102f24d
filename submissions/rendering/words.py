"""The few words of our own that stand in an article, in the language of its revision."""

from submissions import languages
from submissions.models import Revision

ENGLISH: dict[str, str] = {
    "checklist": "Checklist",
    "event": "Event",
    "call": "Call for bids or articles",
    "resources": "Resources on offer",
    "when": "When",
    "where": "Where",
    "audience": "Who it is for",
    "register": "How to register",
    "opens": "Opens",
    "closes": "Closes",
    "ask": "Who to ask",
    "contacts": "Contacts",
    "picture": "Picture",
    "credit": "Picture credit",
    "email": "Email",
    "phone": "Telephone",
    "website": "Website",
    "own_page": "This article on a page of its own",
}
WELSH: dict[str, str] = {
    "checklist": "Rhestr wirio",
    "event": "Digwyddiad",
    "call": "Galwad am geisiadau neu erthyglau",
    "resources": "Adnoddau sydd ar gael",
    "when": "Pryd",
    "where": "Ble",
    "audience": "Ar gyfer pwy",
    "register": "Sut i gofrestru",
    "opens": "Yn agor",
    "closes": "Yn cau",
    "ask": "Pwy i’w holi",
    "contacts": "Cysylltiadau",
    "picture": "Llun",
    "credit": "Cydnabyddiaeth llun",
    "email": "E-bost",
    "phone": "Ffôn",
    "website": "Gwefan",
    "own_page": "Yr erthygl hon ar ei thudalen ei hun",
}


INVITATIONS: dict[str, str] = {
    Revision.Language.ENGLISH: "Read this article in English",
    Revision.Language.WELSH: "Darllenwch yr erthygl hon yn Gymraeg",
}


def invitation(language: str) -> tuple[str, str]:
    """The words that lead to an article in that language, and the language that they are in themselves."""
    if said := INVITATIONS.get(language):
        return said, language
    name = dict(languages.choices()).get(language, language)
    return f"Read this article in {name}", Revision.Language.ENGLISH.value


def are_known(language: str) -> bool:
    """Whether our words are in that language; where they are not, a page must say that they are English."""
    return language in Revision.Language.values


def of(language: str) -> dict[str, str]:
    """The words of that language; English where we have none."""
    return WELSH if language == Revision.Language.WELSH else ENGLISH
