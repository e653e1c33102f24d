"""The page of an edition's mailing: a test mail, who would get it, and the start with its typed confirmation."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from bulletin import desk
from bulletin.moves import MoveRefusedError
from editions import four_eyes, publishing, tasks
from editions.admin.pages import EditionPage
from editions.distribution import freezing, mailings, rehearsing
from editions.forms.mailing import PlanForm, StartMailingForm, TestMailForm
from editions.models import Mailing
from editions.workflow import ASSEMBLE, MAIL, MailingStatus

# Why somebody on the list gets no copy; all but the last are statuses of subscribers.
EXCLUDED = {
    "pending": "Have not confirmed that they want it",
    "paused": "Paused",
    "left": "Left the list",
    "suppressed": "Must not be mailed",
    "had_it": "Had this edition by an earlier mailing",
}


class MailPage(EditionPage):
    """GET says what would go out and to how many.

    POST sends a test (`do=test`), rehearses the mailing (`do=rehearse`) or starts it (`do=start`).
    """

    tab = "mail"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.show()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        doing = {"test": self.send_test, "rehearse": self.rehearse}
        return doing.get(request.POST.get("do", ""), self.start)()

    def show(
        self,
        *,
        form: StartMailingForm | None = None,
        plan_form: PlanForm | None = None,
        test_form: TestMailForm | None = None,
        reasons: list[str] | None = None,
        status: int = 200,
    ) -> HttpResponse:
        against = mailings.reasons_not_to_start(self.edition, by=self.by, audience=self.audience())
        recipients, excluded = freezing.expect(self.edition)
        return self.page(
            "mail.html",
            title=f"Mailing: {self.edition}",
            status=status,
            reasons=reasons if reasons is not None else against,
            is_open=not against,
            broken_rules=self.broken_rules(),
            recipients=recipients,
            excluded=[(EXCLUDED.get(reason, reason), count) for reason, count in sorted(excluded.items())],
            to_missed=self.audience() == Mailing.Audience.MISSED,
            audience=self.audience(),
            form=form or self.form_for(None),
            plan_form=plan_form or PlanForm(),
            test_form=test_form or TestMailForm(initial={"to": self.by.email}),
            against_rehearsal=rehearsing.reasons_not_to(self.edition, by=self.by),
            may_test=self.by.has_perm(ASSEMBLE) or self.by.has_perm(MAIL),
            mailings=self.edition.mailings.select_related("created_by", "edition"),
        )

    def broken_rules(self) -> list[str]:
        return four_eyes.reasons_not_to(four_eyes.MAILING, self.edition, by=self.by)

    def form_for(self, data: Any) -> StartMailingForm:
        return StartMailingForm(data, number=self.edition.number, needs_reason=bool(self.broken_rules()))

    def audience(self) -> str:
        """Who it goes to next."""
        return mailings.next_audience(self.edition)

    def start(self) -> HttpResponse:
        form, plan_form = self.form_for(self.request.POST), PlanForm(self.request.POST)
        if not (form.is_valid() & plan_form.is_valid()):
            return self.show(form=form, plan_form=plan_form, status=422)
        try:
            mailing = mailings.start(
                self.edition,
                by=self.by,
                # What the person read, so that a second click doesn't start another mailing.
                audience=self.request.POST.get("audience", Mailing.Audience.LIVE),
                plan=plan_form.plan(),
                reason=form.cleaned_data.get("reason", ""),
                seen=desk.seen(self.request),
            )
        except MoveRefusedError as refused:
            return self.show(form=form, plan_form=plan_form, reasons=refused.reasons, status=409)
        done = "is scheduled" if mailing.status == MailingStatus.SCHEDULED else "has started"
        return self.follow(mailing, f"The mailing of {self.edition} {done}.")

    def send_test(self) -> HttpResponse:
        test_form = TestMailForm(self.request.POST)
        if not test_form.is_valid():
            return self.show(test_form=test_form, status=422)
        to = test_form.cleaned_data["to"]
        try:
            snapshot = self.edition.snapshot or publishing.draft_snapshot(self.edition, by=self.by)
            mailing = mailings.send_test(self.edition, snapshot, to=to, by=self.by)
        except MoveRefusedError as refused:
            test_form.add_error("to", refused.reasons)
            return self.show(test_form=test_form, status=409)
        return self.follow(mailing, f"A test mail is on its way to {to}.")

    def rehearse(self) -> HttpResponse:
        try:
            mailing = rehearsing.ask(self.edition, by=self.by)
        except MoveRefusedError as refused:
            return self.show(reasons=refused.reasons, status=409)
        return self.follow(mailing, "The rehearsal begins. Nobody on the list gets anything.")

    def follow(self, mailing: Mailing, said: str) -> HttpResponse:
        """Ring the worker, and go where it can be watched."""
        tasks.ring()
        messages.success(self.request, said)
        return HttpResponseRedirect(reverse("admin:editions_mailing_change", args=[mailing.pk]))
