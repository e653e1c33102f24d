"""The content blocks of an article: quotes, big figures, checklists, events, calls, resources."""

from dataclasses import dataclass
from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field
from django import forms

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

    def field(self) -> forms.CharField:
        many = self.rows > 1
        return forms.CharField(
            label=self.label if self.missing else f"{self.label} (optional)",
            help_text=self.hint,
            required=bool(self.missing),
            max_length=self.most,
            widget=forms.Textarea(attrs={"rows": self.rows}) if many else forms.TextInput(),
            error_messages={
                "required": self.missing,
                "max_length": f"{self.label} must be {self.most} characters or fewer",
            },
        )


ASKED: dict[str, dict[str, Asked]] = {
    "quote": {
        "text": Asked("What they said", "Without quotation marks", "Enter what they said", rows=3, most=1000),
        "speaker": Asked("Who said it"),
        "role": Asked("Their rank or role", "For example, Detective Sergeant, Northshire Police"),
    },
    "figure": {
        "before": Asked("Words before the figure", "For example, Volunteers gave"),
        "figure": Asked("The figure", "For example, 4,200 hours", "Enter the figure", most=60),
        "after": Asked("Words after the figure", "For example, of their time last year"),
    },
    "checklist": {
        "heading": Asked("Heading", "For example, Signs to look for", "Enter a heading for the checklist"),
        "items": Asked("Points", "Write each on a line of its own", "Enter at least one point", rows=5, most=3000),
    },
    "event": {
        "name": Asked("Name of the event", "", "Enter the name of the event"),
        "when": Asked("When", "With the year, for example 2 March 2027, 9:30am to 4pm", "Enter when the event is"),
        "where": Asked("Where", "A place, or say that it is online"),
        "audience": Asked("Who it is for"),
        "register": Asked("How to register", "A web or email address, or what to do"),
    },
    "call": {
        "heading": Asked("Heading", "For example, Bid for a pilot", "Enter a heading for the call"),
        "text": Asked("What you are asking for", "", "Enter what you are asking for", rows=4, most=3000),
        "opens": Asked("When it opens", "With the year"),
        "closes": Asked("When it closes", "With the year"),
        "ask": Asked("Who to ask", "A name, and an email address or telephone number"),
    },
    "resources": {
        "heading": Asked("Heading", "For example, Free posters", "Enter a heading for the resources"),
        "items": Asked(
            "Resources",
            "Write each on a line of its own, with its web address if it has one",
            "Enter at least one resource",
            rows=5,
            most=3000,
        ),
    },
}
ABOUT: dict[str, str] = {
    "quote": "somebody’s words, set apart",
    "figure": "a number that says it all",
    "checklist": "points in a box",
    "event": "a conference or training day",
    "call": "bids, volunteers or articles wanted",
    "resources": "posters, films or guides that readers can have",
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
        return blocks.LABELS.get(self.block_kind, "Unknown")

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
            raise forms.ValidationError("Remove this part of the article and add it again")
        return super().clean() or {}


class BlockRows(RowsFormSet):
    form = BlockForm
    max_num = blocks.MOST_BLOCKS
    default_error_messages = {
        **RowsFormSet.default_error_messages,
        "too_many_forms": "Send at most %(num)d extras",
    }

    @classmethod
    def get_default_prefix(cls) -> str:
        return "blocks"

    @property
    def kinds(self) -> list[tuple[str, str, str]]:
        """What can be added: kind, its name, and what it is."""
        return [(kind, blocks.LABELS[kind], ABOUT[kind]) for kind in ASKED]

    def new_rows(self, kind: str) -> list[Row]:
        return [{"kind": kind}] if kind in ASKED else []


def row_of(block: blocks.Block) -> Row:
    """The row that shows a block; a list is shown as lines."""
    return {name: "\n".join(value) if isinstance(value, list) else value for name, value in block.items()}
