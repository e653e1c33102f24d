"""The board of an edition: accepted articles beside its sections, placed and ordered by plain buttons."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from bulletin import moves
from editions import assembly, readiness
from editions.admin.pages import EditionPage
from editions.forms.assembling import PlaceForm, PositionForm
from editions.models import Article
from editions.workflow import EditionStatus
from submissions import proofing
from submissions.models import Signer, Submission
from submissions.workflow import REVIEW

# From the sign-off on nothing can be mended without opening the edition again.
UNFINISHED = (EditionStatus.COLLECTING, EditionStatus.LOCKED)


# The steps that bring an edition further, beside those that take it back.
ONWARD = ("lock", "sign_off", "publish")


class BoardPage(EditionPage):
    """Everything about the places of an edition, what stops it, and what may be done next."""

    tab = "change"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        waiting = Submission.objects.accepted().unplaced().with_people().prefetch_related("revisions")
        sections = list(self.edition.sections.all())
        places: dict[int, list[Article]] = {section.pk: [] for section in sections}
        for article in self.edition.articles.with_content():
            places[article.section_id].append(article)
        names = {section.name: section.pk for section in sections}
        is_open = self.edition.status in UNFINISHED
        findings = readiness.findings(self.edition) if is_open else []
        return self.page(
            "board.html",
            waiting=[
                (row, names.get(row.suggested_section.name) if row.suggested_section else None) for row in waiting
            ],
            sections=[(section, places[section.pk]) for section in sections],
            blockers=[finding for finding in findings if finding.stops],
            unproofed=[finding for finding in findings if finding.stops_sign_off],
            advice=[finding for finding in findings if not finding.stops and not finding.stops_sign_off],
            steps=[self.edition.workflow[name] for name in moves.permitted(self.edition, by=self.by)],
            onward=ONWARD,
            may_remind=self.by.has_perm(REVIEW),
            overrides=self.edition.overrides.unconfirmed().select_related("by"),
            at=request.GET.get("at", ""),
        )


class RemindPage(EditionPage):
    """Mails somebody who holds the proof of an article of this edition a new link; the button says so."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        signer = get_object_or_404(Signer, proof__submission__article__edition=self.edition, pk=kwargs["signer"])

        def act() -> str:
            proofing.ask_again(signer, by=self.by)
            return f"{signer.name} is being mailed a new link to the proof."

        self.tell(act)
        return self.back_to("change", at="state-title")


class PlacePage(EditionPage):
    """Gives an accepted article its place."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PlaceForm(request.POST, edition=self.edition)
        if not form.is_valid():
            return self.misunderstood(form)
        chosen = form.cleaned_data

        def act() -> str:
            article = assembly.place(
                chosen["submission"],
                edition=self.edition,
                section=chosen["section"],
                position=chosen["position"],
                by=self.by,
            )
            self.at = f"article-{article.pk}"
            return said_of(article)

        self.at = f"waiting-{chosen['submission'].pk}"
        self.tell(act)
        return self.back_to("change", at=self.at)

    def misunderstood(self, form: forms.Form) -> HttpResponse:
        """Somebody changed the board meanwhile, so that what was chosen is not there any more."""
        messages.error(self.request, "That can't be done any more: somebody changed the board. Choose again.")
        return self.back_to("change")


class ArticlePage(PlacePage):
    """Moves an article within the edition, or takes it out."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        article = Article.objects.filter(edition=self.edition, pk=kwargs["article"]).with_content().first()
        if request.POST.get("do") == "remove" and article:
            return self.remove(article)
        form = PositionForm(request.POST, edition=self.edition)
        if article is None or not form.is_valid():
            return self.misunderstood(form)
        was_in = article.section_id

        def act() -> str:
            return said_of(assembly.move_article(article, by=self.by, **form.cleaned_data))

        done = self.tell(act)
        stayed = done and article.section_id == was_in
        return self.back_to("change", at=self.button(article) if stayed else f"article-{article.pk}")

    def remove(self, article: Article) -> HttpResponse:
        title, submission = article.submission.title, article.submission_id

        def act() -> str:
            assembly.remove(article, by=self.by)
            return f"“{title}” waits for a place again."

        self.tell(act)
        return self.back_to("change", at=f"waiting-{submission}")

    def button(self, article: Article) -> str:
        """The button that was pressed, or the other one when the article came to the end of the way."""
        last = article.section.articles.count() - 1
        ways = {"up": article.position > 0, "down": article.position < last}
        pressed = "down" if self.request.POST.get("way") == "down" else "up"
        open_ways = sorted((way for way in ways if ways[way]), key=lambda way: way != pressed)
        return f"{open_ways[0]}-{article.pk}" if open_ways else f"article-{article.pk}"


def said_of(article: Article) -> str:
    """Where the article stands now, in words."""
    count = article.section.articles.count()
    return f"“{article.submission.title}” is now number {article.position + 1} of {count} in {article.section}."
