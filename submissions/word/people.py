"""Contacts that somebody wrote as lines of text: taken where they are sure."""

import re
from collections.abc import Iterator

from bulletin.structure import Group
from submissions.blocks import Contact, contact_from
from submissions.word.labels import named

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_PHONE = re.compile(r"(?<![\w@.-])(?:\+|\(0|0)[\d()\s-]{8,18}\d(?:\s*(?:ext\.?|x)\s*\d{1,5})?(?![\w@])", re.IGNORECASE)
_WEBSITE = re.compile(r"(?:https?://|www\.)[^\s,;<>]+", re.IGNORECASE)
_LEADS = re.compile(
    r"^(for (more|further) information,?\s*)?(please\s+)?contacts?( details)?\s*:?\s*"
    r"|\b(e-?mail|tel(ephone)?|phone|mobile|web(site)?)\s*[:.](?=\s|$)|\b[etmw]\s*:(?=\s|$)"
    r"|\b(e-?mail|tel(ephone)?|phone|website)\b(?=\s*[,;|–-]|\s*$)",
    re.IGNORECASE,
)
_WORDS = re.compile(r"[^\W\d_][\w.'’\- &/()]{1,80}")
MOST_PARTS = 3


def in_lines(lines: list[str]) -> tuple[list[Contact], list[str]]:
    """The contacts in these lines, each in one or in several of them, and the lines that are none."""
    found, left = [], []
    for group in _groups(lines):
        contact = in_line(", ".join(group))
        if contact:
            found.append(contact)
        else:
            left += group
    return found, left


def in_line(line: str) -> Contact | None:
    """The one contact in a line such as "A Name, Analyst, name@a.example, 020 7946 0000"; None when it is not sure."""
    text = " ".join(line.split())
    emails, phones, sites = ways = _ways(text)
    if not any(ways) or any(len(found) > 1 for found in ways):
        return None
    rest = _WEBSITE.sub(" ", _PHONE.sub(" ", _EMAIL.sub(" ", text)))
    parts = [part.strip(" .:()<>") for part in re.split(r"[,;|\n]|\s[–-]\s", _LEADS.sub(" , ", rest))]
    parts = [part for part in parts if part]
    if not parts or len(parts) > MOST_PARTS or not all(map(_is_name, parts)):
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


def in_table(table: Group) -> list[Contact] | None:
    """The contacts of a table with a column for each thing about them; None when it is another table."""
    rows = [[" ".join(passage.text for passage in cell.passages()) for cell in row.groups] for row in table.groups]
    keys = [named(cell) for cell in rows[0]] if rows else []
    is_whole = len(set(keys)) == len(keys) > 1 and all(len(row) == len(keys) for row in rows)
    if not is_whole or not set(keys) <= {"name", "role", "email", "phone", "website"}:
        return None
    told = [dict(zip(keys, row, strict=False)) for row in rows[1:]]
    return [contact_from(row | {"website": website(row.get("website", ""))}) for row in told if any(row.values())]


def _groups(lines: list[str]) -> Iterator[list[str]]:
    """Lines that belong together: names and roles, then ways to reach them, each of a kind once."""
    group: list[str] = []
    for line in lines:
        is_new = not any(_ways(line)) and any(_ways(", ".join(group)))
        is_twice = any(len(found) > 1 for found in _ways(", ".join([*group, line])))
        is_alone = in_line(line) or not (any(_ways(line)) or _is_name(line))
        if group and (is_new or is_twice or is_alone):
            yield group
            group = []
        group.append(line)
        if is_alone:
            yield group
            group = []
    if group:
        yield group


def _ways(text: str) -> tuple[list[str], list[str], list[str]]:
    """The email addresses, telephone numbers and websites in a text."""
    emails, phones, sites = (pattern.findall(text) for pattern in (_EMAIL, _PHONE, _WEBSITE))
    return emails, phones, sites


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
