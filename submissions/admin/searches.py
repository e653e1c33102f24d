"""The searches that a person keeps for the list of submissions."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from bulletin import desk, moves
from submissions import remembering
from submissions.admin import opening
from submissions.models import SavedSearch


def kept(request: HttpRequest) -> dict[str, Any]:
    """What the list shows: this person's searches, which of them is on, and whether there is one to keep."""
    now = remembering.tidied(request.META.get("QUERY_STRING", ""))
    saved = list(SavedSearch.objects.filter(user=opening.person(request)))
    return {"saved": saved, "query_now": now, "is_saved": any(each.query == now for each in saved)}


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep the search in `query` under `name`, and show it."""
    query = request.POST.get("query", "")
    try:
        saved = remembering.save(name=request.POST.get("name", ""), query=query, by=opening.person(request))
    except moves.MoveRefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"Kept as “{saved.name}”. Only you see it.")
    return _list(remembering.tidied(query))


@require_POST
def forget(request: HttpRequest, pk: int) -> HttpResponse:
    if remembering.forget(desk.number(pk), by=opening.person(request)):
        messages.success(request, "The search is forgotten. No submission was changed.")
    return _list("")


def _list(query: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('admin:submissions_submission_changelist')}?{query}".rstrip("?"))
