"""The page that lists a mailing's copies by status, and gives them as a file."""

import csv
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone

from bulletin import moves
from editions.admin.mailing_pages import MailingPage
from editions.models import Delivery
from editions.workflow import DeliveryStatus

FIRST = DeliveryStatus.FAILED
SHOWN = (
    DeliveryStatus.FAILED,
    DeliveryStatus.UNKNOWN,
    DeliveryStatus.SKIPPED,
    DeliveryStatus.RETRY_LATER,
    DeliveryStatus.CANCELLED,
    DeliveryStatus.SENT,
)
COLUMNS = ("Address", "Status", "When", "Tries", "What was said last")
FORMULA = ("=", "+", "-", "@", "\t", "\r")  # what spreadsheets calculate (OWASP, CSV injection)


class CopiesPage(MailingPage):
    """GET shows the copies with one status; POST gives them as CSV, and notes who took them."""

    tab = "copies"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        status = self.status(request.GET.get("status", ""))
        return self.page(
            "mailing_copies.html",
            title=f"Copies: {self.mailing}",
            rows=self.some(self.copies(status)),
            shown=status,
            statuses=SHOWN,
        )

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        status = self.status(request.POST.get("status", ""))
        copies = self.copies(status)
        details = {"status": status, "count": copies.count()}
        moves.record(self.mailing, "export_copies", by=self.by, details=details, now=timezone.now())
        name = f"edition-{self.mailing.edition.number}-mailing-{self.mailing.pk}-{status}.csv"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        lines = as_csv(copies.iterator(chunk_size=2000))
        return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)

    def status(self, asked: str) -> DeliveryStatus:
        return DeliveryStatus(asked) if asked in SHOWN else FIRST

    def copies(self, status: str) -> Any:
        return self.mailing.deliveries.filter(status=status).order_by("pk")


class _Line:
    """What csv.writer writes to: gives each line back."""

    def write(self, line: str) -> str:
        return line


def as_csv(copies: Iterable[Delivery]) -> Iterator[str]:
    """The copies as lines of CSV; no cell is a formula to a spreadsheet."""
    writer = csv.writer(_Line())
    yield "\ufeff" + writer.writerow(COLUMNS)  # the mark by which spreadsheets know UTF-8
    for copy in copies:
        when = timezone.localtime(copy.ended_at).isoformat(timespec="seconds") if copy.ended_at else ""
        cells = (copy.address, copy.get_status_display(), when, copy.attempts, copy.reply)
        yield writer.writerow([harmless(str(cell)) for cell in cells])


def harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
