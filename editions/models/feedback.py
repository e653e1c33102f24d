"""What readers answered to the questions of an edition."""

from django.db import models
from django.utils import timezone

from editions.models.edition import Edition


class Feedback(models.Model):
    """One reader's answers; nobody has to say who they are.

    The questions stand beside the answers as they were asked, because an edition's words may differ from the next.
    """

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="feedback")
    answers = models.JSONField(default=list, help_text="A list of objects with question and answer")
    email = models.EmailField(max_length=254, blank=True, help_text="Only from those who want an answer")
    given_at = models.DateTimeField(default=timezone.now, editable=False)
    key = models.CharField(max_length=64, unique=True, editable=False, help_text="The same answers are kept once")

    class Meta:
        ordering = ("-given_at", "-pk")
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return f"Answers about {self.edition}"
