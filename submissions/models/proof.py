"""Proofs: one revision sent to those who must approve it, what each of them answered, and their comments."""

from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from bulletin.models import Moving
from bulletin.workflow import Workflow
from submissions.models.revision import Revision
from submissions.models.submission import Submission
from submissions.workflow import PROOF, ProofStatus

if TYPE_CHECKING:
    from collections.abc import Iterable


class ProofQuerySet(models.QuerySet["Proof"]):
    def out(self) -> "ProofQuerySet":
        """Those that wait for an answer of somebody outside."""
        return self.filter(status=ProofStatus.SENT, submission__status="accepted")

    def overdue(self, *, on: date) -> "ProofQuerySet":
        """Answers that were due before that day."""
        return self.out().filter(due_on__lt=on)

    def answered(self) -> "ProofQuerySet":
        """Those in which corrections are wanted, so that an editor has something to do."""
        return self.filter(status=ProofStatus.CORRECTIONS_WANTED, submission__status="accepted")

    def standing(self) -> "ProofQuerySet":
        """Those that no later text or proof has replaced."""
        return self.exclude(status=ProofStatus.SUPERSEDED)

    def with_answers(self) -> "ProofQuerySet":
        """With whoever was asked, what they answered, and who wrote it down."""
        return self.select_related("revision", "decided_by").prefetch_related(
            models.Prefetch("signers", Signer.objects.select_related("recorded_by")), "signers__comments"
        )


class Proof(Moving):
    """A request to approve one revision; it is void as soon as another revision follows.

    Approved only when each of its signers has, and a co-signer among them where one `needs_co_signer`.
    """

    workflow: ClassVar[Workflow] = PROOF

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="proofs")
    revision = models.ForeignKey(Revision, on_delete=models.CASCADE, related_name="proofs")
    status = models.CharField(max_length=20, choices=ProofStatus.choices, default=ProofStatus.SENT)
    needs_co_signer = models.BooleanField(default=False)
    sent_at = models.DateTimeField(default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_on = models.DateField(null=True, blank=True)
    # Who waived it and why; empty when those who were asked decided.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    reason = models.TextField(blank=True)

    objects = ProofQuerySet.as_manager()

    class Meta:
        ordering = ("-sent_at", "-pk")
        permissions = (("waive_proof", "Can let an article be printed without an approved proof"),)
        indexes = (models.Index(fields=["status", "due_on"], name="proof_by_due"),)
        constraints = (
            models.UniqueConstraint(
                "submission",
                condition=~models.Q(status="superseded"),
                name="a_submission_has_one_proof_that_stands",
            ),
            models.CheckConstraint(
                name="a_waived_proof_says_by_whom_and_why",
                condition=~models.Q(status="waived") | (models.Q(decided_by__isnull=False) & ~models.Q(reason="")),
            ),
        )

    def __str__(self) -> str:
        return f"Proof of revision {self.revision.number}, {self.submission.reference}"

    def missing(self) -> "Iterable[str]":
        """Whose approval it still needs, as words of a sentence."""
        signers = list(self.signers.all())
        yield from (signer.name for signer in signers if signer.answer != Signer.Answer.APPROVED)
        if self.needs_co_signer and not any(signer.is_co_signer for signer in signers):
            yield "a co-signer, who is not named yet"


class Signer(models.Model):
    """One person who is asked to approve a proof, by a link of their own.

    `recorded_by` is the member of staff who wrote down an answer that came another way, with `note`.
    """

    class Answer(models.TextChoices):
        APPROVED = "approved", "Approved"
        CORRECTIONS = "corrections", "Wants corrections"

    proof = models.ForeignKey(Proof, on_delete=models.CASCADE, related_name="signers")
    is_co_signer = models.BooleanField(default=False)
    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, blank=True, help_text="Empty: their approval came another way")
    named_by = models.CharField(max_length=200, blank=True, help_text="Who passed the proof on to them")
    asked_at = models.DateTimeField(default=timezone.now, help_text="When a link was last sent to them")
    answer = models.CharField(max_length=12, choices=Answer.choices, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True, help_text="Who said so, and how")

    class Meta:
        ordering = ("is_co_signer", "pk")
        constraints = (
            models.UniqueConstraint(
                "proof", "email", condition=~models.Q(email=""), name="nobody_is_asked_twice_for_one_proof"
            ),
            models.CheckConstraint(
                name="a_signer_answered_exactly_when_there_is_a_time",
                condition=models.Q(answer="", answered_at__isnull=True)
                | (~models.Q(answer="") & models.Q(answered_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="an_answer_that_staff_recorded_says_how_it_came",
                condition=models.Q(recorded_by__isnull=True) | ~models.Q(note=""),
            ),
        )

    def __str__(self) -> str:
        return f"{self.name} <{self.email}>"


class ProofComment(models.Model):
    """What a signer wants corrected: in one paragraph, whose words are kept, or in the article as a whole."""

    signer = models.ForeignKey(Signer, on_delete=models.CASCADE, related_name="comments")
    paragraph = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Counted from 1")
    quote = models.CharField(max_length=300, blank=True)
    text = models.TextField()
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("pk",)

    def __str__(self) -> str:
        return self.text[:60]


class DailyMail(models.Model):
    """Whether a member of staff wants the daily email about what needs them; without a row they do."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="daily_mail")
    is_wanted = models.BooleanField(default=True)

    def __str__(self) -> str:
        return f"{self.user}: {'wanted' if self.is_wanted else 'not wanted'}"
