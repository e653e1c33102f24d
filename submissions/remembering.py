"""Keeping a search of the list of submissions under a name of one's own."""

from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.http import QueryDict

from bulletin import moves, prose
from submissions.models import SavedSearch

MOST_IN_NAME = 60
MOST_IN_QUERY = 500
MOST_SAVED = 30
# What the list's address may hold that is no part of a search: the page, and how the rows are drawn.
NOT_KEPT = {"p", "all", "e", "csrfmiddlewaretoken"}


class SearchRefusedError(moves.MoveRefusedError):
    """A search that can't be kept; `reasons` holds every reason."""


def save(*, name: str, query: str, by: User) -> SavedSearch:
    """Keep a search; one of the same name is replaced. Raises SearchRefusedError with every reason."""
    name, query = prose.line(name), tidied(query)
    reasons = []
    if not name:
        reasons.append("Give the search a name.")
    if len(name) > MOST_IN_NAME:
        reasons.append(f"The name must be {MOST_IN_NAME} characters or fewer.")
    if not query:
        reasons.append("Search or filter first: there is nothing to keep.")
    if len(query) > MOST_IN_QUERY:
        reasons.append("The search is too long to keep. Leave out some words or filters.")
    own = SavedSearch.objects.filter(user=by)
    if own.exclude(name=name).count() >= MOST_SAVED:
        reasons.append(f"You keep {MOST_SAVED} searches. Forget one first.")
    if reasons:
        raise SearchRefusedError(reasons)
    saved, _ = SavedSearch.objects.update_or_create(user=by, name=name, defaults={"query": query})
    return saved


def forget(pk: int, *, by: User) -> bool:
    """Forget a search of one's own; whether there was one."""
    return bool(SavedSearch.objects.filter(pk=pk, user=by).delete()[0])


def tidied(query: str) -> str:
    """What searches and filters, in one order, so that the same search is always written the same."""
    given = QueryDict(query.removeprefix("?")[: MOST_IN_QUERY * 2])
    kept = [
        (name, value) for name, values in sorted(given.lists()) if name not in NOT_KEPT for value in values if value
    ]
    return urlencode(kept)
