"""Mailings at the desk: the list, and how far each is, with the buttons that pause, resume and cancel it."""

from collections.abc import Callable
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.utils.text import capfirst
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import View

from bulletin import moves
from bulletin.admin import statuses
from bulletin.admin.looking import LookingAdmin
from bulletin.models import AuditEntry
from bulletin.moves import MoveRefusedError
from bulletin.workflow import Move
from editions import tasks
from editions.admin.mailing_certificate import CertificateJson, CertificatePage, CertificatePdf
from editions.admin.mailing_copies import CopiesPage
from editions.admin.mailing_pages import around
from editions.admin.mailing_unknown import UnknownPage
from editions.admin.restored import RestoredPage
from editions.distribution import mailings, progress, seeding, telling
from editions.models import Mailing
from editions.workflow import MAILING, DeliveryStatus, MailingStatus

VERBS: dict[str, Callable[..., None]] = {
    "go_on": mailings.go_on,
    "pause": mailings.pause,
    "resume": mailings.resume,
    "cancel": mailings.cancel,
}
ENDED = (MailingStatus.FINISHED, MailingStatus.CANCELLED, MailingStatus.EXPIRED)
STOPPED = (MailingStatus.PAUSED, MailingStatus.HALTED, MailingStatus.CANCELLED, MailingStatus.EXPIRED)


@admin.register(Mailing)
class MailingAdmin(LookingAdmin):
    list_display = ("__str__", "shown_status", "total", "created_by", "created_at", "finished_at")
    list_filter = ("audience", "status")
    list_select_related = ("edition", "created_by")
    search_fields = ("edition__number", "edition__label")
    date_hierarchy = "created_at"

    shown_status = statuses.column(MAILING)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        pages: dict[str, type[View]] = {
            "unknown/": UnknownPage,
            "copies/": CopiesPage,
            "certificate/": CertificatePage,
            "certificate.json": CertificateJson,
            "certificate.pdf": CertificatePdf,
        }
        own: list[URLPattern] = [
            *(
                path(
                    f"<int:pk>/{where}",
                    view(page.as_view(model_admin=self)),
                    name=f"editions_mailing_{where.strip('/').replace('.', '_')}",
                )
                for where, page in pages.items()
            ),
            path("restored/", view(RestoredPage.as_view(model_admin=self)), name="editions_mailing_restored"),
            path("<int:pk>/progress.json", view(self.progress_view), name="editions_mailing_progress"),
            path("<int:pk>/domains.json", view(self.domains_view), name="editions_mailing_domains"),
            path("<int:pk>/moves/<slug:name>/", view(self.move_view), name="editions_mailing_move"),
        ]
        given: list[URLPattern] = super().get_urls()
        return own + given

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """How far it is, in place of the form that Django would draw."""
        mailing = self.find(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            **around(mailing, "change"),
            "title": str(mailing),
            "told": (numbers := told(mailing)),
            "has_ended": mailing.status in ENDED and numbers["done"] == numbers["total"],
            "steps": steps(mailing, by=request.user if isinstance(request.user, User) else None),
            "why_stopped": why_stopped(mailing),
            "domains": progress.by_domain(mailing),
        }
        return TemplateResponse(request, "admin/editions/mailing.html", context)

    @method_decorator([require_GET, never_cache])
    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same numbers, for the page's script."""
        return JsonResponse(told(self.find(request, pk)))

    @method_decorator([require_GET, never_cache])
    def domains_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The domains with the most copies: asked for less often, since it counts every row."""
        return JsonResponse({"domains": progress.by_domain(self.find(request, pk))})

    @method_decorator(require_POST)
    def move_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        mailing = self.find(request, pk)
        if name not in VERBS or not isinstance(request.user, User):
            raise Http404
        try:
            # Whoever stops a mailing must not be held up because its status changed meanwhile: the table decides.
            VERBS[name](mailing, by=request.user, reason=request.POST.get("reason", "").strip())
        except MoveRefusedError as refused:
            for reason in refused.reasons:
                messages.error(request, reason)
        else:
            said = f"{mailing}: {mailing.get_status_display().lower()}. {telling.stop(progress.of(mailing))}"
            messages.success(request, said.strip())
            tasks.ring()
        return HttpResponseRedirect(reverse("admin:editions_mailing_change", args=[mailing.pk]))

    def find(self, request: HttpRequest, pk: object) -> Mailing:
        mailing = self.get_object(request, str(pk))
        if mailing is None:
            raise Http404
        if not self.has_view_permission(request, mailing):
            raise PermissionDenied
        found: Mailing = mailing
        return found


def steps(mailing: Mailing, *, by: User | None) -> list[Move]:
    """The moves that have a button now; a mailing that waits for a go has that one in place of “Resume”."""
    other = "resume" if seeding.is_waiting(mailing) else "go_on"
    return [mailing.workflow[name] for name in moves.permitted(mailing, by=by) if name in VERBS and name != other]


def why_stopped(mailing: Mailing) -> AuditEntry | None:
    """Who or what stopped it, when it stands still."""
    if mailing.status not in STOPPED:
        return None
    return AuditEntry.objects.about(mailing).filter(to_status=mailing.status).first()


def told(mailing: Mailing) -> dict[str, Any]:
    """What the page and its script show of the progress."""
    numbers = progress.of(mailing)
    counts = [{"name": name, "label": label, "count": numbers[name]} for name, label in DeliveryStatus.choices]
    return {
        "status": numbers["status"],
        "status_label": mailing.get_status_display(),
        "total": numbers["total"],
        "done": numbers["total"] - numbers["left"],
        "percent": numbers["percent"],
        "speed": telling.speed(numbers),
        "time_left": capfirst(telling.time_left(numbers)),
        "stop": telling.stop(numbers),
        "counts": counts,
        "unknown": numbers["unknown"],
        "connections": numbers["connections"],
    }
