"""What a reader would stumble over in words: links that lead nowhere, link texts that say nothing, short forms."""

import re
from html.parser import HTMLParser
from urllib.parse import urlsplit

_VAGUE = (
    "here|click here|click|this|this link|link|this form|form|this page|page|this website|website|mailbox|more"
    "|read more|find out more|more information|yma|cliciwch yma"
)
VAGUE = frozenset(_VAGUE.split("|"))
# Short forms that everybody who reads the bulletin knows, or that nobody spells out.
_KNOWN = "BBC CCTV COVID DNA EU FAQ GPS HM HMRC ID IT MP NHS PC PDF SCOC SOC TV UK UN URL US USA VAT"
KNOWN = frozenset(_KNOWN.split())
SHORT_FORM = re.compile(r"\b[A-Z]{2,6}\b")
SHOUTED = re.compile(r"\b[A-Z]{2,}(?:\s+[A-Z]{2,})+\b")
SCHEMES = ("https", "http", "mailto", "tel")


def empty_links(html: str) -> list[str]:
    """The texts of links whose address can't work: a mailto: without an @, a page without a host, anything else."""
    return [text or address for address, text in _links(html) if not _leads_somewhere(address)]


def vague_links(html: str) -> list[str]:
    """The link texts that say nothing when they are read alone (WCAG 2.4.9)."""
    return [text for _, text in _links(html) if text.strip(" .:,>»→").lower() in VAGUE]


def unexplained(text: str) -> list[str]:
    """Short forms in capitals that are never spelled out beside a bracket, each once, in the order of the text."""
    quiet = SHOUTED.sub(" ", text)
    found = dict.fromkeys(SHORT_FORM.findall(quiet))
    return [form for form in found if form not in KNOWN and not _is_spelled_out(form, text)]


def _is_spelled_out(form: str, text: str) -> bool:
    """Written as "Serious Thing Unit (STU)" or "STU (Serious Thing Unit)"; a plural s may follow."""
    return re.search(rf"\(\s*[“\"']?{form}s?\b[^)]*\)|\b{form}s?\s+\([^)]*[a-z]{{3}}", text) is not None


def _leads_somewhere(address: str) -> bool:
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return re.fullmatch(r"[^@\s]+@[^@\s]+", parts.path) is not None
    if parts.scheme == "tel":
        return any(character.isdigit() for character in parts.path)
    return parts.scheme in SCHEMES and bool(parts.netloc)


def _links(html: str) -> list[tuple[str, str]]:
    reader = _LinkReader()
    reader.feed(html)
    reader.close()
    return reader.links


class _LinkReader(HTMLParser):
    """Gathers the address and the text of each link."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[tuple[str, str]] = []
        self._address: str | None = None
        self._text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self._address, self._text = dict(attrs).get("href") or "", ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._address is not None:
            self.links.append((self._address, " ".join(self._text.split())))
            self._address = None
