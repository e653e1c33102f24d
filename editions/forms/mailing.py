"""What a publisher types before an edition goes out."""

from typing import Any

from django import forms
from django.conf import settings

from editions.distribution.mailings import Plan


class Moment(forms.DateTimeInput):
    """A date and a time of day, in the time zone of the site."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


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


class PlanForm(forms.Form):
    """When a mailing begins and ends, how fast it goes, and who gets the first copies. All of it may stay as it is."""

    begins = forms.DateTimeField(
        label="Begin at",
        help_text="Leave it empty to begin at once. The list is frozen when it begins.",
        required=False,
        widget=Moment(),
        error_messages={"invalid": "Enter a date and a time for the beginning"},
    )
    ends = forms.DateTimeField(
        label="End at",
        help_text="What has not left by then is never sent. Leave it empty for {days} days after the beginning.",
        required=False,
        widget=Moment(),
        error_messages={"invalid": "Enter a date and a time for the end"},
    )
    rate = forms.IntegerField(
        label="Copies a second, at most",
        help_text="Leave it empty for as fast as the settings permit.",
        required=False,
        min_value=1,
        max_value=100_000,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "Enter a whole number of copies a second"},
    )
    warm_up = forms.CharField(
        label="Copies an hour, at most, hour by hour",
        help_text="For a sender whom mail providers don't know yet, for example 200, 500, 1000. After the last, only "
        "the limit above counts.",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    seeds_first = forms.BooleanField(
        label="Send the first copies to staff and seed addresses, then wait until somebody presses “Go on”",
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        days = settings.SENDING_EXPIRES_SECONDS / (24 * 60 * 60)
        self.fields["ends"].help_text = self.fields["ends"].help_text.format(days=f"{days:g}")
        self.fields["warm_up"].initial = ", ".join(map(str, settings.SENDING_WARM_UP))

    def clean_warm_up(self) -> list[int]:
        words = self.cleaned_data["warm_up"].replace(",", " ").split()
        if not all(word.isdecimal() and 0 < int(word) < 10_000_000 for word in words):
            raise forms.ValidationError("Enter whole numbers with commas between them, like 200, 500, 1000")
        return [int(word) for word in words]

    def plan(self) -> Plan:
        """What was typed, after it was found valid."""
        return Plan(**self.cleaned_data)


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
