"""What every page about one submission begins with: the row, the person, the frame."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from submissions.models import Submission


def submission(request: HttpRequest, pk: object) -> Submission:
    """The submission with its people and revisions, for those who may see it."""
    person(request)
    rows = Submission.objects.with_people().select_related("article__edition", "article__section", "article__revision")
    return get_object_or_404(rows.prefetch_related("revisions__made_by", "themes"), pk=pk)


def person(request: HttpRequest) -> User:
    """The person with an account who asks. Raises PermissionDenied when they may not see submissions."""
    user = request.user
    if not (isinstance(user, User) and admin.site.get_model_admin(Submission).has_view_permission(request)):
        raise PermissionDenied
    return user


def frame(request: HttpRequest, *, title: str) -> dict[str, Any]:
    """What the desk's templates need around a page about one submission."""
    return {**admin.site.each_context(request), "title": title}
