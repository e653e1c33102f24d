"""The certificate of a mailing, proven again from the rows each time it is looked at: page, JSON and PDF."""

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.formats import date_format

from editions.admin.mailing_pages import MailingPage, address
from editions.distribution import certifying, proving, telling
from editions.models import Mailing, Override
from editions.rendering import pdf
from editions.rendering.pdf import PdfError
from editions.workflow import DeliveryStatus

PEOPLE = {"signed_off_by": "Signed off by", "started_by": "Mailing decided by"}
TIMES = {
    "signed_off_at": "Signed off",
    "created_at": "Decided",
    "began_at": "Began",
    "frozen_at": "List frozen",
    "finished_at": "Ended",
    "issued_at": "Certificate issued",
}
DECIDED = {
    "count_by_evidence": "Unknown, counted as sent by what came back",
    "count_as_sent": "Unknown, counted as sent by a person",
    "send_again": "Unknown, sent again by a person",
}


class CertificatePage(MailingPage):
    """GET shows the certificate and whether it still holds; there may be none yet."""

    tab = "certificate"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        title = f"Certificate: {self.mailing}"
        if not self.mailing.certificate:
            return self.page("mailing_certificate.html", title=title)
        return self.page(
            "mailing_certificate.html", title=title, why_no_pdf=pdf.reason_not_to(), **contents(self.mailing)
        )


class CertificateJson(MailingPage):
    """The certificate as it was issued, and each check of today."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        checks = proving.checks(_issued(self.mailing))
        shown = {
            "certificate": self.mailing.certificate,
            "holds": all(check.holds for check in checks),
            "checks": [{"what": check.what, "holds": check.holds} for check in checks],
        }
        return JsonResponse(shown, json_dumps_params={"indent": 2})


class CertificatePdf(MailingPage):
    """The same as a PDF; where none can be made, the page says why."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        html = render_to_string("editions/certificate.html", contents(_issued(self.mailing)))
        try:
            written = pdf.of(html)
        except PdfError as error:
            messages.error(request, str(error))
            return HttpResponseRedirect(address(self.mailing, "certificate"))
        name = f"edition-{self.mailing.edition.number}-mailing-{self.mailing.pk}-certificate.pdf"
        headers = {"Content-Disposition": f'inline; filename="{name}"'}
        return HttpResponse(written, content_type="application/pdf", headers=headers)


def contents(mailing: Mailing) -> dict[str, Any]:
    """What the page and the PDF show."""
    said = mailing.certificate or {}
    checks = proving.checks(mailing)
    return {
        "mailing": mailing,
        "certificate": said,
        "checks": checks,
        "holds": all(check.holds for check in checks),
        "counts": [(DeliveryStatus(name).label, said[name]) for name in certifying.FINAL],
        "facts": list(_facts(mailing, said)),
        "decided": [(label, said["decided"][name]) for name, label in DECIDED.items() if said.get("decided")],
    }


def _facts(mailing: Mailing, said: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What stands on the certificate beside the counts, each with its name."""
    yield "Edition", str(mailing.edition)
    yield "Audience", Mailing.Audience(said["audience"]).label
    if "rehearsal" in said:
        yield "What the sink had", telling.rehearsal(said)
    for name, label in PEOPLE.items():
        if said.get(name):
            yield label, said[name]
    for name, label in TIMES.items():
        moment = parse_datetime(said.get(name) or "")
        if moment:
            yield label, date_format(timezone.localtime(moment), "j F Y, H:i:s")
    for override in said.get("overrides", []):
        by = override["confirmed_by"]
        confirmed = f"Confirmed by {by}." if by else "Nobody has confirmed it."
        act = Override.Act(override["act"]).label.lower()
        yield f"Four eyes overridden: {act}", f"{override['by']}: “{override['reason']}” {confirmed}"
    yield "SHA-256 of the list", said["list_sha256"] or "The list was never frozen"
    yield f"SHA-256 of the HTML of snapshot {said['snapshot']}", said["email_html_sha256"]
    yield f"SHA-256 of the text of snapshot {said['snapshot']}", said["email_text_sha256"]


def _issued(mailing: Mailing) -> Mailing:
    if not mailing.certificate:
        raise Http404
    return mailing
