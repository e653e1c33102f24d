"""What an editor changes of an article: everything that is printed, and a note that says what and why."""

from typing import Any, ClassVar

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field
from django import forms

from submissions.forms.article import ContentForms
from submissions.forms.contacts import DeskContactRows
from submissions.forms.layouts import part_of_a_page
from submissions.forms.pictures import DeskPictureRows


class NoteForm(forms.Form):
    note = forms.CharField(
        label="What did you change, and why?",
        max_length=200,
        help_text="For the other editors and for the record. It is not printed.",
        error_messages={
            "required": "Say in a few words what you changed",
            "max_length": "The note must be 200 characters or fewer",
        },
    )

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(Field.text("note"))


class EditForms(ContentForms):
    """The article's forms with the note."""

    order: ClassVar[tuple[str, ...]] = (*ContentForms.order, "note")
    picture_rows, contact_rows = DeskPictureRows, DeskContactRows

    def build(self, data: Any, files: Any) -> dict[str, Any]:
        return {**super().build(data, files), "note": NoteForm(data)}
