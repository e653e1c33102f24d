"""The clearance ledger: what was answered for of a submission before it is printed, and which editor confirmed it."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from submissions.models.revision import Revision
from submissions.models.submission import Submission


class ClearanceQuestion(models.TextChoices):
    """What somebody answers for; the wording of each is a setting (bulletin/editorial.py)."""

    MARKING = "marking", _("Protective marking")
    SIGN_OFF = "sign_off", _("The organisation’s agreement")
    LIVE_PROCEEDINGS = "live_proceedings", _("Live cases")
    NAMED_PEOPLE = "named_people", _("People who are named")
    SENSITIVITY = "sensitivity", _("How the work is done")
    CONTACTS = "contacts", _("Contacts to publish")
    IMAGES = "images", _("Rights in the pictures")


class ClearanceAnswerQuerySet(models.QuerySet["ClearanceAnswer"]):
    def confirmed(self) -> "ClearanceAnswerQuerySet":
        return self.filter(confirmed_at__isnull=False)

    def unconfirmed(self) -> "ClearanceAnswerQuerySet":
        """Those that an editor has yet to confirm."""
        return self.filter(confirmed_at=None)


class ClearanceAnswer(models.Model):
    """The answer to one question about a submission, given for one revision; submissions/clearing.py writes it.

    An editor confirms it by name. An edit that touches what it is about opens it again: then the confirmation
    is gone, and `reopened_for` is the revision that opened it. What was before stands in the audit entries.
    """

    class Verdict(models.TextChoices):
        CLEAR = "clear", "Nothing stands in the way"
        EXPLAINED = "explained", "There is something, and here is why it may be printed"

    Question = ClearanceQuestion

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="clearance")
    question = models.CharField(max_length=20, choices=ClearanceQuestion.choices)
    wording = models.TextField(help_text="The question as it was asked")
    said = models.CharField(max_length=200, blank=True, help_text="The answer that was chosen, as it was worded")
    verdict = models.CharField(max_length=10, choices=Verdict.choices)
    explanation = models.TextField(blank=True)
    signed_by = models.CharField(max_length=200, blank=True, help_text="Who in the organisation agreed")
    signed_on = models.DateField(null=True, blank=True, help_text="When they agreed")
    revision = models.ForeignKey(
        Revision, on_delete=models.CASCADE, related_name="+", help_text="What the answer was given for"
    )
    answered_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty: the contributor",
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_for = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    reopened_for = models.ForeignKey(Revision, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    objects = ClearanceAnswerQuerySet.as_manager()

    class Meta:
        ordering = ("submission", "pk")
        constraints = (
            models.UniqueConstraint("submission", "question", name="a_question_has_one_answer_for_a_submission"),
            models.CheckConstraint(
                name="a_confirmed_answer_says_by_whom_when_and_for_what",
                condition=models.Q(confirmed_at__isnull=True, confirmed_by__isnull=True, confirmed_for__isnull=True)
                | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False, confirmed_for__isnull=False),
            ),
            models.CheckConstraint(
                name="an_answer_with_an_explanation_has_one",
                condition=~models.Q(verdict="explained", explanation=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_question_display()}: {self.get_verdict_display()}"

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None

    @property
    def is_reopened(self) -> bool:
        return self.confirmed_at is None and self.reopened_for_id is not None


class FindingAnswer(models.Model):
    """Why something that the scanner found may be printed; `key` is the finding's, which any revision keeps.

    The words that were found are not kept here: they stand in the revision, or they are gone.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="finding_answers")
    key = models.CharField(max_length=32)
    kind = models.CharField(max_length=30)
    text = models.TextField(help_text="Why it may be printed")
    answered_at = models.DateTimeField(default=timezone.now)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Empty: the contributor",
    )

    class Meta:
        ordering = ("submission", "pk")
        constraints = (
            models.UniqueConstraint("submission", "key", name="a_finding_is_answered_for_once_in_a_submission"),
            models.CheckConstraint(name="the_answer_to_a_finding_says_something", condition=~models.Q(text="")),
        )

    def __str__(self) -> str:
        return f"{self.kind}: {self.text}"
