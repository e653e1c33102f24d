"""Where in the bulletin an article might fit."""

from typing import Any, cast

from crispy_forms_gds.choices import Choice
from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _

from submissions.forms.layouts import part_of_a_page
from submissions.models import Section, Theme

NOT_SURE = _("Not sure")


class ThemesField(forms.ModelMultipleChoiceField):
    """A number that is too big for the database is no theme either."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as error:  # of SQLite, which Django asks before it knows the answer
            raise forms.ValidationError(self.error_messages["invalid_list"], code="invalid_list") from error


class PlacementForm(forms.Form):
    """All of it may be left to the editors."""

    suggested_section = forms.ModelChoiceField(
        label=_("Which section suits it best? (optional)"),
        queryset=Section.objects.filter(is_active=True),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Select one of the sections, or Not sure")},
    )
    themes = ThemesField(
        label=_("Which of the 4Ps is it about? (optional)"),
        queryset=Theme.objects.all(),
        required=False,
        help_text=_("Select all that apply"),
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        sections = cast(forms.ModelChoiceField, self.fields["suggested_section"])
        sections.choices = [
            *(Choice(section.pk, section.name, hint=section.description) for section in sections.queryset or ()),
            Choice("", NOT_SURE),
        ]
        themes = cast(forms.ModelMultipleChoiceField, self.fields["themes"])
        themes.choices = [Choice(theme.pk, theme.name, hint=theme.description) for theme in themes.queryset or ()]

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(Field.radios("suggested_section"), Field.checkboxes("themes"))
