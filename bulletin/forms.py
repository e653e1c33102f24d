"""The forms that belong to neither app: a sign-in code, and a question to the team."""

from django import forms


class CodeForm(forms.Form):
    """A code from the app, or a recovery code."""

    use_required_attribute = False

    code = forms.CharField(
        label="Code",
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false"}),
        error_messages={
            "required": "Enter the code",
            "max_length": "A code has 6 digits; a recovery code has 12 letters and digits",
        },
    )
