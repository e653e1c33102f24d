"""Where a member of staff says whether they want the daily email about what needs them."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse

from submissions.admin import opening
from submissions.models import DailyMail
from submissions.workflow import REVIEW


def daily_mail_page(request: HttpRequest) -> HttpResponse:
    """GET says how it is; POST changes it. Only for editors, who get it."""
    by = opening.person(request)
    if not by.has_perm(REVIEW):
        raise PermissionDenied  # whoever only looks gets no such email
    if request.method == "POST":
        is_wanted = request.POST.get("is_wanted") == "yes"
        DailyMail.objects.update_or_create(user=by, defaults={"is_wanted": is_wanted})
        messages.success(request, "You get the daily email." if is_wanted else "You get no daily email any more.")
        return HttpResponseRedirect(reverse("admin:submissions_submission_daily_mail"))
    row = DailyMail.objects.filter(user=by).first()
    context = {
        **admin.site.each_context(request),
        "title": "Your daily email",
        "is_wanted": row is None or row.is_wanted,
    }
    return TemplateResponse(request, "admin/submissions/daily_mail.html", context)
