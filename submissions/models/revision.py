"""Revisions: everything printed of a submission at one moment; never changed, only followed by the next."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from submissions import languages
from submissions.models.picture import Picture
from submissions.models.submission import Submission


class Revision(models.Model):
    """One numbered version of an article.

    `body` is our clean HTML (bulletin.prose). `blocks` is an ordered list of content blocks and `contacts`
    one of contacts to publish; their shapes are those of submissions/blocks.py. Made by an editor, or by the
    contributor when `made_by` is empty.
    """

    class Language(models.TextChoices):
        """Those that the code knows; which may be chosen is a setting (submissions/languages.py)."""

        ENGLISH = "en", "English"
        WELSH = "cy", "Welsh"

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveSmallIntegerField()
    made_at = models.DateTimeField(default=timezone.now, editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+", editable=False
    )
    note = models.CharField(max_length=200, blank=True, help_text="What was changed and why, in a few words")
    language = models.CharField(max_length=10, choices=languages.choices, default=Language.ENGLISH)
    title = models.CharField(max_length=120)
    summary = models.TextField(blank=True)
    body = models.TextField()
    blocks = models.JSONField(default=list, blank=True)
    contacts = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("submission", "number")
        constraints = (
            models.UniqueConstraint("submission", "number", name="revisions_of_a_submission_have_different_numbers"),
            models.CheckConstraint(name="revisions_are_numbered_from_one", condition=models.Q(number__gte=1)),
        )

    def __str__(self) -> str:
        return f"Revision {self.number}"

    @property
    def direction(self) -> str:
        """Which way it is read, for the attribute dir."""
        return languages.direction(self.language)


class RevisionPicture(models.Model):
    """How one revision shows one picture: described, or declared decorative."""

    class People(models.TextChoices):
        NOT_SAID = "", "Nobody has said"
        NOBODY = "nobody", "Nobody could be recognised"
        AGREED = "agreed", "Whoever could be recognised agreed to it"

    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="pictures")
    picture = models.ForeignKey(Picture, on_delete=models.PROTECT, related_name="uses")
    position = models.PositiveSmallIntegerField()
    is_decorative = models.BooleanField(default=False)
    alt = models.CharField(max_length=300, blank=True)
    caption = models.CharField(max_length=300, blank=True)
    credit = models.CharField(max_length=200, blank=True)
    # Not printed: what editors must know before it is.
    owner = models.CharField(max_length=200, blank=True, help_text="Who owns the rights in it")
    people = models.CharField(max_length=10, choices=People.choices, blank=True, default=People.NOT_SAID)
    consent_until = models.DateField(
        null=True, blank=True, help_text="The last day for which they agreed; empty: no end"
    )

    class Meta:
        ordering = ("revision", "position")
        constraints = (
            models.UniqueConstraint("revision", "position", name="pictures_of_a_revision_stand_in_one_order"),
            models.CheckConstraint(
                name="a_picture_is_either_described_or_decorative",
                condition=models.Q(is_decorative=True, alt="") | (models.Q(is_decorative=False) & ~models.Q(alt="")),
            ),
            models.CheckConstraint(
                name="consent_ends_only_where_somebody_agreed",
                condition=models.Q(consent_until__isnull=True) | models.Q(people="agreed"),
            ),
        )

    def __str__(self) -> str:
        return self.alt or "Decorative picture"
