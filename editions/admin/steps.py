"""The pages that ask before an edition is locked, opened, signed off, published or withdrawn."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from bulletin import desk, moves
from bulletin.moves import MoveRefusedError
from editions import four_eyes, publishing, readiness
from editions.admin import preview
from editions.admin.pages import EditionPage
from editions.models import Override
from editions.readiness import Finding
from editions.workflow import EDITION


@dataclass(frozen=True)
class Step:
    """What a move of an edition does, in sentences for whoever is about to make it."""

    make: Callable[..., object]
    says: tuple[str, ...]
    asks_reason: bool = False
    is_checked: bool = False
    shows_faces: bool = False


STEPS = {
    "lock": Step(
        publishing.lock,
        (
            "Words, sections, places and order stay as they are, and each article is pinned to its newest revision.",
            "Somebody else signs the edition off. Nothing is published and no mail is sent.",
        ),
        is_checked=True,
    ),
    "unlock": Step(
        publishing.unlock,
        (
            "The edition can be changed again, and whatever was signed off no longer counts.",
            "It has to be locked and signed off again. No mail is sent.",
        ),
        asks_reason=True,
    ),
    "sign_off": Step(
        publishing.sign_off,
        (
            "What you see below is kept exactly as it is: this is the web page and the email that go out.",
            "Nothing is published and no mail is sent yet.",
        ),
        is_checked=True,
        shows_faces=True,
    ),
    "publish": Step(
        publishing.publish,
        (
            "Everybody can read the edition on the web from now on.",
            "No mail is sent: the mailing is a step of its own.",
        ),
        shows_faces=True,
    ),
    "withdraw": Step(
        publishing.withdraw,
        (
            "The edition and its articles are taken off the web. Its address says that it was withdrawn.",
            "Mails that were sent already can't be called back.",
        ),
        asks_reason=True,
    ),
    "republish": Step(
        publishing.republish,
        ("Everybody can read the edition again, exactly as it was signed off. No mail is sent.",),
        asks_reason=True,
    ),
}


class StepPage(EditionPage):
    """GET says what the step does and everything that stands against it; POST takes it."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if kwargs["step"] not in STEPS:
            raise Http404
        self.name: str = kwargs["step"]
        self.step = STEPS[self.name]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.ask(moves.reasons_not_to(self.edition, self.name, by=self.by))

    def ask(self, reasons: list[str], *, status: int = 200) -> HttpResponse:
        blockers = readiness.blockers(self.edition) if self.step.is_checked else []
        texts = {finding.text for finding in blockers}
        return self.page(
            "step.html",
            title=f"{EDITION[self.name].label}: {self.edition}",
            status=status,
            step=self.step,
            label=EDITION[self.name].label,
            blockers=[*(Finding(reason, "") for reason in reasons if reason not in texts), *blockers],
            advice=self.advice(),
            broken_rules=self.with_links(self.broken_rules()),
            is_open=not blockers and not moves.reasons_not_to(self.edition, self.name, by=self.by),
            reason=self.request.POST.get("reason", ""),
            text=preview.text_of(self.edition) if self.step.shows_faces else "",
            faces=[(label, self.address("face", face)) for face, label in (("web", "Web page"), ("email", "Email"))],
        )

    def advice(self) -> list[Finding]:
        """What deserves a look, and before the lock what will stop the sign-off."""
        found = readiness.findings(self.edition) if self.step.is_checked else []
        return [each for each in found if not each.stops and (self.name == "lock" or not each.stops_sign_off)]

    def broken_rules(self) -> list[str]:
        """What the rules of four eyes and of proofs say against this person doing it; a reason overrides it."""
        return publishing.sign_off_rules(self.edition, by=self.by) if self.name == "sign_off" else []

    def with_links(self, rules: list[str]) -> list[Finding]:
        """Each rule with where it is mended; the first that are about several articles lead nowhere."""
        where = {finding.text: finding.link for finding in readiness.unproofed(self.edition)} if rules else {}
        return [Finding(rule, where.get(rule, "")) for rule in rules]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        given: dict[str, Any] = {"by": self.by, "seen": desk.seen(request)}
        if self.step.asks_reason or self.broken_rules():
            given["reason"] = request.POST.get("reason", "").strip()
        try:
            self.step.make(self.edition, **given)
        except MoveRefusedError as refused:
            self.edition.refresh_from_db()
            return self.ask([reason for reason in refused.reasons if reason not in self.broken_rules()], status=409)
        self.tell(lambda: f"{self.edition}: {self.edition.get_status_display().lower()}.")
        return self.back_to("change")


class OverridePage(EditionPage):
    """Somebody else says that an override was right."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        override = get_object_or_404(Override, edition=self.edition, pk=kwargs["override"])

        def act() -> str:
            four_eyes.confirm(override, by=self.by)
            return f"You confirmed it: {override.get_act_display().lower()} by {override.by}."

        self.tell(act)
        return self.back_to("change")
