"""Who offers an article, and for which organisation."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Fluid
from django import forms
from django.utils.translation import gettext_lazy as _

from bulletin.forms import AddressField, LineField
from submissions.forms.layouts import part_of_a_page
from submissions.models import Organisation

TRAP = "fax"


class AboutYouForm(forms.Form):
    """None of it is published. The last field is for robots: who fills it in is looked at before anybody is mailed."""

    name = LineField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your name"),
            "max_length": _("Your name must be %(limit_value)d characters or fewer"),
        },
    )
    email = AddressField(
        label=_("Your email address"), help_text=_("We write to you here about the article. We don’t publish it.")
    )
    phone = LineField(
        label=_("Your telephone number (optional)"),
        max_length=40,
        required=False,
        help_text=_("In case we have a question. We don’t publish it."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={"max_length": _("Your telephone number must be %(limit_value)d characters or fewer")},
    )
    organisation = LineField(
        label=_("Your organisation"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={
            "required": _("Enter the name of your organisation"),
            "max_length": _("The name of your organisation must be %(limit_value)d characters or fewer"),
        },
    )
    sector = forms.ChoiceField(
        label=_("What kind of organisation is it?"),
        choices=Organisation.Sector.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what kind of organisation it is")},
    )
    region = forms.ChoiceField(
        label=_("Which region do you work in?"),
        choices=[("", _("Select a region")), *Organisation.Region.choices],
        error_messages={"required": _("Select a region, or National")},
    )
    fax = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(
            Field.text("name", field_width=Fluid.TWO_THIRDS),
            Field.text("email", field_width=Fluid.TWO_THIRDS),
            Field.text("phone", field_width=Fluid.ONE_THIRD),
            Field.text("organisation", field_width=Fluid.TWO_THIRDS),
            Field.radios("sector"),
            Field.select("region"),
            Field(TRAP, context={"wrapper_class": "bulletin-trap"}),
        )
