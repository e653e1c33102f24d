"""Drafts: what a contributor has typed so far, and who asked to be mailed the way back to it."""

import secrets
from datetime import datetime

from django.db import models
from django.utils import timezone

from submissions.models.submission import Submission


def new_key() -> str:
    return secrets.token_urlsafe(32)


class DraftQuerySet(models.QuerySet["Draft"]):
    def open(self) -> "DraftQuerySet":
        """Those that can still be written and sent."""
        return self.filter(sent_at=None)

    def abandoned(self, *, since: datetime) -> "DraftQuerySet":
        """Those that nobody has saved since then."""
        return self.open().filter(touched_at__lt=since)


class Draft(models.Model):
    """The answers of one article that is being written, as they were typed, step by step.

    `answers` holds for each step that was saved the posted values of its fields, judged by nobody. Where
    `submission` is set and the draft is not sent, it changes that submission; once it is sent it is the one it became.
    submissions.drafting is the only writer.
    """

    key = models.CharField(max_length=64, unique=True, default=new_key, editable=False)
    answers = models.JSONField(default=dict, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False, help_text="Grows with everything that is saved")
    email = models.EmailField(max_length=254, blank=True, db_index=True)
    email_confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="When somebody came back by the link that was mailed to the address"
    )
    link_mailed_to = models.EmailField(
        max_length=254, blank=True, help_text="The newest link back; using it confirms this address and no other"
    )
    submission = models.ForeignKey(Submission, null=True, blank=True, on_delete=models.CASCADE, related_name="drafts")
    is_suspect_since = models.DateTimeField(null=True, blank=True, help_text="When a field for robots was filled in")
    created_at = models.DateTimeField(default=timezone.now)
    touched_at = models.DateTimeField(default=timezone.now, db_index=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        ordering = ("-touched_at", "-pk")
        constraints = (
            models.CheckConstraint(
                name="a_draft_that_was_sent_names_its_submission",
                condition=models.Q(sent_at=None) | models.Q(submission__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"Draft {self.pk}"


class LinkRequest(models.Model):
    """Somebody asked for the links of an address; the worker answers, so that nobody can time the answer."""

    email = models.EmailField(max_length=254)
    asked_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("asked_at", "pk")

    def __str__(self) -> str:
        return f"Request {self.pk}"
