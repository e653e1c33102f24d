"""Any list of the desk as a file for spreadsheets: the same rows, columns, filters and order."""

import csv
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.exceptions import NotRegistered
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import label_for_field, lookup_field
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponseBase, HttpResponseRedirect, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.views.decorators.http import require_GET

from bulletin import moves

# A spreadsheet reads a cell that begins with one of these as a formula and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")  # noqa: RUF001  # full-width signs count, too
CHUNK = 500
PAGE = "p"


class _Echo:
    """What csv writes to: it gives each line back."""

    def write(self, line: str) -> str:
        return line


@require_GET
def export(request: HttpRequest, app: str, model: str) -> HttpResponseBase:
    """The rows of the list that this person sees under the same address, on all of its pages; that is written down."""
    model_admin = _admin_of(app, model)
    if not model_admin.has_view_permission(request):
        raise PermissionDenied
    words = request.GET.copy()
    words.pop(PAGE, None)
    request.GET = words  # type: ignore[assignment]  # a copy without the page's number
    try:
        rows = model_admin.get_changelist_instance(request).queryset
    except IncorrectLookupParameters:
        return HttpResponseRedirect(reverse(f"admin:{app}_{model}_changelist"))
    _note(request, f"{app}.{model}", rows)
    columns = list(model_admin.get_list_display(request))
    writer = csv.writer(_Echo())
    lines = (writer.writerow([cell(value) for value in line]) for line in _table(model_admin, columns, rows))
    # The mark at the beginning tells Excel that the letters are Unicode.
    response = StreamingHttpResponse(chain(["\ufeff"], lines), content_type="text/csv; charset=utf-8")
    name = f"{model}-{timezone.localdate():%Y-%m-%d}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _note(request: HttpRequest, what: str, rows: models.QuerySet[Any]) -> None:
    """Keep who took which rows away; of the search only by what, for its words may name somebody."""
    narrowed_by = sorted(name for name in request.GET if request.GET[name])
    details = {"list": what, "rows": rows.count(), "narrowed_by": narrowed_by}
    by = request.user
    if isinstance(by, User):
        moves.record(by, "download_list", by=by, details=details)


def cell(value: object) -> str:
    """A value as people read it; what a spreadsheet would take for a formula gets an apostrophe before it."""
    text = _text(value)
    return f"'{text}" if text.startswith(FORMULA) else text


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, datetime):
        return f"{timezone.localtime(value):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)


def _table(model_admin: ModelAdmin, columns: list[Any], rows: models.QuerySet[Any]) -> Iterator[list[object]]:
    yield [capfirst(str(label_for_field(column, model_admin.model, model_admin))) for column in columns]
    for row in rows.iterator(chunk_size=CHUNK):
        yield [_value(model_admin, column, row) for column in columns]


def _value(model_admin: ModelAdmin, column: Any, row: models.Model) -> object:
    """What the list shows in that column, without its colours."""
    field, method, value = lookup_field(column, row, model_admin)
    if field is not None and getattr(field, "flatchoices", None):
        return dict(field.flatchoices).get(value, value)
    if isinstance(value, (tuple, list)):  # of Unfold: a status with its label, or a line and the one below it
        shown: Iterable[object] = value[-1:] if getattr(method, "label", None) else value
        return ", ".join(_text(each) for each in shown)
    return value


def _admin_of(app: str, model: str) -> ModelAdmin:
    try:
        return admin.site.get_model_admin(apps.get_model(app, model))
    except (LookupError, NotRegistered):
        raise Http404 from None
