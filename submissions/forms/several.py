"""Several forms and lists of rows that are sent together from one page."""

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext as _

from submissions.forms import rows
from submissions.forms.rows import RowsFormSet

Part = forms.Form | RowsFormSet


class SeveralForms(ABC):
    """The parts of one page, each under its name; templates and views name them `page.article`.

    A button that adds, removes or moves a row is answered by `after_press`: the same page with everything as
    it was typed, and nothing judged.
    """

    order: ClassVar[tuple[str, ...]]

    def __init__(self, data: Any = None, files: Any = None) -> None:
        self.pressed = rows.pressed(data.get(rows.BUTTON)) if data is not None else None
        self.parts: dict[str, Part] = self.build(data, files)

    @abstractmethod
    def build(self, data: Any, files: Any) -> dict[str, Any]:
        """The parts, bound to what was posted or fresh."""

    def __getitem__(self, name: str) -> Any:
        return self.parts[name]

    @property
    def media(self) -> forms.Media:
        return sum((self.parts[name].media for name in self.order), forms.Media())

    def is_valid(self) -> bool:
        return not self.faulty

    @property
    def faulty(self) -> list[Part]:
        """The parts with errors, in the page's order, for the error summary."""
        parts = [self.parts[name] for name in self.order]
        return [part for part in parts if (part.has_faults if isinstance(part, RowsFormSet) else part.errors)]

    def refuse(self, reasons: list[str]) -> None:
        """Show reasons that no field knew."""
        first = self.parts[self.order[0]]
        if isinstance(first, forms.Form):
            first.add_error(None, reasons)

    @property
    def said(self) -> str:
        """What a pressed button did, for the page's title, which a screen reader reads first."""
        said = {"add": _("Added"), "remove": _("Removed"), "up": _("Moved up")}
        return said[self.pressed.act] if self.pressed else ""

    def keep_pictures(self) -> None:
        """Keep pictures that were just sent, before the page is shown again."""
        self["pictures"].keep()

    def after_press(self) -> None:
        """Do what the pressed button says; no error is shown but that of a picture which can't be taken."""
        self.keep_pictures()
        self.parts = {name: self._unjudged(name, part) for name, part in self.parts.items()}

    def _unjudged(self, name: str, part: Part) -> Part:
        if not isinstance(part, RowsFormSet):
            return type(part)(initial={field.name: field.data for field in part})
        if name == "pictures" and self["pictures"].has_refused_files:
            return part
        press = self.pressed
        return part.after(press) if press and press.prefix == name else part.of(part.raw)
