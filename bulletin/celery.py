"""The Celery application: a doorbell, never the record of what is owed."""

import os
import threading
import warnings

from celery import Celery, signals
from django.conf import settings
from kombu.transport import TRANSPORT_ALIASES

from bulletin import folders

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bulletin.settings")

TRANSPORT_ALIASES["filesystem"] = "bulletin.folders:Transport"
app = Celery("bulletin")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()

# Set when this worker was asked to end (SIGTERM): long tasks finish what they hold in hand and return.
stopping = threading.Event()


@signals.celeryd_init.connect
def let_root_try_it_out(**_about: object) -> None:
    """A warning of ten lines about root is no use to whoever tries the demo in a container; elsewhere it stays."""
    if settings.DEMO:
        warnings.filterwarnings("ignore", message=r"\s*You're running the worker with superuser privileges")


@signals.worker_shutting_down.connect
def ask_long_tasks_to_end(**_about: object) -> None:
    stopping.set()
    folders.ending.set()
