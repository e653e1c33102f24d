"""What staff fill in when they enter an article for somebody: how it came, who sent it, and the article."""

from typing import Any, ClassVar

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field
from django import forms

from submissions import uploads
from submissions.entering import SOURCES, Source
from submissions.forms.about import AboutYouForm
from submissions.forms.article import ArticleForm
from submissions.forms.contacts import DeskContactRows
from submissions.forms.editing import EditForms
from submissions.forms.layouts import part_of_a_page
from submissions.forms.pictures import DESCRIBED, DeskPictureRows
from submissions.forms.placement import PlacementForm
from submissions.word.article import WordArticle

HOW_IT_CAME = {
    Source.PHONE: "By telephone, or told in person",
    Source.LETTER: "By letter, or on paper",
    Source.EMAIL: "By email",
    Source.WORD: "As a Word document",
}


class SourceForm(forms.Form):
    """The first page: how it came, and a file to read it from."""

    source = forms.ChoiceField(
        label="How did the article come?",
        choices=[(str(source), HOW_IT_CAME[source]) for source in SOURCES],
        widget=forms.RadioSelect,
        error_messages={"required": "Select how the article came"},
    )
    file = forms.FileField(
        label="Upload the Word document or the email (optional)",
        required=False,
        help_text="A .docx file, or an email saved as .eml. You check what was read from it on the next page.",
        error_messages={"empty": "The file is empty. Choose another, or go on without one."},
    )

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(Field.radios("source"), Field("file"))


class ForWhomForm(AboutYouForm):
    """The same questions as on the public form, asked about somebody else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("fax")
        self.fields["name"].label = "Their name"
        self.fields["email"].label = "Their email address"
        self.fields["email"].help_text = "Proofs and questions go there. We don’t publish it."
        self.fields["phone"].label = "Their telephone number (optional)"
        self.fields["organisation"].label = "Their organisation"
        self.fields["region"].label = "Which region do they work in?"

    @property
    def helper(self) -> FormHelper:
        names = ("name", "email", "phone", "organisation")
        return part_of_a_page(*map(Field.text, names), Field.radios("sector"), Field.select("region"))


class HowForm(forms.Form):
    """What goes on record of how it came, and whether they are mailed."""

    source = forms.ChoiceField(
        choices=[(str(source), HOW_IT_CAME[source]) for source in SOURCES], widget=forms.HiddenInput
    )
    how = forms.CharField(
        label="Who gave it to you, when, and who cleared it?",
        max_length=500,
        help_text="For example: read to me by telephone on 3 March, cleared by their press office. It is not printed.",
        widget=forms.Textarea,
        error_messages={
            "required": "Say who gave it to you, when, and who cleared it for publication",
            "max_length": "This must be 500 characters or fewer",
        },
    )
    is_cleared = forms.BooleanField(
        label="Their organisation has cleared it for publication, and nothing in it is marked above OFFICIAL",
        error_messages={"required": "Enter it only when their organisation has cleared it for publication"},
    )
    is_told = forms.BooleanField(
        label="Email them the receipt, with the link to the page of their article", required=False, initial=True
    )

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(
            Field("source"), Field.textarea("how", rows=3), Field.checkbox("is_cleared"), Field.checkbox("is_told")
        )


class EnterForms(EditForms):
    """The second page; `read` is what was understood of a file."""

    order: ClassVar[tuple[str, ...]] = ("about", "article", "pictures", "blocks", "contacts", "placement", "how")

    def __init__(
        self, data: Any = None, files: Any = None, *, source: str = "", read: WordArticle | None = None
    ) -> None:
        self.source, self.read = source, read or WordArticle()
        super().__init__(data, files)

    def build(self, data: Any, files: Any) -> dict[str, Any]:
        parts = super().build(data, files)
        del parts["note"]
        if data is not None:
            own = {"about": ForWhomForm(data), "placement": PlacementForm(data), "how": HowForm(data)}
            return {**parts, **own}
        read = self.read
        return {
            **parts,
            "article": ArticleForm(initial={"title": read.title, "summary": read.summary, "body": read.body}),
            "pictures": DeskPictureRows.of([_row(image.name, image.alt, image) for image in read.images]),
            "contacts": DeskContactRows.of([dict(contact) for contact in read.contacts]),
            "about": ForWhomForm(initial=dict(read.about)),
            "placement": PlacementForm(),
            "how": HowForm(initial={"source": self.source}),
        }


def _row(name: str, alt: str, image: Any) -> dict[str, Any]:
    """The row that shows a picture of the file."""
    kept = {"kept": uploads.keep(image.picture, name).token, "alt": alt}
    return {**kept, "purpose": DESCRIBED} if alt else kept
