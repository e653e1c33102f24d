"""The page that Prometheus reads."""

import secrets

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.views.decorators.cache import never_cache
from prometheus_client import CONTENT_TYPE_LATEST

from bulletin import health, metrics
from editions.distribution import counting


@never_cache
def show(request: HttpRequest) -> HttpResponse:
    """Every count, to whoever shows METRICS_TOKEN (`Authorization: Bearer ...`); to anybody else there is no page."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not secrets.compare_digest(given.encode(), settings.METRICS_TOKEN.encode()):
        return HttpResponseNotFound("Not found\n", content_type="text/plain")
    report = health.report()
    more = [counting.outbox, counting.mailings] if report["database"] == health.OK else []
    return HttpResponse(metrics.text(lambda: counting.parts(report), *more), content_type=CONTENT_TYPE_LATEST)
