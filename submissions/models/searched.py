"""What searching reads of a submission, in folded letters."""

from django.db import models

from submissions.models.submission import Submission


class Searched(models.Model):
    """All words by which a submission may be found, and the telling ones of its title and summary.

    submissions.searching is the only writer.
    """

    submission = models.OneToOneField(Submission, on_delete=models.CASCADE, related_name="searched")
    text = models.TextField(help_text="Folded words with a space before each")
    digits = models.TextField(blank=True, help_text="Telephone numbers as digits only, a space before each")
    telling = models.TextField(blank=True, help_text="The words of title and summary that tell articles apart")

    def __str__(self) -> str:
        return f"Words of submission {self.submission_id}"
