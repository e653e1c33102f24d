"""What staff type about the distribution list: one address, a file of many, or a reason."""

from django import forms

from editions.distribution import addresses, importing
from editions.models import Suppression

MOST_BYTES = 20_000_000  # of a CSV file: about four hundred thousand addresses


class AddForm(forms.Form):
    """Somebody who asked to join by phone, by letter or in person."""

    use_required_attribute = False

    email = forms.CharField(label="Email address", max_length=254, widget=forms.EmailInput())
    name = forms.CharField(label="Name", max_length=200, required=False)
    organisation = forms.CharField(label="Organisation", max_length=200, required=False)
    source = forms.CharField(
        label="How did they ask?",
        max_length=80,
        help_text="It is kept as the record of their consent. For example “Asked by phone on 3 March”.",
    )

    def clean_email(self) -> str:
        try:
            addresses.read(self.cleaned_data["email"])
        except addresses.AddressRefusedError as error:
            raise forms.ValidationError(f"This is not an email address: {error}") from error
        return str(self.cleaned_data["email"])


class ImportForm(forms.Form):
    """A CSV file of addresses; it is only checked unless that is unticked."""

    use_required_attribute = False

    file = forms.FileField(
        label="CSV file",
        help_text="The first line names the columns: “email”, and if you like “name” and “organisation”.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
    only_check = forms.BooleanField(label="Only check the file, and add nobody yet", required=False, initial=True)

    def clean_file(self) -> str:
        """The text of the file."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError("The file is larger than 20 MB. Split it and import the parts.")
        try:
            return importing.read_file(file.read())
        except importing.FileRefusedError as error:
            raise forms.ValidationError(str(error)) from error


class ReasonForm(forms.Form):
    """Why something is done to somebody's place on the list."""

    use_required_attribute = False

    reason = forms.CharField(
        label="Why?", max_length=80, help_text="It is kept with the record.", error_messages={"required": "Say why."}
    )


class SuppressForm(ReasonForm):
    kind = forms.ChoiceField(label="What happened?", choices=Suppression.Reason.choices, widget=forms.RadioSelect)
    field_order = ("kind", "reason")
