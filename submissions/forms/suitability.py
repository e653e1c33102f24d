"""The first question: whether this is something that may be sent at all; the answer is kept nowhere."""

from crispy_forms_gds.choices import Choice
from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _

from submissions.forms.layouts import part_of_a_page

FIT, MARKED, UNCLEARED = "fit", "marked", "uncleared"


class SuitabilityForm(forms.Form):
    use_required_attribute = False

    may_be_sent = forms.ChoiceField(
        label=_("Which of these is true of your article and its pictures?"),
        choices=[
            Choice(
                FIT,
                _("They may be published"),
                hint=_("Nothing is marked above OFFICIAL, and my organisation agreed or will agree before I send it"),
            ),
            Choice(
                MARKED,
                _("Something is marked above OFFICIAL, or must not be published"),
                hint=_("Or it could harm an operation, an investigation or a court case"),
            ),
            Choice(UNCLEARED, _("I do not know whether my organisation agrees")),
        ],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Select what is true of your article"),
            "invalid_choice": _("Select one of the answers"),
        },
    )

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(Field.radios("may_be_sent"))
