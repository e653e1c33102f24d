"""The rows that submissions and editions share: what was done, what mail is owed, which links are alive."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from bulletin.mail_workflow import MAIL, MailStatus
from bulletin.workflow import Workflow


class Moving(models.Model):
    """Anything with a status; bulletin.moves is the only writer of the three columns here.

    `version` grows with every move and change, so that a form can notice that somebody acted meanwhile.
    """

    workflow: ClassVar[Workflow]

    status = models.CharField(max_length=20)
    status_since = models.DateTimeField(default=timezone.now, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        abstract = True


class AuditEntryQuerySet(models.QuerySet["AuditEntry"]):
    def about(self, row: models.Model) -> "AuditEntryQuerySet":
        return self.filter(subject_type=row._meta.label_lower, subject_id=row.pk)


class AuditEntry(models.Model):
    """Who did what to what, when and why. Only ever added to."""

    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by_label = models.CharField(max_length=150, help_text="The person's name then, or who else it was")
    action = models.CharField(max_length=60)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    subject_label = models.CharField(max_length=200)
    from_status = models.CharField(max_length=20, blank=True)
    to_status = models.CharField(max_length=20, blank=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict, blank=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-pk")
        verbose_name_plural = "audit entries"
        indexes = (models.Index(fields=["subject_type", "subject_id", "-at"], name="audit_by_subject"),)

    def __str__(self) -> str:
        return f"{self.action.replace('_', ' ').capitalize()}: {self.subject_label}"


class OutboxQuerySet(models.QuerySet["OutboxMail"]):
    def due(self, *, now: datetime) -> "OutboxQuerySet":
        """Mails to send now, those included whose sender died."""
        return self.filter(status__in=MAIL["claim"].sources, due_at__lte=now)

    def being_sent(self, *, now: datetime) -> "OutboxQuerySet":
        """Mails that a sender has in hand, or had when it died a moment ago."""
        return self.filter(status=OutboxMail.Status.SENDING, due_at__gt=now)

    def about(self, row: models.Model) -> "OutboxQuerySet":
        return self.filter(subject_type=row._meta.label_lower, subject_id=row.pk)


class OutboxMail(models.Model):
    """One mail to one person, its text frozen when it was decided; sent at least once.

    `due_at` is when it may next be tried: while it is being sent that is the end of the sender's lease.
    """

    Status = MailStatus
    workflow = MAIL

    kind = models.CharField(max_length=60, help_text="The template it was made from")
    dedupe_key = models.CharField(max_length=200, unique=True, help_text="The same key is never queued twice")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    to_name = models.CharField(max_length=200, blank=True)
    to_email = models.EmailField(max_length=254)
    reply_to = models.EmailField(max_length=254, blank=True, help_text="Who gets the answer, when it is not us")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    html = models.TextField()
    subject_type = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    due_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    last_error = models.TextField(blank=True)
    void_because = models.CharField(
        max_length=200, blank=True, help_text="Why a cancelled mail must never leave: what it says was undone"
    )

    objects = OutboxQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        verbose_name = "mail"
        verbose_name_plural = "outbox"
        indexes = (
            models.Index(fields=["status", "due_at"], name="outbox_by_due"),
            models.Index(fields=["subject_type", "subject_id"], name="outbox_by_subject"),
        )
        constraints = (
            models.CheckConstraint(
                name="outbox_mail_is_sent_exactly_when_it_has_a_time",
                condition=models.Q(status="sent", sent_at__isnull=False)
                | (~models.Q(status="sent") & models.Q(sent_at__isnull=True)),
            ),
        )

    def __str__(self) -> str:
        return f"{self.subject} to {self.to_email}"


class Link(models.Model):
    """A link that was given to somebody: only the hash of its secret is kept, for one purpose."""

    purpose = models.CharField(max_length=40)
    secret_sha256 = models.CharField(max_length=64, unique=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Empty: it keeps working")

    class Meta:
        indexes = (models.Index(fields=["subject_type", "subject_id", "purpose"], name="link_by_subject"),)

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject_type} {self.subject_id}"


class Tally(models.Model):
    """How often somebody did something until `ends_at`; who and what are only in the keyed hash.

    bulletin.limits is the only writer.
    """

    key = models.CharField(max_length=64, unique=True)
    count = models.PositiveBigIntegerField(default=0)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name_plural = "tallies"

    def __str__(self) -> str:
        return f"{self.count} until {self.ends_at}"


class Heartbeat(models.Model):
    """When a process last showed that it does its work. bulletin.heartbeats is the only writer."""

    process = models.CharField(max_length=20, primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.process} at {self.at}"


class Generation(models.Model):
    """Which life of this database it is, and how far that is; the one row. bulletin.generation is the only writer."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    lineage = models.CharField(max_length=32)
    count = models.PositiveBigIntegerField()
    at = models.DateTimeField(default=timezone.now, help_text="When it last counted on")

    class Meta:
        constraints = (
            models.CheckConstraint(name="a_database_has_one_generation_at_a_time", condition=models.Q(id=1)),
        )

    def __str__(self) -> str:
        return f"The database as of {self.at:%Y-%m-%d %H:%M}"
