"""Locking an article for a decision, together with the edition in which it stands."""

from bulletin import moves
from submissions.models import Submission


def lock(submission: Submission) -> None:
    """Lock the edition, then the article, until the end of the transaction.

    Whoever places, locks or signs off holds the edition first. Locked the other way round, two people would wait for
    each other until PostgreSQL ends one of them, and what that one typed would be lost.
    """
    if article := getattr(submission, "article", None):  # hung there by editions
        moves.lock(article.edition)
    moves.lock(submission)
