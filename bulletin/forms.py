"""The forms that belong to neither app: what public forms share, a question to the team, and a sign-in code."""

import secrets
from typing import Any

from crispy_forms_gds.choices import Choice
from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Button, Field, Fluid, Layout
from django import forms
from django.utils.translation import gettext_lazy as _

from bulletin import prose, questions


class LineField(forms.CharField):
    """One line of text as it is kept: what nobody could see of it does not count as typed."""

    def to_python(self, value: Any) -> str:
        return prose.line(super().to_python(value) or "")


class TextField(forms.CharField):
    """Text of several lines as it is kept: what nobody could see of it does not count as typed."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return prose.lines(super().to_python(value) or "")


class AddressField(forms.EmailField):
    """Somebody's email address; a browser offers the reader's own, unless another widget is given."""

    widget = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})
    default_error_messages = {
        "required": _("Enter your email address"),
        "invalid": _("Enter an email address in the correct format, like name@example.com"),
        "max_length": _("The email address must be %(limit_value)d characters or fewer"),
    }

    def __init__(self, **options: Any) -> None:
        # RFC 5321, 4.5.3.1.3: a path has 256 octets with the brackets around it.
        super().__init__(**{"max_length": 254, **options})


class PublicForm(forms.Form):
    """A form for strangers: a field that only a robot fills in, and the form's own key.

    The key tells one opening of the form from another, so that a double click is one sending.
    """

    use_required_attribute = False

    fax = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )
    form_key = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_key"].initial = secrets.token_urlsafe(16)

    @property
    def trap(self) -> tuple[Any, ...]:
        """For the end of the layout."""
        return Field("fax", context={"wrapper_class": "bulletin-trap"}), "form_key"

    def clean_fax(self) -> str:
        """Nothing is lost when a person fills it in after all: they are told."""
        if self.cleaned_data["fax"]:
            raise forms.ValidationError(_("Leave the last field empty. It is there to catch robots."))
        return ""


class QuestionForm(PublicForm):
    """A question to the team; the answer goes to the address that is typed here."""

    kind = forms.ChoiceField(
        label=_("What is it about?"),
        choices=[Choice(kind.value, kind.label, hint=questions.HINTS[kind]) for kind in questions.Kind],
        widget=forms.RadioSelect,
        error_messages={"required": _("Select what it is about")},
    )
    text = TextField(
        label=_("Your message"),
        max_length=questions.LONGEST,
        help_text=_("Do not send anything marked above OFFICIAL, or names and details of a case."),
        error_messages={
            "required": _("Enter your message"),
            "max_length": _("The message must be %(limit_value)d characters or fewer"),
        },
    )
    name = LineField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter your name"),
            "max_length": _("The name must be %(limit_value)d characters or fewer"),
        },
    )
    email = AddressField(label=_("Your email address"), help_text=_("We use it only to answer you."))

    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.attrs = {"novalidate": "novalidate"}
        helper.include_media = False
        helper.label_size = helper.legend_size = "s"
        helper.layout = Layout(
            Field.radios("kind"),
            Field.textarea("text", rows=8, max_characters=questions.LONGEST),
            Field.text("name", field_width=Fluid.TWO_THIRDS),
            Field.text("email", field_width=Fluid.TWO_THIRDS),
            *self.trap,
            Button("submit", _("Send")),
        )
        return helper


class CodeForm(forms.Form):
    """A code from the app, or a recovery code."""

    use_required_attribute = False

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter the code"),
            "max_length": _("A code has 6 digits; a recovery code has 12 letters and digits"),
        },
    )
