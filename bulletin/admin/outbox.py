"""Every mail to one person: what it said, whether it left, and what staff may still do about it."""

from collections.abc import Callable
from typing import Any, cast

from csp.decorators import csp
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_GET, require_POST
from unfold.decorators import display

from bulletin import desk, moves, outbox
from bulletin.admin import statuses
from bulletin.admin.looking import LookingAdmin
from bulletin.mail_workflow import CHANGE, MAIL
from bulletin.models import OutboxMail

# What a person may do, by the name of the move.
DEEDS: dict[str, Callable[..., object]] = {
    "try_again": outbox.try_again,
    "hurry": outbox.hurry,
    "cancel": outbox.cancel,
}


@admin.register(OutboxMail)
class OutboxMailAdmin(LookingAdmin):
    list_display = ("subject", "recipient", "shown_status", "created_at", "sent_at", "attempts")
    list_filter = ("status", "kind")
    search_fields = ("to_email", "to_name", "subject")
    date_hierarchy = "created_at"
    actions = ("cancel_mails", "send_again")

    @display(description="To", ordering="to_email")
    def recipient(self, mail: OutboxMail) -> str:
        return f"{mail.to_name} <{mail.to_email}>" if mail.to_name else mail.to_email

    shown_status = statuses.column(MAIL)

    def has_act_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(CHANGE)

    @admin.action(description="Cancel these mails", permissions=["act"])
    def cancel_mails(self, request: HttpRequest, mails: QuerySet[OutboxMail]) -> None:
        self._do_to_all(request, mails, outbox.cancel, "cancelled")

    @admin.action(description="Send these mails again", permissions=["act"])
    def send_again(self, request: HttpRequest, mails: QuerySet[OutboxMail]) -> None:
        self._do_to_all(request, mails, outbox.try_again, "will be tried again at once")

    def _do_to_all(
        self, request: HttpRequest, mails: QuerySet[OutboxMail], deed: Callable[..., object], done: str
    ) -> None:
        """Do it to each that it can be done to, and name each of the others with the reason."""
        changed = 0
        for mail in mails:
            try:
                deed(mail, by=request.user)
            except moves.MoveRefusedError as error:
                messages.error(request, f"{mail}: {error}")
            else:
                changed += 1
        if changed:
            messages.success(request, f"{changed} {'mail' if changed == 1 else 'mails'} {done}.")

    def get_urls(self) -> list[URLPattern]:
        def named(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"bulletin_outboxmail_{name}")

        own = [
            named("<int:pk>/html/", self.html_view, "html"),
            named("<int:pk>/do/<str:name>/", self.do_view, "do"),
        ]
        return own + super().get_urls()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The mail's page, in place of the form that Django would draw."""
        mail = self._find(request, object_id)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": mail.subject,
            "mail": mail,
            "recipient": self.recipient(mail),
            "about": _page_of_subject(mail),
            "deeds": outbox.permitted(mail, by=cast(User, request.user)),
        }
        return TemplateResponse(request, "admin/bulletin/outboxmail/page.html", context)

    @method_decorator([require_GET, csp(desk.FRAME_POLICY)])
    def html_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The mail's HTML alone, for the frame on its page."""
        return HttpResponse(self._find(request, pk).html)

    @method_decorator(require_POST)
    def do_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        mail = self._find(request, pk)
        if name not in DEEDS or not isinstance(request.user, User):
            raise Http404
        try:
            DEEDS[name](mail, by=request.user)
        except moves.MoveRefusedError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, f"The mail's status is now “{mail.get_status_display()}”.")
        return HttpResponseRedirect(reverse("admin:bulletin_outboxmail_change", args=[mail.pk]))

    def _find(self, request: HttpRequest, pk: object) -> OutboxMail:
        mail = get_object_or_404(OutboxMail.objects.select_related("created_by"), pk=desk.number(pk))
        if not self.has_view_permission(request, mail):
            raise PermissionDenied
        return mail


def _page_of_subject(mail: OutboxMail) -> str:
    """The desk's page of what the mail is about, where there is one."""
    if not mail.subject_type or mail.subject_id is None:
        return ""
    return reverse(f"admin:{mail.subject_type.replace('.', '_')}_change", args=[mail.subject_id])
