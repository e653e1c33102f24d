"""The pictures of an article: each described, or declared decorative."""

from typing import Any, cast

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Fluid
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict

from submissions import images, uploads
from submissions.forms.layouts import part_of_a_page
from submissions.forms.rows import Row, RowsFormSet
from submissions.revising import PlacedPicture

DESCRIBED, DECORATIVE = "described", "decorative"
GONE = "We kept this picture for one day only. Choose the file again."


class PictureForm(forms.Form):
    """One picture; `kept` is the signed token of one that was sent before."""

    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label="Picture file",
        required=False,
        help_text="A JPEG, PNG, WebP or GIF up to 10 MB. We remove hidden details such as where it was taken.",
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        error_messages={"empty": "The picture is empty. Choose the file again."},
    )
    purpose = forms.ChoiceField(
        label="What does the picture show?",
        required=False,
        choices=[
            (DESCRIBED, "Something a reader should know about"),
            (DECORATIVE, "Nothing that matters: it is decoration"),
        ],
        widget=forms.RadioSelect,
    )
    alt = forms.CharField(
        label="Describe the picture",
        max_length=300,
        required=False,
        help_text="For people who can’t see it. Say what it shows in a sentence. Leave this empty if it is decoration.",
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "The description must be 300 characters or fewer"},
    )
    caption = forms.CharField(
        label="Caption (optional)", max_length=300, required=False, help_text="Printed below the picture"
    )
    credit = forms.CharField(
        label="Credit (optional)", max_length=200, required=False, help_text="Who took it or owns it"
    )

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(
            "kept",
            "file",
            Field.radios("purpose"),
            Field.textarea("alt", rows=2),
            Field.text("caption"),
            Field.text("credit", field_width=Fluid.TWO_THIRDS),
        )

    @property
    def earlier(self) -> uploads.Upload | None:
        """The picture that was sent before, when it is still kept."""
        token = self["kept"].value()
        return uploads.find(token) if token else None

    def clean_file(self) -> uploads.Upload | None:
        """The picture in the file, made safe; it is not kept yet."""
        file: UploadedFile | None = self.cleaned_data["file"]
        if not file:
            return None
        try:
            return uploads.Upload("", images.read(file), file.name or "")
        except images.PictureRefusedError as error:
            raise forms.ValidationError(str(error)) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.has_changed():
            return cleaned
        cleaned["upload"] = cleaned.get("file") or self.earlier
        if not cleaned["upload"] and "file" not in self.errors:
            self.add_error("file", GONE if cleaned.get("kept") else "Choose a picture file, or remove this picture")
        if not cleaned.get("purpose"):
            self.add_error("purpose", "Select whether the picture shows something or is decoration")
        if cleaned.get("purpose") == DESCRIBED and not cleaned.get("alt") and "alt" not in self.errors:
            self.add_error("alt", "Describe the picture for people who can’t see it")
        return cleaned

    def keep(self) -> str:
        """The token of this row's picture, which is kept now when it has just been sent."""
        fresh = getattr(self, "cleaned_data", {}).get("file")
        if not fresh:
            return self["kept"].data or ""
        return uploads.keep(fresh.picture, fresh.original_name).token


class PictureRows(RowsFormSet):
    form = PictureForm
    max_num = settings.PICTURES_PER_SUBMISSION
    default_error_messages = {**RowsFormSet.default_error_messages, "too_many_forms": "Send at most %(num)d pictures"}
    starts_with = ({},)

    @classmethod
    def get_default_prefix(cls) -> str:
        return "pictures"

    @property
    def placed(self) -> tuple[PlacedPicture, ...]:
        return tuple(
            PlacedPicture(
                picture=row["upload"].picture,
                original_name=row["upload"].original_name,
                is_decorative=row["purpose"] == DECORATIVE,
                alt=row["alt"],
                caption=row["caption"],
                credit=row["credit"],
            )
            for row in self.filled
        )

    def keep(self) -> None:
        """Keep what was sent, so that the page that is shown next holds its token."""
        self.is_valid()
        data = cast(QueryDict, self.data).copy()
        for form in self.forms:
            data[form.add_prefix("kept")] = form.keep()
            form.data = data
        self.data = data

    @property
    def has_refused_files(self) -> bool:
        return any("file" in form.errors and form.files.get(form.add_prefix("file")) for form in self.forms)


def row_of(placed: PlacedPicture) -> Row:
    """The row that shows a picture which a revision already has."""
    return {
        "kept": uploads.of(placed.picture).token,  # type: ignore[arg-type]  # a revision's picture is always kept
        "purpose": DECORATIVE if placed.is_decorative else DESCRIBED,
        "alt": placed.alt,
        "caption": placed.caption,
        "credit": placed.credit,
    }
