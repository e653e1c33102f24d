"""Clearance ledgers as far as a test needs them: everything answered for, and confirmed."""

from django.contrib.auth.models import User
from django.utils import timezone

from submissions.models import ClearanceAnswer, ClearanceQuestion, Revision


def settled(revision: Revision) -> None:
    """The rows of a ledger that is confirmed, those of questions included that the article does not raise yet."""
    by, _ = User.objects.get_or_create(username="clearer", defaults={"is_active": False, "first_name": "Clea"})
    now = timezone.now()
    ClearanceAnswer.objects.bulk_create(
        ClearanceAnswer(
            submission=revision.submission,
            question=question,
            wording="Is it all right?",
            verdict=ClearanceAnswer.Verdict.CLEAR,
            signed_by="Jo Example",
            revision=revision,
            confirmed_at=now,
            confirmed_by=by,
            confirmed_for=revision,
        )
        for question in ClearanceQuestion
    )
