"""What editors asked a contributor to change, thing by thing, each with its answer."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from submissions.models.submission import Submission


class ChangeItemQuerySet(models.QuerySet["ChangeItem"]):
    def open(self) -> "ChangeItemQuerySet":
        """Those that nobody has answered."""
        return self.filter(answered_at=None)


class ChangeItem(models.Model):
    """One thing that an editor asked for; those of the same request share `round`, counted from 1.

    submissions.triage writes the question, submissions.drafting the answer.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="change_items")
    round = models.PositiveSmallIntegerField()
    position = models.PositiveSmallIntegerField()
    text = models.TextField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField(default=timezone.now)
    due_on = models.DateField(null=True, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = ChangeItemQuerySet.as_manager()

    class Meta:
        ordering = ("submission", "round", "position")
        constraints = (
            models.UniqueConstraint(
                "submission", "round", "position", name="things_asked_for_in_one_request_stand_in_one_order"
            ),
        )

    def __str__(self) -> str:
        return self.text[:80]
