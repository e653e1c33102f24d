"""Forms of one email address: to join the list, to ask for a link to leave, and for what is held of a person."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Field, Fluid, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from editions.distribution import addresses


class AddressForm(forms.Form):
    """One email address."""

    button = _("Continue")
    use_required_attribute = False

    email = forms.CharField(
        label=_("Email address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your email address"),
            "max_length": _("Email address must be 254 characters or fewer"),
        },
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.attrs = {"novalidate": "novalidate"}
        helper.include_media = False
        helper.label_size = "s"
        helper.layout = Layout(Field.text("email", field_width=Fluid.TWO_THIRDS), Button("submit", self.button))
        return helper

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        try:
            addresses.read(email)
        except addresses.AddressRefusedError as error:
            message = _("Enter an email address in the correct format, like name@example.com")
            raise forms.ValidationError(message) from error
        return email


class SubscribeForm(AddressForm):
    button = _("Get the bulletin")


class LeaveForm(AddressForm):
    button = _("Send me a link")


class InformationForm(AddressForm):
    button = _("Send me a link")
