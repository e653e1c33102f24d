"""What those who were sent a proof can say: comments on its passages, and who else must approve it."""

from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Fluid
from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from bulletin.forms import AddressField, LineField, TextField
from submissions.forms.layouts import part_of_a_page
from submissions.forms.marking import unmarked
from submissions.inviting import Person
from submissions.signing import Said

LONGEST = 2000


def _comment(label: Any, *, rows: int) -> TextField:
    return TextField(
        label=label,
        required=False,
        max_length=LONGEST,
        validators=[unmarked],
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"max_length": _("A comment must be %(limit_value)d characters or fewer")},
    )


class CorrectionsForm(forms.Form):
    """One box for each passage, and one for everything else; at least one of them says something."""

    use_required_attribute = False

    def __init__(self, *args: Any, passages: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "comment", **kwargs})
        self.passages = passages
        for number in range(1, len(passages) + 1):
            label = _("Your comment on passage %(number)d") % {"number": number}
            self.fields[f"passage_{number}"] = _comment(label, rows=2)
        self.fields["whole"] = _comment(_("Your comment on anything else"), rows=4)
        self.fields["whole"].help_text = _("For example a picture, a box, a contact, or the article as a whole.")

    @property
    def rows(self) -> list[tuple[int, str, BoundField]]:
        """Each passage with its number and its box."""
        return [(number, text, self[f"passage_{number}"]) for number, text in enumerate(self.passages, start=1)]

    def clean(self) -> dict[str, Any]:
        if not self.errors and not self.said(self.cleaned_data):
            self.add_error("whole", _("Say what should be corrected, in one of the boxes"))
        return self.cleaned_data

    def said(self, given: dict[str, Any] | None = None) -> list[Said]:
        """The comments in the order of the article."""
        texts = {name: text.strip() for name, text in (given or self.cleaned_data).items()}
        numbered = [Said(texts.get(f"passage_{number}", ""), number) for number, _text, _box in self.rows]
        return [each for each in (*numbered, Said(texts.get("whole", ""))) if each.text]


class CoSignerForm(forms.Form):
    """Somebody else who must approve the proof, for example of the press office."""

    use_required_attribute = False

    name = LineField(
        label=_("Their name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={
            "required": _("Enter their name"),
            "max_length": _("The name must be %(limit_value)d characters or fewer"),
        },
    )
    email = AddressField(
        label=_("Their email address"),
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Enter their email address")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"prefix": "co_signer", **kwargs})

    @property
    def person(self) -> Person:
        return Person(self.cleaned_data["name"], self.cleaned_data["email"], is_co_signer=True)

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(
            Field.text("name", field_width=Fluid.TWO_THIRDS), Field.text("email", field_width=Fluid.TWO_THIRDS)
        )
