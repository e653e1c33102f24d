"""What the worker does for both apps."""

from celery import shared_task

from bulletin import mail


@shared_task
def send_outbox() -> int:
    """Send what is due in the outbox; returns how many mails the server took."""
    return mail.send_due()
