"""What the worker does for both apps."""

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore

from bulletin import effacing, generation, heartbeats, limits, links, mail


@shared_task
def send_outbox() -> int:
    """Send what is due in the outbox; returns how many mails the server took."""
    return mail.send_due()


@shared_task
def heartbeat() -> None:
    """Show that a worker takes tasks, and count the database's generation on."""
    heartbeats.beat(heartbeats.WORKER)
    generation.advance()


@shared_task
def forget() -> None:
    """Delete what has ended: counts of the limits, sessions, links, old letters."""
    limits.forget()
    links.forget()
    effacing.drop_letters(effacing.old_letters())
    SessionStore.clear_expired()
