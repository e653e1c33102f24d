"""What the desk's pages about one mailing have in common: who may see them, and what each shows around itself."""

from typing import Any, ClassVar

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.generic import View
from unfold.admin import ModelAdmin

from editions.models import Delivery, Mailing

TABS = {"change": "Progress", "unknown": "Unknown copies", "copies": "Copies", "certificate": "Certificate"}
ON_A_PAGE = 50


class MailingPage(View):
    """A page about the mailing of the address. Whoever may see mailings may see it; doing is asked of the domain."""

    model_admin: ModelAdmin = None
    tab: ClassVar[str] = ""
    mailing: Mailing
    by: User

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not (isinstance(request.user, User) and self.model_admin.has_view_permission(request)):
            raise PermissionDenied
        mailing = self.model_admin.get_object(request, str(kwargs["pk"]))
        if mailing is None:
            raise Http404
        self.mailing, self.by = mailing, request.user

    def page(self, template: str, *, title: str, status: int = 200, **context: Any) -> TemplateResponse:
        context = {
            **self.model_admin.admin_site.each_context(self.request),
            **around(self.mailing, self.tab),
            "title": title,
            **context,
        }
        return TemplateResponse(self.request, f"admin/editions/{template}", context, status=status)

    def some(self, rows: QuerySet[Delivery]) -> Page[Delivery]:
        """The page of these rows that the address asks for."""
        return Paginator(rows, ON_A_PAGE).get_page(self.request.GET.get("page"))

    def back(self, said: str) -> HttpResponse:
        messages.success(self.request, said)
        return HttpResponseRedirect(address(self.mailing, self.tab))


def around(mailing: Mailing, tab: str) -> dict[str, Any]:
    """What every page about a mailing shows: its name, and links to the others."""
    return {
        "opts": Mailing._meta,
        "original": mailing,
        "mailing": mailing,
        "tabs": [(label, address(mailing, name), name == tab) for name, label in TABS.items()],
    }


def address(mailing: Mailing, page: str) -> str:
    return reverse(f"admin:editions_mailing_{page}", args=[mailing.pk])
