"""The page on which a publisher decides about copies of which nobody knows whether they left."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from bulletin import desk
from bulletin.moves import MoveRefusedError
from editions import tasks
from editions.admin.mailing_pages import MailingPage
from editions.distribution import resolving
from editions.workflow import MAIL

CHANGED = "Meanwhile the number of unknown copies has changed. Look at them again before you decide about all."


class UnknownPage(MailingPage):
    """GET lists them; POST counts as sent (`do=count`) or sends again (`do=again`) the ticked ones, or all."""

    tab = "unknown"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            said = self.send_again() if request.POST.get("do") == "again" else self.count_as_sent()
        except MoveRefusedError as refused:
            return self.show(refused.reasons, status=409)
        tasks.ring()
        return self.back(said)

    def count_as_sent(self) -> str:
        count = resolving.count_as_sent(self.mailing, self.chosen(), by=self.by, reason=self.reason())
        return f"{count} cop{'y counts' if count == 1 else 'ies count'} as sent."

    def send_again(self) -> str:
        count, left_out = resolving.send_again(self.mailing, self.chosen(), by=self.by, reason=self.reason())
        said = f"{count} cop{'y is' if count == 1 else 'ies are'} sent again."
        return f"{said} {left_out} stay unknown: those people left the list." if left_out else said

    def chosen(self) -> list[int] | None:
        """The ticked deliveries, or None for all. Raises MoveRefusedError when “all” are not those that were shown."""
        if self.request.POST.get("which") != "all":
            return [desk.number(number) for number in self.request.POST.getlist("numbers")]
        if self.request.POST.get("count") != str(resolving.unknown(self.mailing).count()):
            raise MoveRefusedError([CHANGED])
        return None

    def reason(self) -> str:
        return self.request.POST.get("reason", "")

    def show(self, reasons: list[str] | None = None, *, status: int = 200) -> HttpResponse:
        rows = resolving.unknown(self.mailing)
        return self.page(
            "mailing_unknown.html",
            title=f"Unknown copies: {self.mailing}",
            status=status,
            reasons=reasons or [],
            rows=self.some(rows),
            may_decide=self.by.has_perm(MAIL),
            reason=self.reason(),
            ticked=self.request.POST.getlist("numbers"),
        )
