"""What a publisher types before an edition goes out."""

from typing import Any

from django import forms


class StartMailingForm(forms.Form):
    """The edition's number, typed by hand so that nobody mails the wrong one, and a reason where one is needed."""

    number = forms.CharField(
        label="Type the number of the edition",
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Type the number of the edition to confirm"},
    )
    reason = forms.CharField(
        label="Reason",
        help_text="It is kept with your name, and stays marked until somebody else confirms it.",
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why you start the mailing of an edition that you signed off yourself"},
    )

    def __init__(self, *args: Any, number: int, needs_reason: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.expected = str(number)
        if not needs_reason:
            del self.fields["reason"]

    def clean_number(self) -> str:
        typed = str(self.cleaned_data["number"]).strip()
        if typed != self.expected:
            raise forms.ValidationError(f"This is edition {self.expected}. Type {self.expected} to mail it.")
        return typed


class TestMailForm(forms.Form):
    """Where one copy goes."""

    __test__ = False  # a form, whatever a test runner makes of its name

    to = forms.EmailField(
        label="Send one copy to",
        help_text="The address need not be on the list. “Test” stands in the subject.",
        error_messages={
            "required": "Enter an email address",
            "invalid": "Enter an email address, like name@force.example",
        },
    )
