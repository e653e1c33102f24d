"""The place of one submission in one edition."""

from django.db import models

from editions.models.edition import Edition, EditionSection
from submissions.models import Revision, Submission


class Article(models.Model):
    """A submission stands in one edition at most; locking that edition pins the revision that is printed."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="articles")
    section = models.ForeignKey(EditionSection, on_delete=models.PROTECT, related_name="articles")
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="article")
    position = models.PositiveSmallIntegerField(default=0)
    slug = models.SlugField(max_length=80, help_text="Its address below the edition's")
    revision = models.ForeignKey(
        Revision, null=True, blank=True, editable=False, on_delete=models.PROTECT, related_name="printed_as"
    )

    class Meta:
        ordering = ("section__position", "section", "position", "pk")
        constraints = (
            models.UniqueConstraint("edition", "slug", name="articles_of_an_edition_have_different_addresses"),
        )

    def __str__(self) -> str:
        return str(self.submission)

    @property
    def printed(self) -> Revision | None:
        """The pinned revision, or before the lock the newest one."""
        return self.revision or self.submission.latest
