"""The form for the questions of an edition's Feedback section."""

from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Field, Fluid, Layout
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bulletin.forms import AddressField, PublicForm, TextField

LONGEST = 2000  # characters of one answer


class FeedbackForm(PublicForm):
    """A field for each question of the edition, of which one answer is enough."""

    email = AddressField(
        label=_("Your email address (optional)"), required=False, help_text=_("Only if you want an answer from us.")
    )

    def __init__(self, *args: Any, questions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = [f"answer_{number}" for number in range(1, len(questions) + 1)]
        for name, question in zip(self.names, questions, strict=True):
            self.fields[name] = TextField(
                label=question,
                required=False,
                max_length=LONGEST,
                error_messages={
                    "max_length": format_lazy(_("Each answer must be {most} characters or fewer"), most=f"{LONGEST:,}")
                },
            )
        self.order_fields([*self.names, "email", "fax", "form_key"])

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.attrs = {"novalidate": "novalidate"}
        helper.include_media = False
        helper.label_size = "s"
        helper.layout = Layout(
            *(Field.textarea(name, rows=4) for name in self.names),
            Field.text("email", field_width=Fluid.TWO_THIRDS),
            *self.trap,
            Button("submit", _("Send your answers")),
        )
        return helper

    @property
    def answers(self) -> list[str]:
        return [self.cleaned_data[name] for name in self.names]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors and not any(cleaned[name] for name in self.names):
            raise forms.ValidationError(_("Answer at least one of the questions"))
        return cleaned
