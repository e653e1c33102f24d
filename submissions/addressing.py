"""The lasting address of a submission: whoever holds it sees how the article is getting on."""

from django.conf import settings
from django.urls import reverse

from bulletin import links
from submissions.models import Submission


def address(secret: str) -> str:
    """The lasting address that this secret opens, as it stands in a mail."""
    return f"{settings.SITE_URL}{reverse('submissions:sent', args=[secret])}"


def secret_of(submission: Submission) -> str:
    """The secret of a submission's lasting address, the same whenever it is asked for."""
    return links.keyed_hash("status", submission.offer_key or f"{submission.pk} {submission.created_at.timestamp()}")


def reopened(submission: Submission) -> str:
    """The same secret, which opens the lasting address from now on even when it did not before."""
    secret = secret_of(submission)
    found = links.find(secret, "status", Submission)
    return secret if found == submission else links.issue(submission, "status", secret=secret)
