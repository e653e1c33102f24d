"""Reads a page as it is sent to a browser: its words, its links, and its forms with what stands in them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

Values = Mapping[str, object]
UNSEEN = ("script", "style", "template")
WITHIN_WORDS = ("a", "b", "em", "i", "span", "strong", "wbr")  # all other elements begin a new word


@dataclass
class Button:
    name: str
    value: str
    words: str = ""


@dataclass
class Form:
    """A form as it would be sent: its buttons, and the names and values of everything else in it."""

    attributes: dict[str, str]
    controls: list[tuple[str, str]] = field(default_factory=list)
    named: set[str] = field(default_factory=set)
    buttons: list[Button] = field(default_factory=list)

    def button(self, said: str) -> Button | None:
        """The button with these words or this value; words that only begin so will do."""
        for button in self.buttons:
            if said in (button.words, button.value) or button.words.startswith(f"{said} "):
                return button
        return None

    def filled(self, values: Values) -> list[tuple[str, object]]:
        assert set(values) <= self.named, f"no such field: {set(values) - self.named}; there are {sorted(self.named)}"
        kept: list[tuple[str, object]] = [control for control in self.controls if control[0] not in values]
        for name, value in values.items():
            kept += [(name, each) for each in (value if isinstance(value, list) else [value])]
        return kept


class Reader(HTMLParser):
    """What matters to somebody who looks at a page and sends its forms."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.forms: list[Form] = []
        self.form: Form | None = None
        self.button: Button | None = None
        self.inner = ""
        self.opened: dict[str, str] = {}
        self.chosen: list[str] = []
        self.unseen = 0

    def handle_starttag(self, tag: str, given: list[tuple[str, str | None]]) -> None:
        self.unseen += tag in UNSEEN
        if tag not in WITHIN_WORDS:
            self.words.append(" ")
        if begin := getattr(self, f"begin_{tag}", None):
            begin({name: value or "" for name, value in given})

    def handle_endtag(self, tag: str) -> None:
        self.unseen -= tag in UNSEEN
        if end := getattr(self, f"end_{tag}", None):
            end()

    def handle_data(self, data: str) -> None:
        if not self.unseen:
            self.words.append(data)
            self.inner += data

    def begin(self, attributes: dict[str, str]) -> None:
        """A link, text box or button, of which the words inside matter."""
        self.opened, self.inner = attributes, ""

    begin_a = begin_textarea = begin

    def end_a(self) -> None:
        self.links.append((" ".join(self.inner.split()), self.opened.get("href", "")))

    def begin_form(self, attributes: dict[str, str]) -> None:
        self.form = Form(attributes)
        self.forms.append(self.form)

    def end_form(self) -> None:
        self.form = None

    def keep(self, attributes: dict[str, str], *values: str) -> None:
        name = attributes.get("name")
        if self.form and name and "disabled" not in attributes:
            self.form.named.add(name)
            self.form.controls += [(name, value) for value in values]

    def begin_input(self, attributes: dict[str, str]) -> None:
        kind, value = attributes.get("type", "text"), attributes.get("value", "")
        if kind == "submit" and self.form:
            self.form.buttons.append(Button(attributes.get("name", ""), value, value))
        elif kind in ("checkbox", "radio"):
            self.keep(attributes, *([attributes.get("value", "on")] if "checked" in attributes else []))
        else:
            self.keep(attributes, *([] if kind == "file" else [value]))

    def end_textarea(self) -> None:
        self.keep(self.opened, self.inner.removeprefix("\n"))

    def begin_select(self, attributes: dict[str, str]) -> None:
        self.opened, self.chosen = attributes, []

    def begin_option(self, attributes: dict[str, str]) -> None:
        """The chosen option, or else the first, is sent."""
        if "selected" in attributes or not self.chosen:
            self.chosen = [attributes.get("value", "")]

    def end_select(self) -> None:
        self.keep(self.opened, *self.chosen)

    def begin_button(self, attributes: dict[str, str]) -> None:
        self.begin(attributes)
        if self.form and attributes.get("type", "submit") == "submit" and "disabled" not in attributes:
            self.button = Button(attributes.get("name", ""), attributes.get("value", ""))
            self.form.buttons.append(self.button)

    def end_button(self) -> None:
        if self.button:
            self.button.words = " ".join(self.inner.split())
        self.button = None
