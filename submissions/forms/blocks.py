"""The content blocks of an article: quotes, big figures, checklists, events, calls, resources."""

from dataclasses import dataclass
from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field
from django import forms
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext_noop as _

from bulletin.forms import TextField
from submissions import blocks
from submissions.forms.layouts import part_of_a_page
from submissions.forms.rows import Row, RowsFormSet


@dataclass(frozen=True)
class Asked:
    """How one field of a block is asked for; without `missing` it may be empty."""

    label: str
    hint: str = ""
    missing: str = ""
    rows: int = 1
    most: int = 300

    def field(self) -> TextField:
        many, label = self.rows > 1, gettext(self.label)
        return TextField(
            label=label if self.missing else gettext("%(label)s (optional)") % {"label": label},
            help_text=gettext(self.hint) if self.hint else "",
            required=bool(self.missing),
            max_length=self.most,
            widget=forms.Textarea(attrs={"rows": self.rows}) if many else forms.TextInput(),
            error_messages={
                "required": gettext(self.missing) if self.missing else "",
                "max_length": gettext("%(label)s must be %(most)s characters or fewer")
                % {"label": label, "most": self.most},
            },
        )


ASKED: dict[str, dict[str, Asked]] = {
    "quote": {
        "text": Asked(_("What they said"), _("Without quotation marks"), _("Enter what they said"), rows=3, most=1000),
        "speaker": Asked(_("Who said it")),
        "role": Asked(_("Their rank or role"), _("For example, Detective Sergeant, Northshire Police")),
    },
    "figure": {
        "before": Asked(_("Words before the figure"), _("For example, Volunteers gave")),
        "figure": Asked(_("The figure"), _("For example, 4,200 hours"), _("Enter the figure"), most=60),
        "after": Asked(_("Words after the figure"), _("For example, of their time last year")),
    },
    "checklist": {
        "heading": Asked(_("Heading"), _("For example, Signs to look for"), _("Enter a heading for the checklist")),
        "items": Asked(
            _("Points"), _("Write each on a line of its own"), _("Enter at least one point"), rows=5, most=3000
        ),
    },
    "event": {
        "name": Asked(_("Name of the event"), "", _("Enter the name of the event")),
        "when": Asked(
            _("When"), _("With the year, for example 2 March 2027, 9:30am to 4pm"), _("Enter when the event is")
        ),
        "where": Asked(_("Where"), _("A place, or say that it is online")),
        "audience": Asked(_("Who it is for")),
        "register": Asked(_("How to register"), _("A web or email address, or what to do")),
    },
    "call": {
        "heading": Asked(_("Heading"), _("For example, Bid for a pilot"), _("Enter a heading for the call")),
        "text": Asked(_("What you are asking for"), "", _("Enter what you are asking for"), rows=4, most=3000),
        "opens": Asked(_("When it opens"), _("With the year")),
        "closes": Asked(_("When it closes"), _("With the year")),
        "ask": Asked(_("Who to ask"), _("A name, and an email address or telephone number")),
    },
    "resources": {
        "heading": Asked(_("Heading"), _("For example, Free posters"), _("Enter a heading for the resources")),
        "items": Asked(
            _("Resources"),
            _("Write each on a line of its own, with its web address if it has one"),
            _("Enter at least one resource"),
            rows=5,
            most=3000,
        ),
    },
}
ABOUT: dict[str, str] = {
    "quote": _("somebody’s words, set apart"),
    "figure": _("a number that says it all"),
    "checklist": _("points in a box"),
    "event": _("a conference or training day"),
    "call": _("bids, volunteers or articles wanted"),
    "resources": _("posters, films or guides that readers can have"),
}


class BlockForm(forms.Form):
    """One content block; its kind decides its fields."""

    kind = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        given = self.data.get(self.add_prefix("kind")) if self.is_bound else self.initial.get("kind")
        self.block_kind = str(given or "")
        self.fields["kind"].initial = self.block_kind  # so that a kind alone leaves the row blank
        for name, asked in ASKED.get(self.block_kind, {}).items():
            self.fields[name] = asked.field()

    @property
    def label(self) -> str:
        return gettext(blocks.LABELS.get(self.block_kind, "Unknown"))

    @property
    def helper(self) -> FormHelper:
        asked = ASKED.get(self.block_kind, {})
        return part_of_a_page(
            "kind",
            *(Field.textarea(name, rows=ask.rows) if ask.rows > 1 else Field.text(name) for name, ask in asked.items()),
        )

    def has_changed(self) -> bool:
        """A kind that we don't know is never taken for a blank row."""
        return self.block_kind not in ASKED or super().has_changed()

    def clean(self) -> dict[str, Any]:
        if self.block_kind not in ASKED:
            raise forms.ValidationError(gettext("Remove this part of the article and add it again"))
        return super().clean() or {}


class BlockRows(RowsFormSet):
    form = BlockForm
    max_num = blocks.MOST_BLOCKS
    default_error_messages = {
        **RowsFormSet.default_error_messages,
        "too_many_forms": gettext_lazy("Send at most %(num)d extras"),
    }

    @classmethod
    def get_default_prefix(cls) -> str:
        return "blocks"

    @property
    def kinds(self) -> list[tuple[str, str, str]]:
        """What can be added: kind, its name, and what it is."""
        return [(kind, gettext(blocks.LABELS[kind]), gettext(ABOUT[kind])) for kind in ASKED]

    def new_rows(self, kind: str) -> list[Row]:
        return [{"kind": kind}] if kind in ASKED else []


def row_of(block: blocks.Block) -> Row:
    """The row that shows a block; a list is shown as lines."""
    return {name: "\n".join(value) if isinstance(value, list) else value for name, value in block.items()}
