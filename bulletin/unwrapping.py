"""Links that a mail gateway or a search page wrapped into its own, back to where they lead."""

import base64
import binascii
import re
from collections.abc import Callable
from html import unescape
from urllib.parse import parse_qs, unquote, urlsplit

# Whoever runs the gateway, its name ends so, and one of these fields of the address holds the real one.
_BY_FIELD: dict[str, tuple[str, ...]] = {
    "safelinks.protection.outlook.com": ("url",),
    "statics.teams.cdn.office.net": ("url",),
    "linkprotect.cudasvc.com": ("a",),
    "clicktime.symantec.com": ("u",),
    "protect.fireeye.com": ("u",),
    "protect2.fireeye.com": ("u",),
    "imsva91-ctp.trendmicro.com": ("url",),
    "ctp.trendmicro.com": ("url",),
    "l.facebook.com": ("u",),
    "www.google.com/url": ("q", "url"),
    "google.com/url": ("q", "url"),
    "google.co.uk/url": ("q", "url"),
}
_REAL = re.compile(r"https?://[^/?#\s]|mailto:[^@?\s]+@[^@?\s]", re.IGNORECASE)


def unwrapped(url: str) -> str:
    """Where this link leads; the same link when nobody wrapped it, or when only the gateway knows."""
    while (inner := _inner(url)) and _REAL.match(inner) and len(inner) < len(url):
        url = inner
    return url


def _inner(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    for name, read in _READERS.items():
        if host == name or host.endswith(f".{name}"):
            return read(url)
    for name, fields in _BY_FIELD.items():
        if host == name or host.endswith(f".{name}") or (host + parts.path).startswith(name):
            return _field(parts.query, fields)
    return ""


def _field(query: str, names: tuple[str, ...]) -> str:
    fields = parse_qs(unescape(query), max_num_fields=None)
    return next((fields[name][0].strip() for name in names if name in fields), "")


def _proofpoint(url: str) -> str:
    """Versions 1 to 3 of its way of writing; in the third a star stands for what an appendix holds."""
    if third := re.search(r"/v3/__(?P<url>.+?)__;(?P<held>[\w-]*)", url):
        return _filled(unquote(third["url"]), third["held"])
    wrapped = _field(urlsplit(url).query, ("u",))
    if "/v2/" not in url:
        return wrapped
    return unquote(wrapped.translate(str.maketrans("-_", "%/")))


def _filled(url: str, held: str) -> str:
    """One star is one character; two stars and a letter are a run of them."""
    url = re.sub(r"^(https?|mailto):/?(?=[^/])", lambda found: f"{found[1]}://", url)
    try:
        text = base64.urlsafe_b64decode(held + "=" * (-len(held) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError):
        return ""
    if "**" in url or url.count("*") != len(text):
        return "" if text else url
    characters = iter(text)
    return re.sub(r"\*", lambda _: next(characters), url)


def _sophos(url: str) -> str:
    wrapped = _field(urlsplit(url).query, ("u",))
    try:
        return base64.urlsafe_b64decode(wrapped + "=" * (-len(wrapped) % 4)).decode()
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""


def _cisco(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2])


_READERS: dict[str, Callable[[str], str]] = {
    "urldefense.proofpoint.com": _proofpoint,
    "urldefense.com": _proofpoint,
    "protection.sophos.com": _sophos,
    "secure-web.cisco.com": _cisco,
}
# These keep the real address to themselves.
OPAQUE = re.compile(r"https?://([\w-]+\.)*(mimecast\.com|mimecastprotect\.com|trustifi\.com)/", re.IGNORECASE)
