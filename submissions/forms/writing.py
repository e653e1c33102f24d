"""What an editor writes about a submission, and the phrases that can be put into it."""

from django import forms

from bulletin.forms import TextField
from submissions.conversing import MOST_IN_MESSAGE
from submissions.models import Phrase


class MessageForm(forms.Form):
    """A message or a comment; to whom it goes is fixed by the page it stands on, not by a field."""

    text = TextField(
        label="Message",
        max_length=MOST_IN_MESSAGE,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={
            "required": "Write a message.",
            "max_length": f"The message must be {MOST_IN_MESSAGE} characters or fewer.",
        },
    )


def phrases_for(use: str) -> list[Phrase]:
    """The phrases that are offered on a page, in their order."""
    return list(Phrase.objects.filter(use=use))


def with_phrase(typed: str, chosen: str, phrases: list[Phrase]) -> str:
    """What was typed, with the chosen phrase behind it."""
    found = [phrase.text for phrase in phrases if str(phrase.pk) == chosen]
    return "\n".join(filter(None, [typed.rstrip(), *found]))
