"""Four-eyes rules that somebody overrode: each stays marked until somebody else confirms it."""

from django.conf import settings
from django.db import models
from django.utils import timezone

from editions.models.edition import Edition


class OverrideQuerySet(models.QuerySet["Override"]):
    def unconfirmed(self) -> "OverrideQuerySet":
        return self.filter(confirmed_at=None)


class Override(models.Model):
    """One act done by a person who, by the four-eyes rule, should have left it to another."""

    class Act(models.TextChoices):
        SIGN_OFF = "sign_off", "Sign off"
        PROOFS = "proofs", "Sign off without approved proofs"
        MAIL = "mail", "Start the mailing"

    edition = models.ForeignKey(Edition, on_delete=models.PROTECT, related_name="overrides")
    act = models.CharField(max_length=10, choices=Act.choices)
    reason = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = OverrideQuerySet.as_manager()

    class Meta:
        ordering = ("-at",)
        constraints = (
            models.CheckConstraint(
                name="an_override_is_confirmed_by_somebody_at_some_time",
                condition=models.Q(confirmed_at__isnull=True, confirmed_by__isnull=True)
                | models.Q(confirmed_at__isnull=False, confirmed_by__isnull=False),
            ),
            models.CheckConstraint(
                name="an_override_is_confirmed_by_somebody_else",
                condition=models.Q(confirmed_by__isnull=True) | ~models.Q(confirmed_by=models.F("by")),
            ),
            models.CheckConstraint(name="an_override_has_a_reason", condition=~models.Q(reason="")),
        )

    def __str__(self) -> str:
        return f"{self.get_act_display()} of {self.edition} by {self.by}"
