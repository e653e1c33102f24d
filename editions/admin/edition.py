"""Editions at the desk: the list, a new one, and the addresses of the pages about one."""

from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from unfold.admin import ModelAdmin
from unfold.decorators import display

from bulletin.admin import statuses
from bulletin.moves import MoveRefusedError
from editions import assembly
from editions.admin.board import ArticlePage, BoardPage, PlacePage, RemindPage
from editions.admin.mailing_out import MailPage
from editions.admin.pages import EditionPage
from editions.admin.preview import FacePage, PreviewPage
from editions.admin.sections import SectionsPage
from editions.admin.steps import OverridePage, StepPage
from editions.admin.writing import MastheadPage, WordsPage
from editions.forms.assembling import StartForm
from editions.models import Edition
from editions.workflow import EDITION

PAGES: list[tuple[str, str, type[EditionPage]]] = [
    ("place/", "place", PlacePage),
    ("articles/<int:article>/", "article", ArticlePage),
    ("signers/<int:signer>/", "remind", RemindPage),
    ("words/", "words", WordsPage),
    ("masthead/", "masthead", MastheadPage),
    ("sections/", "sections", SectionsPage),
    ("preview/", "preview", PreviewPage),
    ("preview/<slug:face>/", "face", FacePage),
    ("mail/", "mail", MailPage),
    ("steps/<slug:step>/", "step", StepPage),
    ("overrides/<int:override>/", "override", OverridePage),
]


@admin.register(Edition)
class EditionAdmin(ModelAdmin):
    list_display = ("__str__", "shown_status", "article_count", "copy_deadline")
    list_filter = ("status",)
    search_fields = ("number", "label")
    ordering = ("-number",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Edition]:
        found: QuerySet[Edition] = super().get_queryset(request)
        return found.annotate(article_count=Count("articles"))

    shown_status = statuses.column(EDITION)

    @display(description="Articles", ordering="article_count")
    def article_count(self, edition: Any) -> int:
        return int(edition.article_count)

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Never: an edition that was a mistake is withdrawn, or left."""
        return False

    def get_urls(self) -> list[URLPattern]:
        given: list[URLPattern] = super().get_urls()
        return [self.page_url(*row) for row in PAGES] + given

    def page_url(self, route: str, name: str, page: type[EditionPage]) -> URLPattern:
        view = self.admin_site.admin_view(page.as_view(model_admin=self))
        found: URLPattern = path(f"<int:pk>/{route}", view, name=f"editions_edition_{name}")
        return found

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponseBase:
        """The board, in place of the form that Django would draw."""
        return BoardPage.as_view(model_admin=self)(request, pk=object_id)

    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        if not (self.has_add_permission(request) and isinstance(request.user, User)):
            raise PermissionDenied
        form = StartForm(request.POST or None, initial={"number": assembly.proposed_number()})
        if request.method == "POST" and form.is_valid():
            try:
                edition = assembly.start(by=request.user, **form.cleaned_data)
            except MoveRefusedError as refused:
                form.add_error(None, refused.reasons)
            else:
                messages.success(request, f"{edition} is started. Place articles, and write the welcome.")
                return HttpResponseRedirect(reverse("admin:editions_edition_change", args=[edition.pk]))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": "Start an edition",
            "form": form,
        }
        return TemplateResponse(request, "admin/editions/start.html", context, status=422 if form.errors else 200)
