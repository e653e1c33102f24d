"""What operators count: rings, mails of the outbox, batches and deliveries, each in a few cheap queries."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Min, Q, Sum
from django.db.models.functions import Now
from django.utils import timezone
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

from bulletin import health, metrics
from bulletin.models import OutboxMail
from editions.distribution import ledger
from editions.models import Batch, Delivery, Mailing
from editions.workflow import DeliveryStatus, MailingStatus

PARTS = ("database", "broker", "worker", "beat")
WAITING = (OutboxMail.Status.QUEUED, OutboxMail.Status.SENDING)


def parts(report: dict[str, Any]) -> Iterator[Metric]:
    """What /healthz says, in numbers."""
    up = {part: float(report[part] == health.OK) for part in PARTS}
    yield metrics.gauge("bulletin_up", "Whether the part works", up, by="part")
    seconds = report["seconds_since_heartbeat"]
    yield metrics.gauge("bulletin_heartbeat_age_seconds", "Since the last sign of life", seconds, by="process")
    yield GaugeMetricFamily(
        "bulletin_restored_copy", "Whether nothing is mailed until somebody confirms", report["mailings"] == "halted"
    )
    if report["rings_waiting"] is not None:
        yield GaugeMetricFamily("bulletin_rings_waiting", "Rings that wait in the broker", report["rings_waiting"])


def outbox() -> Iterator[Metric]:
    """Single mails that wait or failed, and how long the oldest has been due."""
    status = OutboxMail.Status
    counted = {str(name): float(OutboxMail.objects.filter(status=name).count()) for name in (*WAITING, status.FAILED)}
    yield metrics.gauge("bulletin_outbox_mails", "Mails to single people that are not done", counted, by="status")
    oldest = OutboxMail.objects.filter(status__in=WAITING).aggregate(at=Min("created_at"))["at"]
    age = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    yield GaugeMetricFamily("bulletin_outbox_oldest_seconds", "Since the oldest waiting mail was written", age)


def mailings() -> Iterator[Metric]:
    """Mailings, batches and deliveries, without those of rehearsals, of which nobody gets anything.

    What connections hold is counted row by row, the rest by batch.
    """
    real = Mailing.objects.exclude(audience=Mailing.Audience.REHEARSAL)
    by_status = dict(real.order_by().values_list("status").annotate(Count("pk")))
    counted = {name: float(by_status.get(name, 0)) for name in MailingStatus.values}
    yield metrics.gauge("bulletin_mailings", "Mailings by status", counted, by="status")
    sending = Q(mailing__status=MailingStatus.SENDING)
    batches = Batch.objects.filter(~ledger.REHEARSED).aggregate(
        due=Count("pk", filter=sending & Q(due_at__lte=Now(), lease_until=None)),
        held=Count("pk", filter=Q(lease_until__gt=Now())),
    )
    yield GaugeMetricFamily("bulletin_batches_due", "Batches that somebody should send now", batches["due"])
    yield GaugeMetricFamily("bulletin_connections", "Connections that send now", batches["held"])
    deliveries = _deliveries()
    yield metrics.gauge("bulletin_deliveries", "Copies of editions by status", deliveries, by="status")
    sent = CounterMetricFamily("bulletin_deliveries_sent", "Copies that a mail server took; its rate is the mail rate")
    sent.add_metric([], deliveries[DeliveryStatus.SENT])
    yield sent


def _deliveries() -> dict[str, float]:
    # Read first, so that a batch that is freed meanwhile is counted by its rows still.
    batches = Batch.objects.filter(~ledger.REHEARSED)
    held = list(batches.filter(lease_until__isnull=False).values_list("pk", flat=True))
    resting = batches.exclude(pk__in=held).aggregate(**{name: Sum(name) for name in DeliveryStatus.values})
    live = ledger.counts(Delivery.objects.filter(batch__in=held))
    return {name: float((resting[name] or 0) + live[name]) for name in DeliveryStatus.values}
