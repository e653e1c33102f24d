"""Requests of people about what is held of them: to see it, and to have it erased."""

from django.conf import settings
from django.db import models
from django.utils import timezone


class PersonalRequestQuerySet(models.QuerySet["PersonalRequest"]):
    def unmailed(self) -> "PersonalRequestQuerySet":
        """Those whose link the worker has yet to mail."""
        return self.filter(mailed_at=None)

    def waiting(self) -> "PersonalRequestQuerySet":
        """Erasures that an editor has to carry out."""
        return self.filter(erasure_asked_at__isnull=False, done_at=None)


class PersonalRequest(models.Model):
    """Somebody asked what is held about an address; editions/personal.py is the only writer.

    The link is mailed to the address, and asking for erasure takes that link. The address is emptied when the
    erasure is done; a request that came to no erasure goes when its link does.
    """

    email = models.EmailField(max_length=254, blank=True)
    asked_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True, blank=True)
    erasure_asked_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True, help_text="When what could be erased was erased")
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = PersonalRequestQuerySet.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.CheckConstraint(
                name="a_request_keeps_its_address_until_it_is_done",
                condition=models.Q(done_at=None) | models.Q(email=""),
            ),
        )

    def __str__(self) -> str:
        return f"Request {self.pk}"
