"""Signs of life: each process that nobody sees writes when it last did its work, by the database's clock."""

from django.db.models.functions import Now

from bulletin.models import Heartbeat

FRESH_SECONDS = 30
WORKER, BEAT = "worker", "beat"


def beat(process: str) -> None:
    """Write that this process works, in one statement."""
    row = Heartbeat(process=process, at=Now())
    Heartbeat.objects.bulk_create([row], update_conflicts=True, unique_fields=["process"], update_fields=["at"])


def ages() -> dict[str, float]:
    """How many seconds ago each process last wrote; whoever never did is not in it."""
    rows = Heartbeat.objects.annotate(now=Now()).values_list("process", "at", "now")
    return {process: (now - at).total_seconds() for process, at, now in rows}
