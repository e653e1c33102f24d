"""The shapes of a revision's content blocks and published contacts, and what is wrong with one."""

from collections.abc import Mapping
from typing import Any, Literal, TypedDict, cast

from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _

from bulletin import prose

BlockKind = Literal["quote", "figure", "checklist", "event", "call", "resources"]


class Quote(TypedDict):
    kind: Literal["quote"]
    text: str
    speaker: str  # may be empty
    role: str  # rank or post; may be empty


class Figure(TypedDict):
    """One big figure in a sentence: `before` **figure** `after`."""

    kind: Literal["figure"]
    figure: str
    before: str
    after: str


class Checklist(TypedDict):
    kind: Literal["checklist"]
    heading: str
    items: list[str]


class Event(TypedDict):
    kind: Literal["event"]
    name: str
    when: str  # as it is to be read: "2 February 2027, 9:30am to 4pm"
    where: str
    audience: str
    register: str  # how to register: words, an address of a page or an email address


class Call(TypedDict):
    """A call for bids or contributions."""

    kind: Literal["call"]
    heading: str
    text: str
    opens: str
    closes: str
    ask: str  # whom to ask


class Resources(TypedDict):
    kind: Literal["resources"]
    heading: str
    items: list[str]  # each a line of words, an address of a page, or both


Block = Quote | Figure | Checklist | Event | Call | Resources


class Contact(TypedDict):
    """A contact to publish; `agreed` is whether whoever it names or reaches agreed to that. It is not printed."""

    name: str
    role: str
    email: str
    phone: str  # as it was typed
    website: str
    agreed: bool


# The fields of each kind, in the order of the form, and those that must not be empty.
FIELDS: dict[str, tuple[str, ...]] = {
    "quote": ("text", "speaker", "role"),
    "figure": ("before", "figure", "after"),
    "checklist": ("heading", "items"),
    "event": ("name", "when", "where", "audience", "register"),
    "call": ("heading", "text", "opens", "closes", "ask"),
    "resources": ("heading", "items"),
}
NEEDED: dict[str, tuple[str, ...]] = {
    "quote": ("text",),
    "figure": ("figure",),
    "checklist": ("heading", "items"),
    "event": ("name", "when"),
    "call": ("heading", "text"),
    "resources": ("heading", "items"),
}
LABELS: dict[str, str] = {
    "quote": _("Quote"),
    "figure": _("Big figure"),
    "checklist": _("Checklist"),
    "event": _("Event"),
    "call": _("Call for bids or articles"),
    "resources": _("Resources on offer"),
}
CONTACT_FIELDS = ("name", "role", "email", "phone", "website")
LISTS = ("items",)  # the fields that hold one line for each item
MOST_BLOCKS = 8
MOST_CONTACTS = 5


def block_from(raw: Mapping[str, Any]) -> Block:
    """A block of its exact shape from anything that has its fields; text is trimmed, nothing is judged.

    Raises ValueError when its kind is unknown.
    """
    kind = raw.get("kind")
    if kind not in FIELDS:
        raise ValueError(f"There is no content block of the kind {kind!r}")
    fields = {name: _lines(raw.get(name)) if name in LISTS else _text(raw.get(name)) for name in FIELDS[kind]}
    return cast(Block, {"kind": kind, **fields})


def contact_from(raw: Mapping[str, Any]) -> Contact:
    """A contact of its exact shape; text is trimmed, nothing is judged. One kept without consent has none."""
    fields: dict[str, Any] = {name: _text(raw.get(name)) for name in CONTACT_FIELDS}
    return cast(Contact, {**fields, "agreed": bool(raw.get("agreed"))})


def faults_of_block(block: Block) -> list[str]:
    """What keeps a block from being printed, each as a sentence."""
    values = cast(Mapping[str, Any], block)
    label, empty = gettext(LABELS[block["kind"]]), gettext("%(block)s: %(part)s is empty.")
    return [empty % {"block": label, "part": name} for name in NEEDED[block["kind"]] if not values[name]]


def faults_of_contact(contact: Contact) -> list[str]:
    """What keeps a contact from being published, each as a sentence."""
    faults = []
    if contact["phone"] and not any(contact[field] for field in ("name", "role", "email", "website")):
        faults.append(gettext("A telephone number needs the name or the role of whoever answers it."))
    if not (contact["email"] or contact["phone"] or contact["website"]):
        faults.append(gettext("A contact needs an email address, a telephone number or a website."))
    if contact["website"] and not contact["website"].startswith(("https://", "http://")):
        faults.append(gettext("A contact's website must begin with https:// or http://."))
    return faults


def _text(value: object) -> str:
    return prose.lines(str(value or ""))


def _lines(value: object) -> list[str]:
    """The lines that hold something, whether they came as one text or as a list."""
    typed = value.splitlines() if isinstance(value, str) else [str(line) for line in cast(list[object], value or [])]
    return [line for each in typed if (line := prose.line(each))]
