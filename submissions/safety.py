"""What should not be printed by accident: found in an article, shown to people, and never changed."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from bulletin import prose, reading
from submissions import contact_reading
from submissions.content import Content
from submissions.models import ClearanceQuestion
from submissions.scanning import markings, numbers, people

Scanner = Callable[[str], Iterable[str]]
MARKING = "marking"
MOST = 60  # findings of one article: more is a list of something, and one look at it is enough
# Where an event takes place is meant to be printed.
PUBLIC_PLACES = {"where", "register"}


@dataclass(frozen=True)
class Kind:
    """A kind of thing that is looked for, what to do about one, and which question of the ledger it is about."""

    name: str
    label: str | Promise
    advice: str | Promise
    question: str
    scan: Scanner


@dataclass(frozen=True)
class Finding:
    """One thing that was found: to be taken out, or answered for.

    `quote` is what was found and `where` where in the article, for a person; `step` names the step of the
    form that mends it. `key` stays the same as long as the quote does, wherever it moves.
    """

    kind: str
    label: str
    quote: str
    where: str
    advice: str
    question: str
    step: str
    key: str

    @property
    def is_marking(self) -> bool:
        return self.kind == MARKING


@dataclass(frozen=True)
class Passage:
    """Some text of an article with its place; `skips` are the kinds that belong there."""

    where: str
    step: str
    text: str
    skips: frozenset[str] = frozenset()

    @cached_property
    def lines(self) -> list[str]:
        """Its lines as a reader would say them: no invisible letters, none that only look different."""
        lines = unicodedata.normalize("NFKC", reading.visible(self.text)).splitlines()
        return [" ".join(line.split()) for line in lines if line.strip()]


Q = ClearanceQuestion
KINDS = (
    Kind(
        MARKING,
        _("Protective marking"),
        _(
            "Nothing marked above OFFICIAL, and nothing with a handling instruction, may be sent or printed. "
            "Stop, and ask whoever marked it."
        ),
        Q.MARKING,
        markings.markings,
    ),
    Kind(
        "birth",
        _("Date of birth"),
        _("Take it out, or give the age."),
        Q.NAMED_PEOPLE,
        numbers.births,
    ),
    Kind("insurance", _("National insurance number"), _("Take it out."), Q.NAMED_PEOPLE, numbers.insurance),
    Kind("card", _("Payment card number"), _("Take it out."), Q.NAMED_PEOPLE, numbers.cards),
    Kind(
        "plate",
        _("Registration plate"),
        _("It leads to whoever keeps the vehicle. Take it out, or say why readers need it."),
        Q.NAMED_PEOPLE,
        numbers.plates,
    ),
    Kind(
        "postcode",
        _("Postcode"),
        _("It leads to a few homes. Take it out, or say whose public address it is."),
        Q.NAMED_PEOPLE,
        numbers.postcodes,
    ),
    Kind(
        "private_mail",
        _("Private email address"),
        _("Give an address at work, or say that its owner wants this one printed."),
        Q.CONTACTS,
        people.private_addresses,
    ),
    Kind("closed_mail", _("Email address that was closed"), "", Q.CONTACTS, people.closed_addresses),
    Kind(
        "mobile",
        _("Mobile number"),
        _("Give a number of the team, or say that its owner wants this one printed."),
        Q.CONTACTS,
        people.mobiles,
    ),
    Kind(
        "case",
        _("A case that may not be decided"),
        _("Say that the case is over, or take it out: what we print must not harm a trial."),
        Q.LIVE_PROCEEDINGS,
        people.cases,
    ),
)
BY_NAME = {kind.name: kind for kind in KINDS}


def findings(content: Content) -> list[Finding]:
    """Everything found in an article, markings first; the same words found twice are one finding.

    Without contacts nobody is asked about any, so an address in the text is about a named person then.
    """
    parts = list(passages(content))
    found: dict[str, Finding] = {}
    for kind in KINDS:
        for finding in _of_kind(kind, parts):
            is_of_person = finding.question == Q.CONTACTS and not content.contacts
            found.setdefault(finding.key, replace(finding, question=Q.NAMED_PEOPLE) if is_of_person else finding)
    return list(found.values())[:MOST]


def in_file(name: str, texts: Mapping[str, str] | None = None) -> list[Finding]:
    """The markings in a file: in its name, and in its texts, each given under where it stands ("the header").

    A file that has one is not to be kept, and its text not to be mailed or logged.
    """
    spoken = re.sub(r"[_.]+", " ", name)
    parts = [Passage("the name of the file", "", spoken)]
    parts += [Passage(where, "", text) for where, text in (texts or {}).items()]
    return list({finding.key: finding for finding in _of_kind(BY_NAME[MARKING], parts)}.values())


def refusals(text: str) -> list[str]:
    """Why words that somebody writes about an article are not taken: one sentence for each marking in them.

    Such words are mailed and stand in records, so they are not kept; the article itself waits apart instead.
    """
    found = dict.fromkeys(finding.quote for finding in _of_kind(BY_NAME[MARKING], [Passage("", "", text)]))
    refusal = str(_("“%(quote)s” looks like a protective marking. Take it out, and ask whoever marked it."))
    return [refusal % {"quote": quote} for quote in found]


def passages(content: Content) -> Iterator[Passage]:
    """The text of an article in pieces, each with its place."""
    yield Passage(str(_("the title")), "article", content.title)
    yield Passage(str(_("the summary")), "article", content.summary)
    yield Passage(str(_("the text")), "article", "\n".join(prose.paragraphs(content.body)))
    for number, block in enumerate(content.blocks, start=1):
        yield from _of_block(number, cast(Mapping[str, Any], block))
    for number, contact in enumerate(content.contacts, start=1):
        where = str(_("contact %(number)s")) % {"number": number}
        yield Passage(where, "article", "\n".join(str(value) for value in contact.values()))
    for number, placed in enumerate(content.pictures, start=1):
        where = str(_("picture %(number)s")) % {"number": number}
        yield Passage(where, "pictures", f"{placed.alt}\n{placed.caption}\n{placed.credit}")


def _of_block(number: int, block: Mapping[str, Any]) -> Iterator[Passage]:
    where = str(_("extra %(number)s")) % {"number": number}
    for name, value in block.items():
        if name == "kind":
            continue
        text = "\n".join(value) if isinstance(value, list) else str(value)
        skips = frozenset({"postcode"}) if block["kind"] == "event" and name in PUBLIC_PLACES else frozenset()
        yield Passage(where, "article", text, skips)


def _of_kind(kind: Kind, parts: Iterable[Passage]) -> Iterator[Finding]:
    for passage in parts:
        if kind.name not in passage.skips:
            for line in passage.lines:
                yield from (_finding(kind, passage, quote) for quote in kind.scan(line))


def _finding(kind: Kind, passage: Passage, quote: str) -> Finding:
    advice = contact_reading.advice_on(quote) if kind.name == "closed_mail" else str(kind.advice)
    return Finding(
        kind=kind.name,
        label=str(kind.label),
        quote=quote,
        where=passage.where,
        advice=advice,
        question=kind.question,
        step=passage.step,
        key=_key(kind.name, quote),
    )


def _key(kind: str, quote: str) -> str:
    said = " ".join(re.sub(r"[^\w@]+", " ", quote.casefold()).split())
    return hashlib.sha256(f"{kind}:{said}".encode()).hexdigest()[:16]
