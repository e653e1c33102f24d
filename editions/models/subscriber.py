"""The distribution list: who is on it, how they came and went, and who must never be mailed again."""

from typing import ClassVar

from django.db import models
from django.utils import timezone

from bulletin.models import Moving
from bulletin.workflow import Workflow
from editions.workflow import SUBSCRIBER, SubscriberStatus


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def active(self) -> "SubscriberQuerySet":
        return self.filter(status=SubscriberStatus.ACTIVE)

    def unsuppressed(self) -> "SubscriberQuerySet":
        return self.exclude(models.Exists(Suppression.objects.filter(address_hash=models.OuterRef("address_hash"))))


class Subscriber(Moving):
    """A person on the list.

    `email` is as typed, `address` as it is compared (lower case, domain in ASCII), `address_hash` the keyed
    hash that survives in suppressions (distribution/subscribers.py makes both).
    """

    workflow: ClassVar[Workflow] = SUBSCRIBER

    email = models.EmailField(max_length=254)
    address = models.CharField(max_length=254, unique=True, editable=False)
    address_hash = models.CharField(max_length=64, db_index=True, editable=False)
    name = models.CharField(max_length=200, blank=True)
    organisation = models.CharField(max_length=200, blank=True)
    status = models.CharField(max_length=20, choices=SubscriberStatus.choices, default=SubscriberStatus.PENDING)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        ordering = ("address",)
        indexes = (models.Index(fields=["status"], name="subscriber_by_status"),)

    def __str__(self) -> str:
        return self.email


class ConsentEvent(models.Model):
    """How somebody came on or off the list: the wording they saw, where, when. Only ever added to."""

    class Kind(models.TextChoices):
        ASKED = "asked", "Asked to join"
        CONFIRMED = "confirmed", "Confirmed by email"
        JOINED = "joined", "Put on the list by staff"
        IMPORTED = "imported", "Imported by staff"
        LEFT = "left", "Left"
        SUPPRESSED = "suppressed", "Suppressed"
        RELEASED = "released", "Taken off the suppression list"

    subscriber = models.ForeignKey(
        Subscriber, null=True, blank=True, on_delete=models.SET_NULL, related_name="consent_events"
    )
    address_hash = models.CharField(max_length=64, db_index=True)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    wording = models.TextField(blank=True)
    source = models.CharField(max_length=80, help_text="The page, link, file or person it came from")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-pk")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%d %B %Y}"


class Suppression(models.Model):
    """An address that must not be mailed again, kept as a keyed hash: it survives erasure and beats every import."""

    class Reason(models.TextChoices):
        ASKED = "asked", "They asked us to"
        DEAD = "dead", "The address does not exist"
        COMPLAINT = "complaint", "They reported the mail as spam"

    address_hash = models.CharField(max_length=64, unique=True)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-created_at",)

    def __str__(self) -> str:
        return f"{self.get_reason_display()}, {self.created_at:%d %B %Y}"
