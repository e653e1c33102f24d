"""One issue of the bulletin, and its own copy of the sections."""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from bulletin.models import Moving
from bulletin.workflow import Workflow
from editions.workflow import EDITION, EditionStatus
from submissions.models import SectionColour


def done_by() -> models.ForeignKey[Any, Any]:
    """Who took a step that has a person's name on it."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )


def set_together(step: str) -> models.CheckConstraint:
    """`<step>_by` and `<step>_at` are both there or both empty."""
    at, by = f"{step}_at__isnull", f"{step}_by__isnull"
    return models.CheckConstraint(
        name=f"an_edition_{step}_says_by_whom_and_when",
        condition=models.Q(**{at: True, by: True}) | models.Q(**{at: False, by: False}),
    )


class EditionQuerySet(models.QuerySet["Edition"]):
    def published(self) -> "EditionQuerySet":
        return self.filter(status=EditionStatus.PUBLISHED)

    def open(self) -> "EditionQuerySet":
        """Those in which articles may be placed."""
        return self.filter(status=EditionStatus.COLLECTING)

    def newest_first(self) -> "EditionQuerySet":
        return self.order_by("-number")


class Edition(Moving):
    """One edition. Masthead, sections and standing text are its own, so that later changes never reach it."""

    workflow: ClassVar[Workflow] = EDITION

    number = models.PositiveSmallIntegerField(unique=True)
    label = models.CharField(max_length=40, help_text="For example “December 2026”")
    status = models.CharField(max_length=20, choices=EditionStatus.choices, default=EditionStatus.COLLECTING)
    title = models.CharField(max_length=120, default="SOC Local Partnerships Bulletin")
    strapline = models.CharField(max_length=160, default="Working together to tackle serious and organised crime")
    publisher = models.CharField(max_length=160, default="Strategic Centre for Organised Crime, Home Office")
    mailbox = models.EmailField(help_text="Where readers write to")
    welcome = models.TextField(blank=True, help_text="What this edition holds; the greeting is put before it")
    standing_text = models.TextField(blank=True, help_text="Stands after the welcome in every edition")
    feedback_text = models.TextField(blank=True, help_text="Stands before the four questions")
    feedback_questions = models.JSONField(default=list, blank=True)
    copy_deadline = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    locked_by = done_by()
    locked_at = models.DateTimeField(null=True, blank=True, editable=False)
    signed_off_by = done_by()
    signed_off_at = models.DateTimeField(null=True, blank=True, editable=False)
    published_by = done_by()
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    snapshot = models.OneToOneField(
        "editions.Snapshot", null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="+"
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ("-number",)
        permissions = (
            ("assemble_edition", "Can place articles, write the welcome and lock editions"),
            ("publish_edition", "Can sign off, publish and withdraw editions"),
            ("mail_edition", "Can mail editions to the distribution list"),
        )
        constraints = (
            set_together("locked"),
            set_together("signed_off"),
            set_together("published"),
            models.CheckConstraint(
                name="an_edition_that_was_signed_off_has_a_snapshot",
                condition=models.Q(status__in=["collecting", "locked"]) | models.Q(snapshot__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"Edition {self.number}, {self.label}"


class EditionSection(models.Model):
    """A section of one edition; a section without articles is not printed."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="sections")
    name = models.CharField(max_length=80)
    colour = models.CharField(max_length=10, choices=SectionColour.choices, default=SectionColour.BLUE)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("edition", "position", "pk")
        constraints = (models.UniqueConstraint("edition", "name", name="sections_of_an_edition_have_different_names"),)

    def __str__(self) -> str:
        return self.name
