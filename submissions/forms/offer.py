"""That an article may be published."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field
from django import forms

from submissions import intake
from submissions.forms.layouts import part_of_a_page


class PermissionForm(forms.Form):
    is_cleared = forms.BooleanField(
        label=intake.DECLARATION,
        error_messages={"required": "Tick the box to say that it is cleared. If it is not yet, come back when it is."},
    )

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(Field.checkbox("is_cleared"))
