"""What an editor fills in about a proof: to whom and by when, how an approval came, why it is waived."""

from datetime import timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone

from bulletin.forms import LineField
from submissions import inviting
from submissions.forms.deciding import LetterForm, reason_field
from submissions.inviting import Person
from submissions.models import Proof, Submission

SOMEBODY_ELSE, CONTRIBUTOR = "else", "contributor"


class CoSignerFields(forms.Form):
    """Who else must approve it; mailed, so both or neither."""

    co_signer_name = LineField(label="Co-signer: name", required=False, max_length=200)
    co_signer_email = forms.EmailField(
        label="Co-signer: email address",
        required=False,
        max_length=254,
        error_messages={"invalid": "Enter an email address like name@example.com."},
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        name, email = given.get("co_signer_name", ""), given.get("co_signer_email", "")
        if email and not name:
            self.add_error("co_signer_name", "Give the name of the co-signer, too.")
        if name and not email and "co_signer_email" not in self.errors:
            self.add_error("co_signer_email", "Give the address of the co-signer, too.")
        return given

    @property
    def co_signer(self) -> Person | None:
        name, email = self.cleaned_data["co_signer_name"], self.cleaned_data["co_signer_email"]
        return Person(name, email, is_co_signer=True) if email else None


class SendForm(CoSignerFields, LetterForm):
    """A proof with its letter; every signer reads the same words with their own name and link in them."""

    due_on = forms.DateField(
        label="To be answered by",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Say by when you need the answer.", "invalid": "Give a date, like 2027-01-31."},
    )

    field_order = ("due_on", "co_signer_name", "co_signer_email", "subject", "text")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marks = inviting.MARKS
        self.fields["due_on"].initial = timezone.localdate() + timedelta(days=settings.PROOF_DAYS)
        self.fields["text"].help_text = (
            f"{marks['name']}, {marks['link']} and {marks['day']} become each person’s name, a link of their own, "
            "and the day above."
        )


class CoSignerForm(CoSignerFields):
    """A co-signer of a proof that is out already."""

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not given.get("co_signer_name") and not self.errors:
            self.add_error("co_signer_name", "Give the name and the address of the co-signer.")
        return given


class WaiveForm(forms.Form):
    reason = reason_field("It stays with the article and is shown to whoever signs the edition off.")


class RecordForm(forms.Form):
    """An approval that came by telephone, by mail or in a meeting."""

    who = forms.ChoiceField(
        label="Who approved it", widget=forms.Select, error_messages={"required": "Say who approved it."}
    )
    name = LineField(
        label="Name of somebody else", required=False, max_length=200, help_text="Only if you chose “somebody else”."
    )
    how = LineField(
        label="When and how",
        max_length=300,
        help_text="For example: called me on 3 December and said it is right.",
        error_messages={"required": "Say when and how the approval came."},
    )

    def __init__(self, *args: Any, submission: Submission, proof: Proof | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signers = list(proof.signers.all()) if proof else []
        choices = [(str(signer.pk), signer.name) for signer in signers if not signer.answer]
        if all(signer.is_co_signer for signer in signers):
            choices.insert(0, (CONTRIBUTOR, f"{submission.contributor.name}, the contributor"))
        self.fields["who"].choices = [*choices, (SOMEBODY_ELSE, "Somebody else, as a co-signer")]  # type: ignore[attr-defined]  # a ChoiceField

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("who") == SOMEBODY_ELSE and not given.get("name"):
            self.add_error("name", "Give the name of the co-signer.")
        return given
