"""What Prometheus reads: how long requests take, and counts that others give, in its text format."""

import os
from collections.abc import Callable, Iterable, Iterator

from prometheus_client import CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

# Written by every process of the web server: gunicorn.conf.py gives them one folder, and the one that is asked adds up.
REQUEST_SECONDS = Histogram(
    "bulletin_request_seconds",
    "How long requests took",
    ["page", "method", "status"],
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
    registry=None,
)
METHODS = {"GET", "HEAD", "POST"}


def observe_request(seconds: float, *, page: str, method: str, status: int) -> None:
    """Count one request; `page` is the name of an address, so that the number of series stays small."""
    REQUEST_SECONDS.labels(page, method if method in METHODS else "other", f"{status // 100}xx").observe(seconds)


class Counts(Collector):
    """Numbers that are counted when somebody asks."""

    def __init__(self, count: Callable[[], Iterable[Metric]]) -> None:
        self.count = count

    def collect(self) -> Iterator[Metric]:
        yield from self.count()


def gauge(name: str, meaning: str, numbers: dict[str, float], *, by: str) -> GaugeMetricFamily:
    """One number for each value of the label `by`."""
    family = GaugeMetricFamily(name, meaning, labels=[by])
    for value, number in numbers.items():
        family.add_metric([value], number)
    return family


def text(*counts: Callable[[], Iterable[Metric]]) -> bytes:
    """The requests' times over all processes of this web server, and these counts."""
    registry = CollectorRegistry()
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # the library's
    else:
        registry.register(REQUEST_SECONDS)
    for count in counts:
        registry.register(Counts(count))
    return generate_latest(registry)
