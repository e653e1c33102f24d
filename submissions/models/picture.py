"""Pictures as they were sent in: private until an edition that prints them is published."""

import uuid

from django.db import models
from django.utils import timezone

from submissions.models.submission import Submission


def place_for(picture: "Picture", filename: str) -> str:
    """A path of our own making: nothing of the sender's file name reaches the disk."""
    return f"pictures/{uuid.uuid4().hex}.{picture.extension}"


class Picture(models.Model):
    """One picture of a submission, already upright, re-encoded and without metadata (submissions/images.py)."""

    class ContentType(models.TextChoices):
        JPEG = "image/jpeg", "JPEG"
        PNG = "image/png", "PNG"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="pictures")
    file = models.FileField(upload_to=place_for)
    original_name = models.CharField(max_length=200, blank=True, help_text="As the sender named it; only ever shown")
    content_type = models.CharField(max_length=20, choices=ContentType.choices)
    width = models.PositiveIntegerField(help_text="Pixels")
    height = models.PositiveIntegerField(help_text="Pixels")
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.original_name or f"Picture {self.pk}"

    @property
    def extension(self) -> str:
        return "png" if self.content_type == self.ContentType.PNG else "jpg"
