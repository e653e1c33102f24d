"""What the desk's pages about one edition have in common: who may see them, and what each shows around itself."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.generic import View
from unfold.admin import ModelAdmin

from bulletin.moves import MoveRefusedError
from editions import assembly
from editions.models import Edition

# Each page that an editor goes to and fro between, and what its link says.
TABS = {
    "change": "Articles",
    "words": "Words",
    "masthead": "Masthead",
    "sections": "Sections",
    "preview": "Preview",
    "mail": "Mailing",
}


class EditionPage(View):
    """A page about the edition of the address. Whoever may see editions may see it; doing is asked of the domain."""

    model_admin: ModelAdmin = None
    tab: ClassVar[str] = ""
    edition: Edition
    by: User

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not (isinstance(request.user, User) and self.model_admin.has_view_permission(request)):
            raise PermissionDenied
        edition = self.model_admin.get_object(request, str(kwargs["pk"]))
        if edition is None:
            raise Http404
        self.edition, self.by = edition, request.user

    def address(self, page: str, *args: object) -> str:
        """Where another page about the same edition is."""
        return reverse(f"admin:editions_edition_{page}", args=[self.edition.pk, *args])

    def page(self, template: str, *, title: str = "", status: int = 200, **context: Any) -> TemplateResponse:
        reasons = assembly.reasons_not_to_change(self.edition, by=self.by)
        context = {
            **self.model_admin.admin_site.each_context(self.request),
            "opts": Edition._meta,
            "original": self.edition,
            "edition": self.edition,
            "title": title or str(self.edition),
            "tabs": [(label, self.address(name), name == self.tab) for name, label in TABS.items()],
            "may_change": not reasons,
            "reasons_not_to_change": reasons,
            **context,
        }
        return TemplateResponse(self.request, f"admin/editions/{template}", context, status=status)

    def tell(self, act: Callable[[], str]) -> bool:
        """Do something and say what was done, or else every reason why not."""
        try:
            messages.success(self.request, act())
        except MoveRefusedError as refused:
            for reason in refused.reasons:
                messages.error(self.request, reason)
            return False
        return True

    def back_to(self, page: str, *, at: str = "") -> HttpResponse:
        """Show a page again; `at` is the id of what is to have the focus there, with JavaScript or without."""
        where = self.address(page)
        return HttpResponseRedirect(f"{where}?at={at}#{at}" if at else where)
