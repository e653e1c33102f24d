"""A mailing, its batches and its deliveries: the record of what is owed to whom (DESIGN.md, MAILING).

Batches and deliveries are written by the statements of distribution/ledger.py only.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q, Value
from django.utils import timezone

from bulletin.models import Moving
from bulletin.workflow import Workflow
from editions.models.edition import Edition
from editions.models.snapshot import Snapshot
from editions.models.subscriber import Subscriber
from editions.workflow import MAILING, DeliveryStatus, MailingStatus

BATCH_SIZE = 500
# In the database too, so that the version before can still write while the next one's migrations are done.
NO_LIST, NO_FACTS = Value([], models.JSONField()), Value({}, models.JSONField())


class MailingQuerySet(models.QuerySet["Mailing"]):
    def sending(self) -> "MailingQuerySet":
        return self.filter(status=MailingStatus.SENDING)

    def live(self) -> "MailingQuerySet":
        return self.filter(audience=Mailing.Audience.LIVE)


class Mailing(Moving):
    """One edition going out to one audience.

    `candidates` = deliveries + `excluded` (a count for each reason) holds from the freeze on. With `seeds_first`
    only its first batch is sent until somebody says go. `left_before_stop` are the copies that may have left when
    it was last stopped, `counted_from` the counts from which its shares of failures are taken, `measured` how
    fast it was lately.
    """

    workflow: ClassVar[Workflow] = MAILING

    class Audience(models.TextChoices):
        LIVE = "live", "The distribution list"
        TEST = "test", "A test to one address"
        REHEARSAL = "rehearsal", "Rehearsal (no mail leaves)"
        ERRATUM = "erratum", "A correction to everyone"
        MISSED = "missed", "Those who missed it"

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="mailings")
    snapshot = models.ForeignKey(Snapshot, on_delete=models.PROTECT, related_name="mailings")
    audience = models.CharField(max_length=10, choices=Audience.choices, default=Audience.LIVE)
    status = models.CharField(max_length=20, choices=MailingStatus.choices, default=MailingStatus.SCHEDULED)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    scheduled_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True, blank=True)
    rate = models.PositiveIntegerField(null=True, blank=True, help_text="Copies a second, at most")
    warm_up = models.JSONField(
        default=list, db_default=NO_LIST, blank=True, help_text="Copies an hour, at most, hour by hour"
    )
    seeds_first = models.BooleanField(
        default=False, db_default=False, help_text="Staff and seed addresses first, then wait for a go"
    )
    gone_on_at = models.DateTimeField(null=True, blank=True, editable=False)
    frozen_at = models.DateTimeField(null=True, blank=True, editable=False)
    finished_at = models.DateTimeField(null=True, blank=True, editable=False)
    candidates = models.PositiveIntegerField(default=0, editable=False)
    excluded = models.JSONField(default=dict, blank=True, editable=False)
    total = models.PositiveIntegerField(default=0, editable=False)
    list_sha256 = models.CharField(max_length=64, blank=True, editable=False)
    certificate = models.JSONField(null=True, blank=True, editable=False)
    left_before_stop = models.PositiveIntegerField(null=True, blank=True, editable=False)
    counted_from = models.JSONField(default=dict, db_default=NO_FACTS, blank=True, editable=False)
    measured = models.JSONField(default=dict, db_default=NO_FACTS, blank=True, editable=False)

    objects = MailingQuerySet.as_manager()

    class Meta:
        ordering = ("-created_at", "-pk")
        constraints = (
            models.UniqueConstraint(
                "edition",
                condition=Q(audience="live") & ~Q(status__in=["cancelled", "expired"]),
                name="an_edition_is_mailed_to_the_list_once",
            ),
            models.CheckConstraint(
                name="a_mailing_that_was_frozen_says_when",
                condition=Q(status__in=["scheduled", "freezing", "cancelled", "expired"]) | Q(frozen_at__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.edition} to {self.get_audience_display().lower()}"


class Batch(models.Model):
    """Up to 500 deliveries of a mailing that one sender works on at a time.

    `epoch` grows with every claim: an outcome counts only under the epoch of its intent. `lease_until` is
    set while somebody holds it; `due_at` is when it may next be claimed, empty when nothing is left to do.
    The counters are recounted from the deliveries whenever it is freed or reaped.
    """

    mailing = models.ForeignKey(Mailing, on_delete=models.CASCADE, related_name="batches", db_index=False)
    number = models.PositiveIntegerField()
    total = models.PositiveSmallIntegerField()
    epoch = models.PositiveIntegerField(default=0)
    owner = models.CharField(max_length=100, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    pending = models.PositiveSmallIntegerField(default=0)
    sending = models.PositiveSmallIntegerField(default=0)
    sent = models.PositiveSmallIntegerField(default=0)
    retry_later = models.PositiveSmallIntegerField(default=0)
    failed = models.PositiveSmallIntegerField(default=0)
    unknown = models.PositiveSmallIntegerField(default=0)
    skipped = models.PositiveSmallIntegerField(default=0)
    cancelled = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("mailing", "number")
        verbose_name_plural = "batches"
        indexes = (
            models.Index(fields=["due_at"], name="batch_by_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["lease_until"], name="batch_by_lease", condition=Q(lease_until__isnull=False)),
        )
        constraints = (
            models.UniqueConstraint("mailing", "number", name="batches_of_a_mailing_have_different_numbers"),
        )

    def __str__(self) -> str:
        return f"Batch {self.number} of {self.mailing}"


class Delivery(models.Model):
    """One copy to one person. `epoch` is that of the claim under which the intent to send it was written.

    There is no index on the status, so that PostgreSQL can update rows in place.
    """

    # No foreign keys in the database: it would check each of a million rows thrice (docs/decisions/0006).
    mailing = models.ForeignKey(
        Mailing, on_delete=models.CASCADE, related_name="deliveries", db_index=False, db_constraint=False
    )
    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="deliveries", db_constraint=False)
    subscriber = models.ForeignKey(
        Subscriber,
        null=True,
        on_delete=models.SET_NULL,
        related_name="deliveries",
        db_index=False,
        db_constraint=False,
    )
    address = models.CharField(max_length=254, help_text="As it was when the list was frozen")
    status = models.CharField(max_length=12, choices=DeliveryStatus.choices, default=DeliveryStatus.PENDING)
    epoch = models.PositiveIntegerField(default=0)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, blank=True, help_text="When it is tried again")
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When its last outcome was written")
    reply = models.CharField(max_length=300, blank=True, help_text="What the mail server said last")

    class Meta:
        ordering = ("pk",)
        verbose_name_plural = "deliveries"
        constraints = (models.UniqueConstraint("subscriber", "mailing", name="a_mailing_owes_a_person_one_copy"),)

    def __str__(self) -> str:
        return f"{self.address}, {self.get_status_display().lower()}"
