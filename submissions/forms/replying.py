"""The contributor's answers to what editors asked for: a box for each thing."""

from collections.abc import Sequence
from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _

from bulletin.forms import TextField
from submissions.forms.layouts import part_of_a_page
from submissions.forms.marking import unmarked
from submissions.models import ChangeItem
from submissions.replying import LONGEST


class AnswersForm(forms.Form):
    """Any box may be left empty while answers are only saved."""

    use_required_attribute = False

    def __init__(self, *args: Any, items: Sequence[ChangeItem], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            self.fields[f"answer_{item.pk}"] = TextField(
                label=item.text,
                required=False,
                max_length=LONGEST,
                validators=[unmarked],
                initial=item.answer,
                widget=forms.Textarea(attrs={"rows": 4}),
                error_messages={"max_length": _("An answer must be %(limit_value)d characters or fewer")},
            )

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(*(Field.textarea(name, rows=4) for name in self.fields))

    @property
    def answers(self) -> dict[int, str]:
        """What the valid form says, by the number of each item."""
        return {item.pk: self.cleaned_data[f"answer_{item.pk}"] for item in self.items}
