"""A submission: one article as offered, from draft to decision."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar, Optional

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db import models
from django.utils import timezone

from bulletin.models import Moving
from bulletin.workflow import Workflow
from submissions.models.contributor import Contributor
from submissions.models.section import Section, Theme
from submissions.workflow import SUBMISSION, SubmissionStatus

if TYPE_CHECKING:
    from submissions.models.revision import Revision


class SubmissionQuerySet(models.QuerySet["Submission"]):
    def needing_triage(self) -> "SubmissionQuerySet":
        return self.filter(status=SubmissionStatus.SUBMITTED, held_at=None)

    def held(self) -> "SubmissionQuerySet":
        """Those that wait apart until somebody has looked whether a person sent them."""
        return self.filter(held_at__isnull=False)

    def in_review(self) -> "SubmissionQuerySet":
        return self.filter(status=SubmissionStatus.IN_REVIEW)

    def waiting_for_contributor(self) -> "SubmissionQuerySet":
        return self.filter(status=SubmissionStatus.CHANGES_REQUESTED)

    def overdue(self, *, on: date) -> "SubmissionQuerySet":
        """Changes that were due before that day."""
        return self.waiting_for_contributor().filter(changes_due_on__lt=on)

    def on_the_desk_of(self, user: AbstractBaseUser | AnonymousUser) -> "SubmissionQuerySet":
        """Those that are assigned to this person and wait for an editor."""
        return self.filter(assignee_id=user.pk, status__in=[SubmissionStatus.SUBMITTED, SubmissionStatus.IN_REVIEW])

    def accepted(self) -> "SubmissionQuerySet":
        return self.filter(status=SubmissionStatus.ACCEPTED)

    def unplaced(self) -> "SubmissionQuerySet":
        """Those that stand in no edition (asked by the reverse relation that editions hangs here)."""
        return self.filter(article=None)

    def with_people(self) -> "SubmissionQuerySet":
        return self.select_related("contributor__organisation", "suggested_section", "assignee")


class Submission(Moving):
    """One article as offered; what is printed of it is in its revisions.

    `reference` is short and readable aloud. The decision is about `latest` at that moment.
    """

    workflow: ClassVar[Workflow] = SUBMISSION

    class Source(models.TextChoices):
        FORM = "form", "Web form"
        STAFF = "staff", "Entered by staff"
        PHONE = "phone", "Telephone, entered by staff"
        LETTER = "letter", "Letter, entered by staff"
        WORD = "word", "Word document, entered by staff"
        EMAIL = "email", "Email, entered by staff"

    reference = models.CharField(max_length=12, unique=True)
    status = models.CharField(max_length=20, choices=SubmissionStatus.choices, default=SubmissionStatus.DRAFT)
    contributor = models.ForeignKey(Contributor, on_delete=models.PROTECT, related_name="submissions")
    source = models.CharField(max_length=10, choices=Source.choices, default=Source.FORM)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        editable=False,
        help_text="Who entered it for the contributor",
    )
    suggested_section = models.ForeignKey(
        Section, null=True, blank=True, on_delete=models.SET_NULL, related_name="suggestions"
    )
    themes = models.ManyToManyField(Theme, blank=True, related_name="submissions")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="assigned_submissions"
    )
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    submitted_at = models.DateTimeField(null=True, blank=True, editable=False)
    cleared_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the contributor declared it cleared for publication"
    )
    offer_key = models.CharField(
        max_length=64,
        unique=True,
        null=True,
        blank=True,
        editable=False,
        help_text="The form and content it came from, so that a double click sends one article",
    )
    changes_due_on = models.DateField(null=True, blank=True)
    email_confirmed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When somebody used a link that was mailed to the address"
    )
    held_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Since when it waits apart, and nobody is mailed about it"
    )
    held_for = models.CharField(max_length=300, blank=True, editable=False, help_text="Why it waits apart")
    translation_of = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="translation",
        editable=False,
        help_text="The same article in another language",
    )
    forgotten_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When the people behind it were forgotten"
    )

    objects = SubmissionQuerySet.as_manager()

    class Meta:
        ordering = ("-submitted_at", "-pk")
        indexes = (models.Index(fields=["status", "-submitted_at"], name="submission_by_status"),)
        permissions = (("review_submission", "Can review submissions: ask for changes, accept, decline"),)
        constraints = (
            models.CheckConstraint(
                name="a_submission_that_left_draft_says_when_it_was_sent",
                condition=models.Q(status__in=["draft", "withdrawn"]) | models.Q(submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="a_submission_that_was_sent_was_declared_cleared",
                condition=models.Q(submitted_at__isnull=True) | models.Q(cleared_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.reference}: {self.title}"

    @property
    def latest(self) -> Optional["Revision"]:
        """The newest revision; prefetch `revisions` (ordered by number) to ask many rows."""
        revisions = list(self.revisions.all())
        return revisions[-1] if revisions else None

    @property
    def title(self) -> str:
        return self.latest.title if self.latest else "Untitled"
