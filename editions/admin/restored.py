"""The page on which a publisher says, after a restore, that mails may leave again."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.views.generic import View
from unfold.admin import ModelAdmin

from bulletin import generation
from bulletin.moves import MoveRefusedError
from editions import tasks
from editions.distribution import restoring
from editions.models import Mailing


class RestoredPage(View):
    """GET says what is doubted and which mailings to look at; POST confirms. Whoever sees mailings may see it."""

    model_admin: ModelAdmin = None
    by: User

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not (isinstance(request.user, User) and self.model_admin.has_view_permission(request)):
            raise PermissionDenied
        self.by = request.user

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(restoring.reasons_not_to_confirm(by=self.by))

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            restoring.confirm(by=self.by, reason=request.POST.get("reason", ""))
        except MoveRefusedError as refused:
            return self.show(refused.reasons, status=409)
        tasks.ring()
        messages.success(request, "Confirmed. Mails leave again; resume each halted mailing by itself.")
        return HttpResponseRedirect(reverse("admin:editions_mailing_changelist"))

    def show(self, reasons: list[str], *, status: int = 200) -> TemplateResponse:
        context = {
            **self.model_admin.admin_site.each_context(self.request),
            "opts": Mailing._meta,
            "title": "This database was restored or copied",
            "doubt": generation.doubt(),
            "reasons": reasons,
            "mailings": restoring.unfinished(),
            "reason": self.request.POST.get("reason", ""),
        }
        return TemplateResponse(self.request, "admin/editions/restored.html", context, status=status)
