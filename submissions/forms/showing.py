"""The answers of a step in words, as they are shown for checking."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bulletin import prose
from submissions.forms.article import ArticleForm
from submissions.forms.rows import RowsFormSet
from submissions.forms.steps import StepForms, Text

NAMES = {"blocks": gettext_lazy("Extra"), "contacts": gettext_lazy("Contact"), "pictures": gettext_lazy("Picture")}


@dataclass(frozen=True)
class Answer:
    """One field with what was said; `field_id` is where it is changed, on the page of its step."""

    label: Text
    words: str
    field_id: str


def answers_in(step: StepForms) -> list[Answer]:
    """What a step says, field by field, as it was typed; what was left empty is left out."""
    return [answer for name in step.order for answer in _of_part(name, step[name])]


def _of_part(name: str, part: Any) -> list[Answer]:
    if not isinstance(part, RowsFormSet):
        return _of_form(part, "")
    label = NAMES.get(name, "")
    return [answer for number, row in enumerate(part.forms, start=1) for answer in _of_form(row, f"{label} {number}: ")]


def _of_form(form: forms.BaseForm, prefix: str) -> list[Answer]:
    answers = []
    if upload := getattr(form, "earlier", None):
        answers.append(Answer(f"{prefix}{_('File')}", upload.original_name or _("without a name"), ""))
    for field in form.visible_fields():
        words = _words(form, field)
        if words and field.name != "fax":
            answers.append(Answer(f"{prefix}{_plain(field.label)}", words, field.id_for_label or ""))
    return answers


def _plain(label: Text) -> str:
    return str(label).removesuffix(f" ({_('optional')})").removesuffix("?")


def _words(form: forms.BaseForm, field: forms.BoundField) -> str:
    kind, value = field.field, field.value()
    if isinstance(kind, forms.FileField):
        return ""
    if isinstance(kind, forms.BooleanField):
        return _("Yes") if value else ""
    if isinstance(kind, forms.ChoiceField):
        values = value if isinstance(value, list) else [value]
        chosen = {str(each) for each in values if each not in (None, "")}
        labels: Any = kind.choices
        return ", ".join(str(label) for key, label in labels if str(key) in chosen)
    if isinstance(form, ArticleForm) and field.name == "body":
        return prose.to_text(prose.from_editor(str(value or "")), width=1000)
    return str(value or "").strip()
