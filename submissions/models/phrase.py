"""Phrases that editors use again and again when they decide."""

from django.db import models


class Phrase(models.Model):
    """A text to put into a reason or a request; `use` says on which page it is offered."""

    class Use(models.TextChoices):
        CHANGES = "request_changes", "Asking for changes"
        DECLINE = "decline", "Declining"
        WITHDRAW = "withdraw", "Withdrawing"
        REOPEN = "reopen", "Reopening"
        MESSAGE = "message", "Writing to the contributor"

    use = models.CharField(max_length=20, choices=Use.choices)
    name = models.CharField(max_length=100, help_text="How editors find it in the list")
    text = models.TextField(help_text="Stands in the email as it is, so write to the contributor")
    position = models.PositiveSmallIntegerField(default=0, help_text="Lower numbers stand first")

    class Meta:
        ordering = ("use", "position", "name")
        constraints = (models.UniqueConstraint("use", "name", name="phrases_of_one_use_have_different_names"),)

    def __str__(self) -> str:
        return self.name
