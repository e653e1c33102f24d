"""The Celery application: a doorbell, never the record of what is owed."""

import os
import threading

from celery import Celery, signals
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bulletin.settings")

TRANSPORT_ALIASES["filesystem"] = "bulletin.folders:Transport"
app = Celery("bulletin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Set when this worker was asked to end (SIGTERM): long tasks finish what they hold in hand and return.
stopping = threading.Event()


@signals.worker_shutting_down.connect
def ask_long_tasks_to_end(**_about: object) -> None:
    stopping.set()
