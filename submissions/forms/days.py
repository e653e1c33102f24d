"""A day that somebody types as they would write it in a letter."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

FORMATS = ["%d %m %Y", "%d/%m/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d %B %Y", "%d %b %Y", "%Y-%m-%d", "%d/%m/%y", "%d %m %y"]


class DayField(forms.DateField):
    """One box for day, month and year, so that a draft keeps what was typed, whatever it is."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput(format="%d %B %Y", attrs={"autocomplete": "off"}))
        options["error_messages"] = {
            "invalid": _("Enter a real date, like 27 March 2028"),
            **options.get("error_messages", {}),
        }
        super().__init__(input_formats=FORMATS, **options)

    def to_python(self, value: Any) -> Any:
        return super().to_python(" ".join(value.replace(",", " ").split()) if isinstance(value, str) else value)
