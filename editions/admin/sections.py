"""The page of an edition's sections: renamed, coloured, added, put in order, removed when empty."""

from typing import Any

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse

from bulletin import desk
from editions import sectioning
from editions.admin.pages import EditionPage
from editions.forms.assembling import SectionForm
from editions.models import EditionSection


class SectionsPage(EditionPage):
    """One form for each section, one to add another, and buttons that put them in order."""

    tab = "sections"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def show(self, *, status: int = 200, bound: SectionForm | None = None, bound_to: int = 0) -> HttpResponse:
        """`bound` is the form that was refused, of the section `bound_to` or, with 0, of a new one."""
        sections = list(self.edition.sections.annotate(article_count=Count("articles")))
        forms_of = {section.pk: form_of(section) for section in sections}
        if bound and bound_to:
            forms_of[bound_to] = bound
        return self.page(
            "sections.html",
            title=f"Sections: {self.edition}",
            status=status,
            rows=[(section, forms_of[section.pk]) for section in sections],
            new=bound if bound and not bound_to else SectionForm(prefix="new"),
            at=self.request.GET.get("at", ""),
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        do, pk = request.POST.get("do", ""), request.POST.get("section", "")
        if do == "add":
            return self.write(SectionForm(request.POST, prefix="new"), None)
        section = self.edition.sections.filter(pk=desk.number(pk)).first()
        if section is None:
            messages.error(request, "Somebody removed this section meanwhile.")
            return self.back_to("sections")
        if do == "change":
            return self.write(SectionForm(request.POST, prefix=str(section.pk)), section)
        if do == "remove":
            self.tell(lambda: self.remove(section))
            return self.back_to("sections")
        return self.put(section, request.POST.get("position", ""))

    def write(self, form: SectionForm, section: EditionSection | None) -> HttpResponse:
        bound_to = section.pk if section else 0
        if not form.is_valid():
            return self.show(status=422, bound=form, bound_to=bound_to)

        def act() -> str:
            if section is None:
                return f"Section “{sectioning.add(self.edition, by=self.by, **form.cleaned_data)}” added."
            return f"Section “{sectioning.change(section, by=self.by, **form.cleaned_data)}” saved."

        if not self.tell(act):
            self.edition.refresh_from_db()
            return self.show(status=409, bound=form, bound_to=bound_to)
        return self.back_to("sections")

    def put(self, section: EditionSection, position: str) -> HttpResponse:
        def act() -> str:
            sectioning.put(section, position=desk.number(position), by=self.by)
            return f"“{section}” is now section {section.position + 1} of {self.edition.sections.count()}."

        if position.isdecimal():
            self.tell(act)
        else:
            messages.error(self.request, "That can't be done any more: somebody changed the sections. Choose again.")
        return self.back_to("sections", at=f"section-{section.pk}")

    def remove(self, section: EditionSection) -> str:
        sectioning.remove(section, by=self.by)
        return f"Section “{section}” removed."


def form_of(section: EditionSection) -> SectionForm:
    """The form that holds what the section is."""
    return SectionForm(prefix=str(section.pk), initial={"name": section.name, "colour": section.colour})
