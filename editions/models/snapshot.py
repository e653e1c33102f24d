"""Snapshots: the exact bytes that a signer saw and that go out."""

from django.db import models
from django.utils import timezone

from editions.models.edition import Edition, done_by


class Snapshot(models.Model):
    """What was signed off, each part with its sha256 in hex; kept for ever, an erratum makes the next number.

    `web_html` is the main part of the edition's page; `email_html` and `email_text` hold the tokens that
    the mailing replaces for each person (editions/distribution/composing.py).
    """

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="snapshots")
    number = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    made_by = done_by()
    email_subject = models.CharField(max_length=200)
    web_html = models.TextField()
    web_sha256 = models.CharField(max_length=64)
    email_html = models.TextField()
    email_html_sha256 = models.CharField(max_length=64)
    email_text = models.TextField()
    email_text_sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("edition", "number")
        constraints = (
            models.UniqueConstraint("edition", "number", name="snapshots_of_an_edition_have_different_numbers"),
        )

    def __str__(self) -> str:
        return f"Snapshot {self.number} of {self.edition}"
