"""How beat rings, and how it shows that it does."""

import logging
from typing import Any

from celery.beat import PersistentScheduler
from django.db import Error, connection

from bulletin import heartbeats

log = logging.getLogger(__name__)
HEARTBEAT = "bulletin.tasks.heartbeat"


class Ringing(PersistentScheduler):
    """Celery's own scheduler; when the broker has taken the ring for the worker's heartbeat, it writes beat's.

    So beat's row says that beat rings and the broker listens, the worker's that a worker takes tasks.
    """

    def apply_async(self, entry: Any, producer: Any = None, advance: bool = True, **options: Any) -> Any:
        rung = super().apply_async(entry, producer=producer, advance=advance, **options)
        if entry.task == HEARTBEAT:
            write_heartbeat()
        return rung


def write_heartbeat() -> None:
    """Write beat's row over a connection of its own, so that a database that was away is found again."""
    try:
        heartbeats.beat(heartbeats.BEAT)
    except Error as error:
        log.warning("The database can't be reached; beat rings on: %s", error)
    finally:
        connection.close()
