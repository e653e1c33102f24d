"""Where senders take turns, so that all of them together keep to a limit (distribution/pacing.py)."""

from django.db import models


class Pace(models.Model):
    """One limit: all mailings, one mailing, or one domain of recipients. `taken` are the turns given so far."""

    name = models.CharField(max_length=260, unique=True)
    next_at = models.DateTimeField(help_text="When the next turn is")
    taken = models.PositiveBigIntegerField(default=0)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return f"{self.name}, from {self.next_at:%d %B %Y, %H:%M:%S}"
