"""What editors type while they put an edition together."""

from typing import Any

from django import forms

from editions import assembly
from editions.models import Edition, EditionSection
from submissions.forms.editor import ArticleWidget
from submissions.models import SectionColour, Submission


class DateInput(forms.DateInput):
    """The browser's own date field: it needs no script, and a screen reader knows it."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class LinesField(forms.CharField):
    """A list of texts, typed one to a line."""

    def prepare_value(self, value: object) -> object:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: object) -> Any:
        return [line for typed in str(value or "").splitlines() if (line := " ".join(typed.split()))]


def prose_field(label: str, help_text: str) -> forms.CharField:
    """The box in which articles are written, too."""
    return forms.CharField(label=label, help_text=help_text, required=False, widget=ArticleWidget(attrs={"rows": 10}))


class StartForm(forms.Form):
    """A new edition."""

    number = forms.IntegerField(
        min_value=1,
        max_value=999,
        help_text="The number readers see. It is written out as a word and as “Issue 05” for you.",
        error_messages={"required": "Enter the number of the edition"},
    )
    label = forms.CharField(
        max_length=40,
        help_text="When it comes out, for example “December 2026”.",
        error_messages={"required": "Enter a label, such as “December 2026”"},
    )
    copy_deadline = forms.DateField(
        required=False, help_text="The last day for articles. You may leave it empty.", widget=DateInput
    )


class MastheadForm(forms.ModelForm):
    """The head of an edition, and where its readers write to."""

    class Meta:
        model = Edition
        fields = assembly.MASTHEAD
        widgets = {"copy_deadline": DateInput}
        error_messages = {"number": {"unique": "There is an edition with this number already. Choose another."}}


class WordsForm(forms.ModelForm):
    """The words of an edition that belong to no article."""

    welcome = prose_field("Welcome", "What this edition holds. The greeting with its number is put before it for you.")
    standing_text = prose_field("Standing text", "Stands after the welcome. It was copied from the edition before.")
    feedback_text = prose_field("Feedback", "Stands before the questions, after a line of thanks.")
    feedback_questions = LinesField(
        label="Feedback questions",
        help_text="One question to a line.",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )

    class Meta:
        model = Edition
        fields = assembly.WORDS


class SectionForm(forms.Form):
    """The name and the colour of a section."""

    name = forms.CharField(
        max_length=80,
        error_messages={"required": "Enter the name of the section"},
    )
    colour = forms.ChoiceField(choices=SectionColour.choices)


class PositionForm(forms.Form):
    """A place in an edition; without a position it is the end of the section."""

    section = forms.ModelChoiceField(EditionSection.objects.none())
    position = forms.IntegerField(required=False, min_value=0)

    def __init__(self, *args: Any, edition: Edition, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = edition.sections.all()  # type: ignore[attr-defined]  # a choice of rows


class PlaceForm(PositionForm):
    """A place in an edition for a submission; whether it may stand there is the domain's question."""

    submission = forms.ModelChoiceField(Submission.objects.all())
