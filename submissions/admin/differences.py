"""The page that shows two revisions of an article side by side, with every word that is different."""

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.views.decorators.http import require_GET

from submissions import comparing
from submissions.admin import opening
from submissions.models import Revision, Submission


@require_GET
def compare_page(request: HttpRequest, pk: int) -> HttpResponse:
    """`?before=1&after=3`; without them the newest revision beside the one before it."""
    submission = opening.submission(request, pk)
    revisions = list(submission.revisions.all())
    if not revisions:
        raise Http404
    after = _chosen(revisions, request.GET.get("after", ""), revisions[-1])
    before = _chosen(revisions, request.GET.get("before", ""), revisions[max(0, revisions.index(after) - 1)])
    context = {
        **opening.frame(request, title=f"What changed: {submission.title}"),
        "submission": submission,
        "revisions": revisions,
        "before": before,
        "after": after,
        "parts": comparing.changes(before, after),
        "is_whole": "whole" in request.GET,
        "first_by_contributor": _last_of_contributor(submission),
    }
    return TemplateResponse(request, "admin/submissions/submission/compare.html", context)


def _chosen(revisions: list[Revision], number: str, otherwise: Revision) -> Revision:
    if not number:
        return otherwise
    for revision in revisions:
        if str(revision.number) == number:
            return revision
    raise Http404


def _last_of_contributor(submission: Submission) -> Revision | None:
    """What the contributor sent last, for the link to what editors made of it."""
    theirs = [revision for revision in submission.revisions.all() if revision.made_by_id is None]
    return theirs[-1] if theirs else None
