"""What somebody types who wants their link back, or writes to us about an article that they sent."""

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Fluid
from django import forms
from django.utils.translation import gettext_lazy as _

from bulletin.forms import AddressField, TextField
from submissions.forms.layouts import part_of_a_page
from submissions.forms.marking import unmarked

MOST_IN_MESSAGE = 3000


class LinkForm(forms.Form):
    """Where to mail a link to."""

    use_required_attribute = False

    email = AddressField(label=_("Your email address"))

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(Field.text("email", field_width=Fluid.TWO_THIRDS))


class MessageForm(forms.Form):
    """A message to the editors about one article."""

    use_required_attribute = False

    text = TextField(
        label=_("Write to the editors"),
        max_length=MOST_IN_MESSAGE,
        validators=[unmarked],
        help_text=_("Do not send anything marked above OFFICIAL, or names and details of a case."),
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": _("Enter your message"),
            "max_length": _("The message must be %(limit_value)d characters or fewer"),
        },
    )

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(Field.textarea("text", rows=5))


class WithdrawForm(forms.Form):
    """Why an article is taken back; that may be left out."""

    use_required_attribute = False

    reason = TextField(
        label=_("Why do you withdraw it? (optional)"),
        max_length=1000,
        validators=[unmarked],
        required=False,
        help_text=_("It helps us when something in it must not be published."),
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"max_length": _("The reason must be %(limit_value)d characters or fewer")},
    )

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(Field.textarea("reason", rows=4))
