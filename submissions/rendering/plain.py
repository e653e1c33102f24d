"""A revision's face as plain text, for the text part of the email and for people who read only that."""

import textwrap
from collections.abc import Iterable

from bulletin import prose
from submissions.models import Revision, RevisionPicture
from submissions.rendering import parts, words
from submissions.rendering.parts import PrintedBlock, PrintedContact

WIDTH = 72


def article(revision: Revision) -> str:
    """Title, summary, body, blocks, pictures and contacts, in the order of the other faces."""
    labels = words.of(revision.language)
    shown = [_picture(each, labels) for each in revision.pictures.all()]
    return joined(
        [
            heading(revision.title, "="),
            filled(revision.summary),
            *shown[:1],
            prose.to_text(revision.body, WIDTH),
            *(_block(block) for block in parts.blocks(revision)),
            *shown[1:],
            _contacts(parts.contacts(revision), labels),
        ]
    )


def joined(passages: Iterable[str]) -> str:
    """The passages that say something, an empty line between them."""
    return "\n\n".join(passage.strip("\n") for passage in passages if passage.strip()) + "\n"


def filled(text: str, *, first: str = "", then: str = "") -> str:
    """Words in lines of 72 columns; an address is never cut. `first` and `then` begin the lines."""
    lines = [
        textwrap.fill(
            " ".join(each.split()),
            WIDTH,
            initial_indent=first,
            subsequent_indent=then,
            break_long_words=False,
            break_on_hyphens=False,
        )
        for each in text.splitlines()
        if each.strip()
    ]
    return "\n".join(lines)


def heading(text: str, rule: str) -> str:
    lines = filled(text)
    return f"{lines}\n{rule * max(map(len, lines.splitlines()), default=0)}"


def _picture(shown: RevisionPicture, labels: dict[str, str]) -> str:
    """What a picture says to somebody who can't see it; nothing when it is decorative and has no caption."""
    credit = f"{labels['credit']}: {shown.credit}." if shown.credit else ""
    said = [text.rstrip(".") + "." for text in (shown.alt, shown.caption) if text]
    return filled(f"[{labels['picture']}: {' '.join([*said, credit]).strip()}]") if said else ""


def _block(block: PrintedBlock) -> str:
    about = block.about
    if block.kind == "quote":
        return _quote(about)
    if block.kind == "figure":
        return filled(" ".join(about.get(name, "") for name in ("before", "figure", "after")))
    title = about.get("heading") or about.get("name", "")
    return "\n".join(
        passage
        for passage in (
            filled(f"{block.label}: {title}"),
            filled(about.get("text", "")),
            *(filled(item.typed, first="* ", then="  ") for item in block.items),
            *(filled(f"{label}: {fact.typed}") for label, fact in block.facts),
        )
        if passage
    )


def _quote(about: dict[str, str]) -> str:
    said_by = ", ".join(filter(None, (about.get("speaker"), about.get("role"))))
    words_of_it = filled(about.get("text", ""), first="> ", then="> ")
    return f"{words_of_it}\n{filled(f'-- {said_by}', then='   ')}" if said_by else words_of_it


def _contacts(contacts: list[PrintedContact], labels: dict[str, str]) -> str:
    if not contacts:
        return ""
    lines = [f"{labels['contacts']}:"]
    for contact in contacts:
        who = ", ".join(filter(None, (contact.name, contact.role)))
        reached = (
            (labels["email"], contact.email),
            (labels["phone"], contact.phone),
            (labels["website"], contact.website_url or contact.website),
        )
        told = [who, *(f"{label}: {value}" for label, value in reached if value)]
        said = [each for each in told if each]
        lines += [filled(each, first="  " if number else "* ", then="  ") for number, each in enumerate(said)]
    return "\n".join(lines)
