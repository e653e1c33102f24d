"""The forms of the distribution list: to join, and to ask for a link to leave."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Field, Fluid, Layout
from django import forms

from editions.distribution import addresses


class AddressForm(forms.Form):
    """One email address."""

    button = "Continue"
    use_required_attribute = False

    email = forms.CharField(
        label="Email address",
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your email address",
            "max_length": "Email address must be 254 characters or fewer",
        },
    )

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.attrs = {"novalidate": "novalidate"}
        helper.include_media = False
        helper.layout = Layout(Field.text("email", field_width=Fluid.TWO_THIRDS), Button("submit", self.button))
        return helper

    def clean_email(self) -> str:
        email: str = self.cleaned_data["email"]
        try:
            addresses.read(email)
        except addresses.AddressRefusedError as error:
            message = "Enter an email address in the correct format, like name@example.com"
            raise forms.ValidationError(message) from error
        return email


class SubscribeForm(AddressForm):
    button = "Get the bulletin"


class LeaveForm(AddressForm):
    button = "Send me a link"
