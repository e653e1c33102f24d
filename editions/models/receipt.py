"""What came back about a delivery: the evidence that a copy left, and what its reader or their mail server said."""

from django.db import models
from django.utils import timezone

from editions.models.mailing import Delivery


class Receipt(models.Model):
    """One thing that came back and named a delivery. Only ever added to, each kind once for a delivery."""

    class Kind(models.TextChoices):
        DELIVERED = "delivered", "Delivered"
        DELAYED = "delayed", "Delayed on its way"
        BOUNCED = "bounced", "Came back"
        COMPLAINED = "complained", "Reported as spam"
        LEFT = "left", "Left by its link"
        ANSWERED = "answered", "Answered automatically"

    delivery = models.ForeignKey(Delivery, on_delete=models.CASCADE, related_name="receipts", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind.choices)
    source = models.CharField(max_length=80, help_text="The page, mail or provider that it came by")
    detail = models.CharField(max_length=300, blank=True, help_text="What a mail server said")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("-at", "-pk")
        constraints = (models.UniqueConstraint("delivery", "kind", name="a_delivery_has_each_kind_of_receipt_once"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%d %B %Y}"
