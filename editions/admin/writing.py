"""The pages on which an edition's masthead and words are written."""

import copy
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse

from bulletin import prose
from bulletin.moves import MoveRefusedError
from editions import assembly
from editions.admin.pages import EditionPage
from editions.forms.assembling import MastheadForm, WordsForm


class WritingPage(EditionPage):
    """A form for some of the edition's fields; what was typed is kept when somebody else wrote meanwhile."""

    form_class: ClassVar[type[forms.ModelForm]]
    heading: ClassVar[str]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = self.form_class(instance=self.edition)
        for field in form.fields.values():
            field.disabled = bool(assembly.reasons_not_to_change(self.edition, by=self.by))
        return self.show(form)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        # A model form writes into its row: a copy, so that the page around it shows what is kept.
        form = self.form_class(request.POST, instance=copy.copy(self.edition))
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            changed = assembly.write(self.edition, form.cleaned_data, by=self.by, seen=request.POST.get("seen"))
        except MoveRefusedError as refused:
            form.add_error(None, refused.reasons)
            return self.show(form, status=409, theirs=self.kept_now(form))
        messages.success(request, f"{self.heading} saved." if changed else "You changed nothing, so nothing was saved.")
        return self.back_to(self.tab)

    def show(self, form: forms.ModelForm, *, status: int = 200, theirs: dict[str, str] | None = None) -> HttpResponse:
        return self.page(
            "writing.html",
            title=f"{self.heading}: {self.edition}",
            status=status,
            form=form,
            heading=self.heading,
            seen=assembly.fingerprint(self.edition, form.fields),
            theirs=theirs,
        )

    def kept_now(self, form: forms.ModelForm) -> dict[str, str]:
        """What the fields hold that differ from what was typed, as plain text."""
        kept = {name: getattr(self.edition, name) for name in form.fields if name in form.cleaned_data}
        return {
            str(form[name].label): prose.to_text(value) if name in assembly.PROSE else _as_text(value)
            for name, value in kept.items()
            if value != form.cleaned_data[name]
        }


def _as_text(value: object) -> str:
    return "\n".join(value) if isinstance(value, list) else str(value or "")


class WordsPage(WritingPage):
    """Welcome, standing text, feedback."""

    tab = "words"
    form_class = WordsForm
    heading = "Words"


class MastheadPage(WritingPage):
    """Number, label, title, strapline, publisher, mailbox."""

    tab = "masthead"
    form_class = MastheadForm
    heading = "Masthead"
