"""The list of submissions, and the addresses of all pages about one."""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from unfold.decorators import display

from bulletin import moves
from bulletin.admin import statuses
from bulletin.admin.looking import LookingAdmin
from submissions import searching
from submissions.admin import (
    acting,
    bulk,
    clearing,
    conversation,
    daily,
    deciding,
    differences,
    editing,
    entering,
    page,
    proofing,
    searches,
)
from submissions.admin.turns import AssigneeFilter, TurnFilter
from submissions.models import Revision, Submission
from submissions.models.submission import SubmissionQuerySet
from submissions.workflow import REVIEW, SUBMISSION


@admin.register(Submission)
class SubmissionAdmin(LookingAdmin):
    """Nothing here is a form of the row: what changes a submission is a move, a revision or an assignment."""

    list_display = ("reference", "headline", "shown_status", "days", "people", "section", "whose")
    list_display_links = ("reference", "headline")
    list_filter = (
        TurnFilter,
        "status",
        AssigneeFilter,
        "suggested_section",
        "themes",
        "contributor__organisation__sector",
        "contributor__organisation__region",
    )
    search_fields = ("searched__text",)
    search_help_text = "Any words of title, text, people, organisation or reference, or a telephone number"
    actions = ("accept_several", "decline_several", "assign_several")
    list_per_page = 50
    empty_value_display = "None"
    list_before_template = "admin/submissions/submission/filters.html"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Submission]:
        newest = Revision.objects.filter(submission=OuterRef("pk")).order_by("-number").values("title")[:1]
        titled = Submission.objects.annotate(headline=Subquery(newest, output_field=CharField()))
        return titled.with_people().order_by("-submitted_at", "-pk")

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Submission], search_term: str
    ) -> tuple[QuerySet[Submission], bool]:
        return searching.find(cast(SubmissionQuerySet, queryset), search_term), False

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(REVIEW)

    @admin.action(description="Accept these", permissions=["review"])
    def accept_several(self, request: HttpRequest, rows: QuerySet[Submission]) -> HttpResponse:
        return _several("accept", rows)

    @admin.action(description="Decline these", permissions=["review"])
    def decline_several(self, request: HttpRequest, rows: QuerySet[Submission]) -> HttpResponse:
        return _several("decline", rows)

    @admin.action(description="Assign these", permissions=["review"])
    def assign_several(self, request: HttpRequest, rows: QuerySet[Submission]) -> HttpResponse:
        return _several("assign", rows)

    @display(description="Title", ordering="headline", empty_value="Untitled")
    def headline(self, submission: Submission) -> str:
        return getattr(submission, "headline", "") or "Untitled"

    shown_status = statuses.column(SUBMISSION)

    @display(description="Days in it", ordering="-status_since")
    def days(self, submission: Submission) -> int:
        return (timezone.now() - submission.status_since).days

    @display(description="Contributor", ordering="contributor__name", header=True)
    def people(self, submission: Submission) -> tuple[str, str]:
        return submission.contributor.name, submission.contributor.organisation.name

    @display(description="Section", ordering="suggested_section__position")
    def section(self, submission: Submission) -> str:
        return submission.suggested_section.name if submission.suggested_section else "None"

    @display(description="Assigned to", ordering="assignee__first_name")
    def whose(self, submission: Submission) -> str:
        return moves.label_of(submission.assignee, "Nobody")

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        answer = super().changelist_view(request, {"title": "Submissions", **(extra_context or {})})
        if isinstance(answer, TemplateResponse) and answer.context_data and "cl" in answer.context_data:
            answer.context_data |= {"filters": _filters(answer.context_data["cl"]), **searches.kept(request)}
            answer.context_data["may_enter"] = self.has_review_permission(request)
        return answer

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The article's own page, in place of the form that Django would draw."""
        return page.article_page(request, object_id)

    def get_urls(self) -> list[URLPattern]:
        def named(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"submissions_submission_{name}")

        own = [
            named("enter/", entering.enter_page, "enter"),
            named("searches/save/", searches.save, "save_search"),
            named("searches/<int:pk>/forget/", searches.forget, "forget_search"),
            named("several/<str:name>/", bulk.bulk_page, "bulk"),
            named("<int:pk>/move/<str:name>/", deciding.move_page, "move"),
            named("<int:pk>/clearance/confirm/", clearing.confirm, "confirm"),
            named("<int:pk>/clearance/<str:question>/", clearing.answer_page, "answer"),
            named("daily-email/", daily.daily_mail_page, "daily_mail"),
            *(named(*page) for page in proofing.PAGES),
            named("<int:pk>/edit/", editing.edit_page, "edit"),
            named("<int:pk>/assign/", acting.assign, "assign"),
            named("<int:pk>/undo/", acting.undo, "undo"),
            named("<int:pk>/release/", acting.release, "release"),
            named("<int:pk>/pair/", acting.pair, "pair"),
            named("<int:pk>/look/", acting.look, "look"),
            named("<int:pk>/write/<str:audience>/", conversation.write_page, "write"),
            named("<int:pk>/compare/", differences.compare_page, "compare"),
            named("<int:pk>/revisions/<int:number>/<str:face>/", page.face_page, "face"),
        ]
        return own + super().get_urls()


def _several(name: str, rows: QuerySet[Submission]) -> HttpResponse:
    """On to the page that asks and shows everything first."""
    numbers = ",".join(map(str, rows.order_by("pk").values_list("pk", flat=True)[: bulk.MOST]))
    page = reverse("admin:submissions_submission_bulk", args=[name])
    return HttpResponseRedirect(f"{page}?ids={numbers}")


def _filters(changelist: ChangeList) -> list[dict[str, Any]]:
    """Each filter with its choices, the first of which is all, and the one that is on, if any."""
    filters = []
    for spec in changelist.filter_specs:
        choices = list(spec.choices(changelist))
        chosen = [choice["display"] for choice in choices[1:] if choice["selected"]]
        filters.append({"title": spec.title, "choices": choices, "chosen": ", ".join(map(str, chosen))})
    return filters
