"""What is said about a submission: between editors only, or between editors and the contributor."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from submissions.models.submission import Submission


class MessageQuerySet(models.QuerySet["Message"]):
    def internal(self) -> "MessageQuerySet":
        """Comments that only editors read."""
        return self.filter(audience=Message.Audience.INTERNAL)

    def for_contributor(self) -> "MessageQuerySet":
        """The thread that the contributor reads, too."""
        return self.filter(audience=Message.Audience.CONTRIBUTOR)


class Message(models.Model):
    """One message; who may read it is fixed when it is written, and its text never changes.

    submissions.conversing is the only writer.
    """

    class Audience(models.TextChoices):
        INTERNAL = "internal", "Editors only"
        CONTRIBUTOR = "contributor", "The contributor"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="messages")
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=150, help_text="The person's name then")
    audience = models.CharField(max_length=12, choices=Audience.choices)
    from_contributor = models.BooleanField(default=False)
    text = models.TextField()

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ("at", "pk")
        indexes = (models.Index(fields=["submission", "audience", "at"], name="message_by_submission"),)
        constraints = (
            models.CheckConstraint(
                name="a_contributor_writes_only_where_they_can_read",
                condition=models.Q(from_contributor=False) | models.Q(audience="contributor"),
            ),
        )

    def __str__(self) -> str:
        return f"{self.by_label} to {self.get_audience_display()}"
