"""The shapes of a revision's content blocks and published contacts, and what is wrong with one."""

from typing import Literal, TypedDict

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
    """A contact to publish, with the consent of whoever it names."""

    name: str
    role: str
    email: str
    phone: str
    website: str


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
    "quote": "Quote",
    "figure": "Big figure",
    "checklist": "Checklist",
    "event": "Event",
    "call": "Call for bids or articles",
    "resources": "Resources on offer",
}
CONTACT_FIELDS = ("name", "role", "email", "phone", "website")
