"""The pictures of an article: each described, or declared decorative, with its owner and whoever is in it."""

from datetime import date
from typing import Any, cast

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Fluid
from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bulletin.forms import LineField
from submissions import images, safety, uploads
from submissions.content import PlacedPicture
from submissions.forms.days import DayField
from submissions.forms.layouts import part_of_a_page
from submissions.forms.rows import Row, RowsFormSet
from submissions.models import RevisionPicture

DESCRIBED, DECORATIVE = "described", "decorative"
NOT_YET = "not_yet"
GONE = _("We do not have this picture any more. Choose the file again.")
NO_FILE = _("Choose a picture file, or remove this picture")
MARKED = _(
    "This file says that it is marked above OFFICIAL, in its name or in its hidden details. We did not keep it. "
    "Send nothing that is marked. If the marking is a mistake, save the picture under another name without its details."
)
People = RevisionPicture.People


class PictureForm(forms.Form):
    """One picture; `kept` is the signed token of one that was sent before."""

    needs_rights = True

    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    file = forms.FileField(
        label=_("Picture file"),
        required=False,
        help_text=_("A JPEG, PNG, WebP or GIF up to 10 MB. We remove hidden details such as where it was taken."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif"}),
        error_messages={
            "empty": _("The picture is empty. Choose the file again."),
            "max_length": _("The name of the file is too long. Give it a shorter name and choose it again."),
        },
    )
    purpose = forms.ChoiceField(
        label=_("What does the picture show?"),
        required=False,
        choices=[
            (DESCRIBED, _("Something a reader should know about")),
            (DECORATIVE, _("Nothing that matters: it is decoration")),
        ],
        widget=forms.RadioSelect,
    )
    alt = LineField(
        label=_("Describe the picture"),
        max_length=300,
        required=False,
        help_text=_(
            "For people who can’t see it. Say what it shows in a sentence. Leave this empty if it is decoration."
        ),
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": _("The description must be %(limit_value)d characters or fewer")},
    )
    caption = LineField(
        label=_("Caption (optional)"),
        max_length=300,
        required=False,
        help_text=_("Printed below the picture"),
        error_messages={"max_length": _("The caption must be %(limit_value)d characters or fewer")},
    )
    credit = LineField(
        label=_("Credit (optional)"),
        max_length=200,
        required=False,
        help_text=_("Who took it. Printed below it."),
        error_messages={"max_length": _("The credit must be %(limit_value)d characters or fewer")},
    )
    owner = LineField(
        label=_("Who owns the picture?"),
        max_length=200,
        required=False,
        help_text=_("For example, your organisation or the photographer. Not printed."),
        error_messages={"max_length": _("The name of the owner must be %(limit_value)d characters or fewer")},
    )
    people = forms.ChoiceField(
        label=_("Could somebody in it be recognised?"),
        required=False,
        choices=[
            (People.NOBODY.value, _("No, nobody")),
            (People.AGREED.value, _("Yes, and everybody who could be agreed to it")),
            (NOT_YET, _("Yes, and not everybody has agreed yet")),
        ],
        help_text=_("By a face, a tattoo, a name badge, a number plate, or where they stand"),
        widget=forms.RadioSelect,
    )
    consent_until = DayField(
        label=_("Until when did they agree? (optional)"),
        required=False,
        help_text=_("For example, 31 December 2028. Leave this empty if there is no end."),
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
            Field.text("owner", field_width=Fluid.TWO_THIRDS),
            Field.radios("people"),
            Field.text("consent_until", field_width=Fluid.ONE_THIRD),
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
        if safety.in_file(file.name or "", {"hidden": images.inscriptions(file)}):
            raise forms.ValidationError(MARKED)
        try:
            return uploads.Upload("", images.read(file), file.name or "")
        except images.PictureRefusedError as error:
            raise forms.ValidationError(str(error)) from error

    def clean_consent_until(self) -> date | None:
        until: date | None = self.cleaned_data["consent_until"]
        if self.needs_rights and until and until < timezone.localdate():
            raise forms.ValidationError(_("That day is past. Ask them again, or send another picture."))
        return until

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.has_changed():
            return cleaned
        cleaned["upload"] = cleaned.get("file") or self.earlier
        if not cleaned["upload"] and "file" not in self.errors:
            self.add_error("file", GONE if cleaned.get("kept") else NO_FILE)
        if not cleaned.get("purpose") and "purpose" not in self.errors:
            self.add_error("purpose", _("Select whether the picture shows something or is decoration"))
        if cleaned.get("purpose") == DESCRIBED and not cleaned.get("alt") and "alt" not in self.errors:
            self.add_error("alt", _("Describe the picture for people who can’t see it"))
        self._check_rights(cleaned)
        return cleaned

    def _check_rights(self, cleaned: dict[str, Any]) -> None:
        if cleaned.get("people") == NOT_YET:
            self.add_error("people", _("Ask everybody who could be recognised first, or send another picture"))
        if cleaned.get("people") != People.AGREED:
            cleaned["consent_until"] = None
        if not self.needs_rights:
            return
        if not cleaned.get("owner") and "owner" not in self.errors:
            self.add_error("owner", _("Enter who owns the picture"))
        if not cleaned.get("people") and "people" not in self.errors:
            self.add_error("people", _("Select whether somebody in the picture could be recognised"))

    def keep(self) -> str:
        """The token of this row's picture, which is kept now when it has just been sent."""
        fresh = getattr(self, "cleaned_data", {}).get("file")
        if not fresh:
            return self["kept"].data or ""
        return uploads.keep(fresh.picture, fresh.original_name).token


class DeskPictureForm(PictureForm):
    """The same for an editor, who may mend an article before the rights in its pictures are known."""

    needs_rights = False


class PictureRows(RowsFormSet):
    form: type[PictureForm] = PictureForm
    max_num = settings.PICTURES_PER_SUBMISSION
    default_error_messages = {
        **RowsFormSet.default_error_messages,
        "too_many_forms": _("Send at most %(num)d pictures"),
    }
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
                owner=row["owner"],
                people=row["people"],
                consent_until=row["consent_until"],
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


class DeskPictureRows(PictureRows):
    form = DeskPictureForm


def row_of(placed: PlacedPicture) -> Row:
    """The row that shows a picture which a revision already has."""
    return {
        "kept": uploads.of(placed.picture).token,  # type: ignore[arg-type]  # a revision's picture is always kept
        "purpose": DECORATIVE if placed.is_decorative else DESCRIBED,
        "alt": placed.alt,
        "caption": placed.caption,
        "credit": placed.credit,
        "owner": placed.owner,
        "people": placed.people,
        "consent_until": placed.consent_until,
    }
