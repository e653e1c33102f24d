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
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from unfold.decorators import display

from bulletin import moves
from bulletin.admin.looking import LookingAdmin
from bulletin.moves import MoveRefusedError
from editions import tasks
from editions.admin.restored import RestoredPage
from editions.distribution import mailings, progress
from editions.models import Mailing
from editions.workflow import DeliveryStatus, MailingStatus

VERBS: dict[str, Callable[..., None]] = {
    "pause": mailings.pause,
    "resume": mailings.resume,
    "cancel": mailings.cancel,
}
ENDED = (MailingStatus.FINISHED, MailingStatus.CANCELLED, MailingStatus.EXPIRED)
TROUBLED = (DeliveryStatus.FAILED, DeliveryStatus.UNKNOWN, DeliveryStatus.RETRY_LATER)
SHOWN_TROUBLES = 100
TONES = {
    MailingStatus.FREEZING: "info",
    MailingStatus.SENDING: "info",
    MailingStatus.PAUSED: "warning",
    MailingStatus.FINISHED: "success",
    MailingStatus.CANCELLED: "danger",
    MailingStatus.HALTED: "danger",
    MailingStatus.EXPIRED: "danger",
}


@admin.register(Mailing)
class MailingAdmin(LookingAdmin):
    list_display = ("__str__", "shown_status", "total", "created_by", "created_at", "finished_at")
    list_filter = ("audience", "status")
    list_select_related = ("edition", "created_by")
    search_fields = ("edition__number", "edition__label")
    date_hierarchy = "created_at"

    @display(description="Status", ordering="status", label=TONES)
    def shown_status(self, mailing: Mailing) -> tuple[str, str]:
        return mailing.status, mailing.get_status_display()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        own: list[URLPattern] = [
            path("restored/", view(RestoredPage.as_view(model_admin=self)), name="editions_mailing_restored"),
            path("<int:pk>/progress.json", view(self.progress_view), name="editions_mailing_progress"),
            path("<int:pk>/moves/<slug:name>/", view(self.move_view), name="editions_mailing_move"),
        ]
        given: list[URLPattern] = super().get_urls()
        return own + given

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """How far it is, in place of the form that Django would draw."""
        mailing = self.find(request, object_id)
        permitted = moves.permitted(mailing, by=request.user if isinstance(request.user, User) else None)
        troubles = mailing.deliveries.filter(status__in=TROUBLED).order_by("status", "pk")
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "original": mailing,
            "title": str(mailing),
            "mailing": mailing,
            "told": told(mailing),
            "has_ended": mailing.status in ENDED,
            "steps": [mailing.workflow[name] for name in permitted if name in VERBS],
            "troubles": troubles[:SHOWN_TROUBLES],
            "trouble_count": troubles.count(),
            "shown_troubles": SHOWN_TROUBLES,
        }
        return TemplateResponse(request, "admin/editions/mailing.html", context)

    @method_decorator([require_GET, never_cache])
    def progress_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The same numbers, for the page's script."""
        return JsonResponse(told(self.find(request, pk)))

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
            messages.success(request, f"{mailing}: {mailing.get_status_display().lower()}.")
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


def told(mailing: Mailing) -> dict[str, Any]:
    """What the page and its script show of the progress."""
    numbers = progress.of(mailing)
    counts = [{"name": name, "label": label, "count": numbers[name]} for name, label in DeliveryStatus.choices]
    return {
        "status": numbers["status"],
        "status_label": mailing.get_status_display(),
        "total": numbers["total"],
        "done": numbers["total"] - numbers["left"],
        "counts": counts,
        "connections": numbers["connections"],
    }
