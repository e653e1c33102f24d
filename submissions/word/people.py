"""Contacts that somebody wrote as lines of text: taken where they are sure."""

import re

from bulletin.structure import Passage
from submissions.blocks import Contact, contact_from

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w@.-])(?:\+|\(0|0)[\d()\s-]{8,18}\d(?:\s*(?:ext\.?|x)\s*\d{1,5})?(?![\w@])", re.IGNORECASE)
_WEBSITE = re.compile(r"(?:https?://|www\.)[^\s,;<>]+", re.IGNORECASE)
_LEADS = re.compile(
    r"^(for (more|further) information,?\s*)?(please\s+)?contacts?( details)?\s*:?\s*"
    r"|\b(e-?mail|e|tel(ephone)?|t|phone|m|mobile|web(site)?|w)\s*[:.](?=\s|$)"
    r"|\b(e-?mail|tel(ephone)?|phone|website)\b(?=\s*[,;|–-]|\s*$)",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_][\w.'’\- &/()]{1,80}")
MOST_PARTS = 3


def in_line(passage: Passage) -> Contact | None:
    """The one contact in a line such as "A Name, Analyst, name@a.example, 020 7946 0000"; None when it is not sure."""
    text = " ".join(passage.text.split())
    emails, phones, sites = (pattern.findall(text) for pattern in (_EMAIL, _PHONE, _WEBSITE))
    ways = [found for found in (emails, phones, sites) if found]
    if not ways or any(len(found) > 1 for found in ways):
        return None
    rest = _WEBSITE.sub(" ", _PHONE.sub(" ", _EMAIL.sub(" ", text)))
    parts = [part.strip(" .:()<>") for part in re.split(r"[,;|\n]|\s[–-]\s", _LEADS.sub(" , ", rest))]
    parts = [part for part in parts if part]
    if not parts or len(parts) > MOST_PARTS or not all(_is_name(part) for part in parts):
        return None
    return contact_from(
        {
            "name": parts[0],
            "role": ", ".join(parts[1:]),
            "email": emails[0] if emails else "",
            "phone": phones[0].strip() if phones else "",
            "website": _with_scheme(sites[0]) if sites else "",
        }
    )


def _is_name(part: str) -> bool:
    """A name, a role or a team, and no sentence."""
    return bool(_WORDS.fullmatch(part)) and len(part.split()) <= 7


def _with_scheme(site: str) -> str:
    site = site.rstrip(".,;)")
    return site if re.match("https?://", site, re.IGNORECASE) else f"https://{site}"


def website(said: str) -> str:
    """A website as a form's answer names it."""
    found = re.fullmatch(r"(https?://)?[\w-]+(\.[\w-]+)+\S*", said.strip(), re.IGNORECASE)
    return _with_scheme(said.strip()) if found else said.strip()
