"""What a person keeps for themselves at the desk: what they last saw of a submission, and searches to use again."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from submissions.models.submission import Submission


class Look(models.Model):
    """Up to where one editor knows a submission: its version, its newest revision and the time of the look."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="looks")
    version = models.PositiveIntegerField()
    revision = models.PositiveSmallIntegerField(null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = (models.UniqueConstraint("user", "submission", name="one_look_of_each_person_is_the_last"),)

    def __str__(self) -> str:
        return f"{self.user} at version {self.version}"


class SavedSearch(models.Model):
    """A search and filters of the list of submissions under a name of the editor's own."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=500, help_text="What stands after the question mark of the list's address")
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("name",)
        constraints = (models.UniqueConstraint("user", "name", name="saved_searches_of_a_person_have_different_names"),)

    def __str__(self) -> str:
        return self.name
