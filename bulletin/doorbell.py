"""Whether the broker listens, and how many rings wait in it."""

from typing import Any

from django.conf import settings
from kombu import Connection
from kombu.exceptions import OperationalError

from bulletin.celery import app

PATIENCE = {"socket_connect_timeout": 2, "socket_timeout": 2}


class BrokerSilentError(Exception):
    """The broker can't be reached or doesn't answer in time; the message names no secret."""


def waiting() -> int:
    """How many rings wait in all queues. Raises BrokerSilentError within seconds when the broker doesn't answer."""
    options = {**getattr(settings, "CELERY_BROKER_TRANSPORT_OPTIONS", {}), **PATIENCE}
    connection: Any = Connection(settings.CELERY_BROKER_URL, transport_options=options)
    try:
        with connection:
            connection.connect()
            channel = connection.channel()
            return sum(int(channel.queue_declare(queue=queue.name).message_count) for queue in app.conf.task_queues)
    except (OperationalError, OSError, *connection.connection_errors, *connection.channel_errors) as error:
        raise BrokerSilentError(type(error).__name__) from error
