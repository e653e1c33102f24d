"""The public form: who offers the article, the article, where it fits, and that it may be published."""

from typing import Any, ClassVar, cast

from crispy_forms_gds.choices import Choice
from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Fluid
from django import forms

from bulletin.forms import LineField, PublicForm
from submissions import intake
from submissions.forms.article import ContentForms
from submissions.forms.layouts import part_of_a_page
from submissions.models import Organisation, Section, Theme

NOT_SURE = "Not sure"


class AboutYouForm(forms.Form):
    """Who offers the article, and for which organisation."""

    name = LineField(
        label="Your name",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name", "spellcheck": "false"}),
        error_messages={"required": "Enter your name"},
    )
    email = forms.EmailField(
        label="Your email address",
        max_length=254,
        help_text="We write to you here about the article. We don’t publish it.",
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
        error_messages={
            "required": "Enter your email address",
            "invalid": "Enter an email address in the correct format, like name@example.com",
        },
    )
    phone = LineField(
        label="Your telephone number (optional)",
        max_length=40,
        required=False,
        help_text="In case we have a question. We don’t publish it.",
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        error_messages={"max_length": "Your telephone number must be 40 characters or fewer"},
    )
    organisation = LineField(
        label="Your organisation",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"required": "Enter the name of your organisation"},
    )
    sector = forms.ChoiceField(
        label="What kind of organisation is it?",
        choices=Organisation.Sector.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Select what kind of organisation it is"},
    )
    region = forms.ChoiceField(
        label="Which region do you work in?",
        choices=[("", "Select a region"), *Organisation.Region.choices],
        error_messages={"required": "Select a region, or National"},
    )

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(
            Field.text("name", field_width=Fluid.TWO_THIRDS),
            Field.text("email", field_width=Fluid.TWO_THIRDS),
            Field.text("phone", field_width=Fluid.ONE_THIRD),
            Field.text("organisation", field_width=Fluid.TWO_THIRDS),
            Field.radios("sector"),
            Field.select("region"),
        )


class ThemesField(forms.ModelMultipleChoiceField):
    """A number that is too big for the database is no theme either."""

    def clean(self, value: Any) -> Any:
        try:
            return super().clean(value)
        except OverflowError as error:  # of SQLite, which Django asks before it knows the answer
            raise forms.ValidationError(self.error_messages["invalid_list"], code="invalid_list") from error


class PlacementForm(forms.Form):
    """Where in the bulletin the article might fit; all of it may be left to the editors."""

    suggested_section = forms.ModelChoiceField(
        label="Which section suits it best? (optional)",
        queryset=Section.objects.filter(is_active=True),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": "Select one of the sections, or Not sure"},
    )
    themes = ThemesField(
        label="Which of the 4Ps is it about? (optional)",
        queryset=Theme.objects.all(),
        required=False,
        help_text="Select all that apply",
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


class PermissionForm(PublicForm):
    """That the article may be published."""

    is_cleared = forms.BooleanField(
        label=intake.DECLARATION,
        error_messages={"required": "Tick the box to say that it is cleared. If it is not yet, come back when it is."},
    )
    field_order = ("is_cleared", "fax", "form_key")

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(Field.checkbox("is_cleared"), *self.trap)


class OfferForms(ContentForms):
    """All of the public form."""

    order: ClassVar[tuple[str, ...]] = (
        "about",
        "article",
        "placement",
        "pictures",
        "blocks",
        "contacts",
        "permission",
    )

    def build(self, data: Any, files: Any) -> dict[str, Any]:
        return {
            **super().build(data, files),
            "about": AboutYouForm(data),
            "placement": PlacementForm(data),
            "permission": PermissionForm(data),
        }

    def offer(self) -> intake.Offer:
        """What the valid forms say."""
        about, placement, permission = (self[name].cleaned_data for name in ("about", "placement", "permission"))
        return intake.Offer(
            **about,
            content=self.content(),
            is_cleared=permission["is_cleared"],
            suggested_section=placement["suggested_section"],
            themes=tuple(placement["themes"]),
            form_key=permission["form_key"],
        )
