"""A list of rows in a form: each can be added, removed and moved up by a button, without JavaScript."""

import re
from dataclasses import dataclass
from typing import Any, ClassVar, Self

from django.forms import BaseFormSet

BUTTON = "rows"  # the name of every such button
_PRESSED = re.compile(r"(?P<act>add|remove|up):(?P<prefix>[a-z]+):(?P<what>[a-z0-9]{0,20})")

Row = dict[str, Any]


@dataclass(frozen=True)
class Pressed:
    """Which button of which list was pressed; `what` is the kind of the new row, or the row's number from 0."""

    act: str
    prefix: str
    what: str


def pressed(value: str | None) -> Pressed | None:
    """What the value of a pressed button says, or None when it is none of ours."""
    found = _PRESSED.fullmatch(value or "")
    return Pressed(**found.groupdict()) if found else None


class RowsFormSet(BaseFormSet):
    """Rows that may be left blank: a blank one counts as not there."""

    extra = min_num = 0
    max_num: int
    absolute_max = 30  # of what is posted, so that nobody makes us build a thousand rows
    validate_max = True
    can_order = can_delete = can_delete_extra = validate_min = False
    renderer = None
    starts_with: ClassVar[tuple[Row, ...]] = ()  # rows that stand there when there are none

    @classmethod
    def of(cls, rows: list[Row], **given: Any) -> Self:
        """Rows that show these values and judge nothing."""
        return cls(initial=rows or list(cls.starts_with), prefix=cls.get_default_prefix(), **given)

    def initial_form_count(self) -> int:
        """No row of a posted form is held to be there already, so each may be blank."""
        return 0 if self.is_bound else super().initial_form_count()

    @property
    def raw(self) -> list[Row]:
        """What each row holds, as it was typed."""
        return [{name: form[name].data for name in form.fields} for form in self.forms]

    @property
    def filled(self) -> list[dict[str, Any]]:
        """The cleaned values of the rows that are not blank."""
        return [form.cleaned_data for form in self.forms if form.has_changed()]

    @property
    def is_full(self) -> bool:
        return len(self.forms) >= self.max_num

    @property
    def has_faults(self) -> bool:
        return self.is_bound and self.total_error_count() > 0

    def after(self, press: Pressed) -> Self:
        """The same rows, as typed, after a button of theirs was pressed."""
        rows = self.raw
        number = int(press.what) if press.what.isdigit() else -1
        if press.act == "add" and not self.is_full:
            rows += self.new_rows(press.what)
        elif press.act == "remove" and 0 <= number < len(rows):
            del rows[number]
        elif press.act == "up" and 0 < number < len(rows):
            rows[number - 1], rows[number] = rows[number], rows[number - 1]
        return self.of(rows)

    def new_rows(self, kind: str) -> list[Row]:
        """The blank row that a button adds; none when there is no such kind."""
        return [{}]
