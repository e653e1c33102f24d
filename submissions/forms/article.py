"""The article itself: its words on one form, and with pictures, blocks and contacts everything that is printed."""

from typing import Any, ClassVar

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field
from django import forms
from django.utils.translation import gettext_lazy as _

from bulletin import prose
from bulletin.forms import LineField
from submissions import languages
from submissions.blocks import block_from, contact_from
from submissions.content import Content
from submissions.forms import blocks, pictures
from submissions.forms.contacts import ContactRows
from submissions.forms.editor import ArticleWidget
from submissions.forms.layouts import part_of_a_page
from submissions.forms.several import SeveralForms
from submissions.models import Revision
from submissions.revising import MOST_IN_TITLE

MOST_IN_SUMMARY = 400
MOST_IN_BODY = 60_000


class ArticleForm(forms.Form):
    """Title, summary, body and language."""

    title = LineField(
        label=_("Title"),
        max_length=MOST_IN_TITLE,
        help_text=_("Say what happened or what worked, in plain words"),
        error_messages={
            "required": _("Enter a title for the article"),
            "max_length": _("The title must be %(limit_value)d characters or fewer"),
        },
    )
    summary = LineField(
        label=_("Summary"),
        max_length=MOST_IN_SUMMARY,
        help_text=_("One or two sentences. Readers see them before they decide to read on."),
        widget=forms.Textarea,
        error_messages={
            "required": _("Enter a summary of one or two sentences"),
            "max_length": _("The summary must be %(limit_value)d characters or fewer"),
        },
    )
    body = forms.CharField(
        label=_("Article"),
        max_length=MOST_IN_BODY,
        help_text=_(
            "Write it here or paste it from a document. Most articles have 150 to 300 words. Leave an empty line "
            "between paragraphs, and begin each bullet point with a dash and a space."
        ),
        widget=ArticleWidget,
        error_messages={
            "required": _("Enter the article"),
            "max_length": _("The article is too long to send. Shorten it, or split it into several articles."),
        },
    )
    language = forms.ChoiceField(
        label=_("Which language is it written in?"),
        choices=languages.choices,
        initial=Revision.Language.ENGLISH,
        widget=forms.RadioSelect,
        error_messages={"required": _("Select the language of the article")},
    )

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(
            Field.text("title"),
            Field.textarea("summary", rows=3, max_characters=MOST_IN_SUMMARY),
            Field.textarea("body", rows=16),
            Field.radios("language"),
        )

    def clean_body(self) -> str:
        """Our HTML, from the editor's or from plain text."""
        body = prose.from_editor(self.cleaned_data["body"])
        if not prose.words(body):
            raise forms.ValidationError(self.fields["body"].error_messages["required"], code="required")
        return body


class ContentForms(SeveralForms):
    """Everything that makes a Content, for the public form and for the desk's page that edits an article.

    `content` is what is shown before anything was posted.
    """

    order: ClassVar[tuple[str, ...]] = ("article", "pictures", "blocks", "contacts")
    picture_rows: ClassVar[type[pictures.PictureRows]] = pictures.PictureRows
    contact_rows: ClassVar[type[ContactRows]] = ContactRows

    def __init__(self, data: Any = None, files: Any = None, *, content: Content | None = None) -> None:
        self.content_before = content
        super().__init__(data, files)

    def build(self, data: Any, files: Any) -> dict[str, Any]:
        if data is not None:
            return {
                "article": ArticleForm(data),
                "pictures": self.picture_rows(data, files, prefix="pictures"),
                "blocks": blocks.BlockRows(data, prefix="blocks"),
                "contacts": self.contact_rows(data, prefix="contacts"),
            }
        before = self.content_before
        return {
            "article": ArticleForm(initial=_words_of(before)),
            "pictures": self.picture_rows.of([pictures.row_of(it) for it in before.pictures] if before else []),
            "blocks": blocks.BlockRows.of([blocks.row_of(it) for it in before.blocks] if before else []),
            "contacts": self.contact_rows.of([dict(it) for it in before.contacts] if before else []),
        }

    def content(self) -> Content:
        """What the valid forms say."""
        return Content(
            **self["article"].cleaned_data,
            pictures=self["pictures"].placed,
            blocks=tuple(block_from(row) for row in self["blocks"].filled),
            contacts=tuple(contact_from(row) for row in self["contacts"].filled),
        )


def _words_of(content: Content | None) -> dict[str, str]:
    names = ("title", "summary", "body", "language")
    return {name: getattr(content, name) for name in names} if content else {}
