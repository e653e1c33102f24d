"""A Word document to read an article from."""

from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _

from submissions.forms.layouts import part_of_a_page

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class WordForm(forms.Form):
    """The file, and with `has_article` whether it may replace what the form says already."""

    use_required_attribute = False

    document = forms.FileField(
        label=_("Your Word document"),
        help_text=_("A .docx file up to 20 MB, our form or your own. It is read at once and not kept."),
        widget=forms.FileInput(attrs={"accept": f".docx,{WORD}"}),
        error_messages={
            "required": _("Choose the Word document"),
            "missing": _("Choose the Word document"),
            "empty": _("The document is empty. Choose the file again."),
            "max_length": _("The name of the file is too long. Give it a shorter name and choose it again."),
        },
    )
    replace = forms.BooleanField(
        label=_("Replace what I typed before by what the document says"),
        error_messages={
            "required": _("Tick the box to replace what you typed, or go back and keep it"),
        },
    )

    def __init__(self, *args: Any, has_article: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_article:
            del self.fields["replace"]

    @property
    def helper(self) -> FormHelper:
        replace = [Field.checkbox("replace")] if "replace" in self.fields else []
        return part_of_a_page("document", *replace)
