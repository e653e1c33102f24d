"""The pages of neither app: requests that can't be taken, and the mailbox of the demo."""

from csp.decorators import csp
from django.contrib.admin.views.decorators import staff_member_required
from django.core.exceptions import RequestDataTooBig, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin

from bulletin import desk, health, mailbox

MAILS_SHOWN = 100


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page of a request that Django refuses to read; one that is too big says how to make it smaller."""
    if isinstance(exception, RequestDataTooBig | TooManyFilesSent):
        return render(request, "413.html", status=413)
    return render(request, "400.html", status=400)


@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """This process answers; nothing else is asked. For whoever restarts it when it doesn't."""
    return HttpResponse("ok\n", content_type="text/plain")


@never_cache
def healthz(request: HttpRequest) -> JsonResponse:
    """How each part is: 200 when all are well, else 503. For whoever is to be woken."""
    report = health.report()
    return JsonResponse(report, status=200 if report["status"] == health.OK else 503)


@staff_member_required
def mailbox_list(request: HttpRequest) -> HttpResponse:
    """The newest mails of the local mailbox."""
    wanted = request.GET.get("q", "")
    mails = mailbox.newest(MAILS_SHOWN, containing=wanted)
    return render(request, "bulletin/mailbox/list.html", {"mails": mails, "wanted": wanted, "most": MAILS_SHOWN})


@staff_member_required
def mailbox_mail(request: HttpRequest, key: str) -> HttpResponse:
    """One mail as HTML, text and headers."""
    return render(request, "bulletin/mailbox/mail.html", {"mail": _mail(key)})


@staff_member_required
@csp(desk.FRAME_POLICY)
@xframe_options_sameorigin
def mailbox_html(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML part alone, as it came, for the frame of its page."""
    return HttpResponse(_mail(key).html)


def _mail(key: str) -> mailbox.Mail:
    mail = mailbox.find(key)
    if mail is None:
        raise Http404
    return mail
