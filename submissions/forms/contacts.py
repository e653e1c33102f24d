"""The contacts that an article publishes, each with whether they agreed to it."""

from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Fluid
from django import forms
from django.utils.translation import gettext_lazy as _

from bulletin.forms import LineField
from submissions import blocks, contact_reading
from submissions.forms.layouts import part_of_a_page
from submissions.forms.rows import RowsFormSet

NO_NAME = _("Enter a name or a role, so that readers know who answers the telephone")
NO_WAY = _("Enter an email address, a telephone number or a website for this contact")
NO_CONSENT = _("Ask whoever it is, then tick the box to say that they agreed. Or remove this contact.")
NO_EMAIL = _("Enter an email address in the correct format, like name@example.com")


class ContactForm(forms.Form):
    """One contact; blank means none. An email address alone is enough: a shared mailbox has no name."""

    needs_consent = True

    name = LineField(
        label=_("Name"),
        max_length=200,
        required=False,
        error_messages={"max_length": _("The name must be %(limit_value)d characters or fewer")},
    )
    role = LineField(
        label=_("Role or team"),
        max_length=200,
        required=False,
        help_text=_("For example, community safety officer"),
        error_messages={"max_length": _("The role must be %(limit_value)d characters or fewer")},
    )
    email = forms.CharField(
        label=_("Email address"),
        max_length=254,
        required=False,
        help_text=_("A shared mailbox lasts longer than a personal one"),
        widget=forms.EmailInput(attrs={"spellcheck": "false", "autocomplete": "off"}),
        error_messages={"max_length": NO_EMAIL},
    )
    phone = LineField(
        label=_("Telephone number"),
        max_length=40,
        required=False,
        help_text=_("Printed as you type it"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        error_messages={"max_length": _("The telephone number must be %(limit_value)d characters or fewer")},
    )
    website = forms.URLField(
        label=_("Website"),
        max_length=300,
        required=False,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "spellcheck": "false"}),
        error_messages={
            "invalid": _("Enter a website address, like www.example.com"),
            "max_length": _("The website address must be %(limit_value)d characters or fewer"),
        },
    )
    agreed = forms.BooleanField(
        label=_("They agreed that these details are published"),
        required=False,
    )

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(
            Field.text("name", field_width=Fluid.TWO_THIRDS),
            Field.text("role", field_width=Fluid.TWO_THIRDS),
            Field.text("email", field_width=Fluid.TWO_THIRDS),
            Field.text("phone", field_width=Fluid.ONE_THIRD),
            Field.text("website", field_width=Fluid.TWO_THIRDS),
            Field.checkbox("agreed"),
        )

    @property
    def advice(self) -> str:
        """What to look at before this is printed, though nothing keeps it from being sent."""
        return contact_reading.advice_on(str(self["email"].value() or ""))

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        if email and not contact_reading.is_address(email):
            raise forms.ValidationError(NO_EMAIL)
        return email

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.has_changed():
            return cleaned
        ways = ("email", "phone", "website")
        if not any(cleaned.get(way) or way in self.errors for way in ways):
            self.add_error("email", NO_WAY)
        elif cleaned.get("phone") and not any(cleaned.get(way) for way in ("name", "role", "email", "website")):
            self.add_error("name", NO_NAME)
        if self.needs_consent and not cleaned.get("agreed"):
            self.add_error("agreed", NO_CONSENT)
        return cleaned


class DeskContactForm(ContactForm):
    """The same for an editor, who may mend an article before everybody has agreed; the ledger still asks."""

    needs_consent = False


class ContactRows(RowsFormSet):
    form: type[ContactForm] = ContactForm
    max_num = blocks.MOST_CONTACTS
    default_error_messages = {
        **RowsFormSet.default_error_messages,
        "too_many_forms": _("Send at most %(num)d contacts"),
    }
    starts_with = ({},)

    @classmethod
    def get_default_prefix(cls) -> str:
        return "contacts"


class DeskContactRows(ContactRows):
    form = DeskContactForm
