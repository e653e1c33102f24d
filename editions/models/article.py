"""The place of one submission in one edition."""

from django.db import models

from editions.models.edition import Edition, EditionSection
from submissions.models import Revision, Submission


class ArticleQuerySet(models.QuerySet["Article"]):
    def with_content(self) -> "ArticleQuerySet":
        """With everything that is printed of them, in a fixed number of queries."""
        return self.select_related(
            "edition",
            "section",
            "revision",
            "submission__contributor__organisation",
            "submission__translation",
            "submission__translation_of",
        ).prefetch_related("submission__revisions__pictures__picture", "revision__pictures__picture")


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

    objects = ArticleQuerySet.as_manager()

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
