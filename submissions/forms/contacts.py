"""The contacts that an article publishes."""

from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Fluid
from django import forms

from submissions import blocks
from submissions.forms.layouts import part_of_a_page
from submissions.forms.rows import RowsFormSet

NO_NAME = "Enter a name or a role for this contact"
NO_WAY = "Enter an email address, a telephone number or a website for this contact"


class ContactForm(forms.Form):
    """One contact; blank means none."""

    name = forms.CharField(label="Name", max_length=200, required=False)
    role = forms.CharField(
        label="Role or team", max_length=200, required=False, help_text="For example, community safety officer"
    )
    email = forms.EmailField(
        label="Email address",
        required=False,
        help_text="A shared mailbox lasts longer than a personal one",
        widget=forms.EmailInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
        error_messages={"invalid": "Enter an email address in the correct format, like name@example.com"},
    )
    phone = forms.CharField(
        label="Telephone number",
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
    )
    website = forms.URLField(
        label="Website",
        max_length=300,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
        error_messages={"invalid": "Enter a website address, like www.example.com"},
    )

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(
            Field.text("name", field_width=Fluid.TWO_THIRDS),
            Field.text("role", field_width=Fluid.TWO_THIRDS),
            Field.text("email", field_width=Fluid.TWO_THIRDS),
            Field.text("phone", field_width=Fluid.ONE_THIRD),
            Field.text("website", field_width=Fluid.TWO_THIRDS),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.has_changed():
            return cleaned
        if not (cleaned.get("name") or cleaned.get("role")):
            self.add_error("name", NO_NAME)
        ways = ("email", "phone", "website")
        if not any(cleaned.get(way) or way in self.errors for way in ways):
            self.add_error("email", NO_WAY)
        return cleaned


class ContactRows(RowsFormSet):
    form = ContactForm
    max_num = blocks.MOST_CONTACTS
    default_error_messages = {**RowsFormSet.default_error_messages, "too_many_forms": "Send at most %(num)d contacts"}
    starts_with = ({},)

    @classmethod
    def get_default_prefix(cls) -> str:
        return "contacts"
