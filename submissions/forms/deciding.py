"""What an editor says when they decide: the answers that each move asks for, and the letter that goes with it."""

from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.utils import timezone

from bulletin import moves
from bulletin.mail import Letter
from submissions.workflow import REVIEW

DAYS_FOR_CHANGES = 14


class NothingForm(forms.Form):
    """A move that asks for nothing."""


def reason_field(hint: str, *, label: str = "Why") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": "Say why."},
    )


class ReopenForm(forms.Form):
    reason = reason_field("What has changed since.")


class DeclineForm(forms.Form):
    reason = reason_field("Stands in the email as you write it, so write to the contributor.")


class WithdrawForm(forms.Form):
    reason = reason_field("For example: who asked for it, when and how.")


class ResubmitForm(forms.Form):
    reason = reason_field("For example: by email, and what you changed in the article.", label="How the changes came")


class ChangesForm(forms.Form):
    items = forms.CharField(
        label="What should change",
        help_text="One thing on each line. Each becomes a point of the email.",
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": "Say at least one thing that should change."},
    )
    due_on = forms.DateField(
        label="By when",
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Say by when you need the changes.", "invalid": "Give a date, like 2027-01-31."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["due_on"].initial = timezone.localdate() + timedelta(days=DAYS_FOR_CHANGES)

    def clean_items(self) -> list[str]:
        lines = [line.strip(" \t-*•") for line in self.cleaned_data["items"].splitlines()]
        items = [line for line in lines if line]
        if not items:
            raise forms.ValidationError("Say at least one thing that should change.")
        return items

    def clean_due_on(self) -> date:
        due_on: date = self.cleaned_data["due_on"]
        if due_on < timezone.localdate():
            raise forms.ValidationError("Choose a day that is not past.")
        return due_on


class LetterForm(forms.Form):
    """The email as it is proposed, to be changed before it is sent."""

    subject = forms.CharField(max_length=200, error_messages={"required": "The email needs a subject."})
    text = forms.CharField(
        label="Text",
        help_text="An empty line starts a paragraph, “- ” a point of a list. Addresses of pages become links.",
        widget=forms.Textarea(attrs={"rows": 18}),
        error_messages={"required": "The email needs a text."},
    )

    @property
    def letter(self) -> Letter:
        return Letter(self.cleaned_data["subject"], self.cleaned_data["text"].replace("\r\n", "\n"))


class PersonField(forms.ModelChoiceField):
    """One of the staff, by their name."""

    def label_from_instance(self, obj: Any) -> str:
        return moves.label_of(obj, "")


class AssignForm(forms.Form):
    to = PersonField(User.objects.none(), label="Assign to", required=False, empty_label="Nobody")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(PersonField, self.fields["to"]).queryset = reviewers()


def reviewers() -> QuerySet[User]:
    """To whom a submission can be assigned."""
    may = User.objects.with_perm(REVIEW, backend="django.contrib.auth.backends.ModelBackend")
    return may.order_by("first_name", "last_name", "username").distinct()


BULK_ANSWERS: dict[str, type[forms.Form]] = {"accept": NothingForm, "decline": DeclineForm, "assign": AssignForm}
ANSWERS: dict[str, type[forms.Form]] = {
    "start_review": NothingForm,
    "request_changes": ChangesForm,
    "accept": NothingForm,
    "decline": DeclineForm,
    "resubmit": ResubmitForm,
    "withdraw": WithdrawForm,
    "reopen": ReopenForm,
}
