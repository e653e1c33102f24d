"""What the worker does for submissions."""

from celery import shared_task

from submissions import uploads


@shared_task
def forget_uploads() -> int:
    """Delete pictures whose sender never finished the form; returns how many."""
    return uploads.forget()
