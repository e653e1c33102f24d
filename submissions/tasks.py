"""What the worker does for submissions."""

from celery import shared_task

from submissions import retention, returning, uploads


@shared_task
def forget_uploads() -> int:
    """Delete pictures whose sender never finished the form; returns how many."""
    return uploads.forget()


@shared_task
def mail_links() -> int:
    """Mail the links that somebody asked for; returns how many mails that were."""
    return returning.mail_asked()


@shared_task
def forget() -> int:
    """Forget drafts, articles and people that were kept long enough; returns how many."""
    return retention.run()
