"""The labels of our form to fill in, and of forms like it: which part of an article stands under them."""

import re
from typing import NamedTuple

from bulletin.structure import Passage

ABOUT, CONTACT, NOTE = "about", "contact", "note"
CORE = {"title", "summary", "body"}
PERSON = ("name", "role", "email", "phone", "website", "organisation")

_NAMES: dict[str, str] = {
    **dict.fromkeys(("title", "article title", "title of article", "title of the article", "headline"), "title"),
    **dict.fromkeys(("title of your article", "your title", "teitl"), "title"),
    **dict.fromkeys(("summary", "short summary", "standfirst", "in brief", "summary of your article"), "summary"),
    **dict.fromkeys(("summary of the article", "crynodeb"), "summary"),
    **dict.fromkeys(("article", "your article", "the article", "article text", "text of the article", "text"), "body"),
    **dict.fromkeys(("body", "body text", "main text", "main body", "full text", "full article", "erthygl"), "body"),
    **dict.fromkeys(("text of your article", "content"), "body"),
    **dict.fromkeys(("name", "your name", "full name", "contact name", "author", "submitted by", "enw"), "name"),
    **dict.fromkeys(("role", "role or team", "job title", "position", "rank", "rank or role", "post"), "role"),
    **dict.fromkeys(("email", "email address", "your email", "your email address", "e-mail"), "email"),
    **dict.fromkeys(("contact email", "e-mail address", "ebost"), "email"),
    **dict.fromkeys(("phone", "telephone", "telephone number", "your telephone number", "phone number"), "phone"),
    **dict.fromkeys(("contact number", "contact telephone", "tel", "ffôn", "your phone number"), "phone"),
    **dict.fromkeys(("website", "web address", "web page", "website address", "gwefan"), "website"),
    **dict.fromkeys(
        ("organisation", "your organisation", "organization", "force", "organisation or force"), "organisation"
    ),
    **dict.fromkeys(("force or organisation", "agency", "department", "sefydliad"), "organisation"),
    **dict.fromkeys(("article for the soc local partnerships bulletin", "pictures", "images"), NOTE),
    **dict.fromkeys(("about you", "your details", "sender", "amdanoch chi"), ABOUT),
    **dict.fromkeys(("contact", "contacts", "contact details", "contacts to publish", "contact to publish"), CONTACT),
    **dict.fromkeys(("further information", "for more information", "for further information", "cyswllt"), CONTACT),
    **dict.fromkeys(("first contact", "second contact", "third contact", "another contact"), CONTACT),
}
# What stands in an empty place of the form.
PROMPTS = ("click or tap here", "click here to enter text", "type here", "write here")


class Label(NamedTuple):
    """A label, and the words of its value when they stand behind it in the same line."""

    key: str
    value: str = ""
    length: int = 0  # of the label with its colon, when a value follows


def label_of(passage: Passage, *, strictly: bool) -> Label | None:
    """The label that this passage is or begins with; `strictly`: only a heading, a bold line or one with a colon."""
    text = passage.text.strip()
    if key := named(text):
        is_marked = passage.tag != "p" or text.endswith(":") or all(run.marks.strong for run in passage.runs)
        return Label(key) if is_marked or not strictly else None
    before, colon, value = text.partition(":")
    key = named(before) if colon and passage.tag == "p" else ""
    if not key or key in {ABOUT, "body"} or (key == CONTACT) or (strictly and key in CORE):
        return None
    return Label(key, value.strip(), len(before) + 1)


def named(text: str) -> str:
    """The key of a label however it is written; empty when it is none."""
    said = re.sub(r"\(.*?\)|\*", " ", text).strip().rstrip(":.?").casefold()
    said = re.sub(r"^\d+[.)]\s*", "", " ".join(said.split()))
    return _NAMES.get(re.sub(r"\s\d$", "", said), "")


def is_prompt(text: str) -> bool:
    return text.strip().casefold().startswith(PROMPTS)
