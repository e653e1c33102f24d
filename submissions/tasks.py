"""What the worker does for submissions."""

from celery import shared_task

from submissions import returning, uploads


@shared_task
def forget_uploads() -> int:
    """Delete pictures whose sender never finished the form; returns how many."""
    return uploads.forget()


@shared_task
def mail_links() -> int:
    """Mail the links that somebody asked for; returns how many mails that were."""
    return returning.mail_asked()
