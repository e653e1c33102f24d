"""What the outside world says about a delivery, and what follows for the person it was for."""

from editions.distribution import subscribers
from editions.models import Delivery, Suppression


def address_is_dead(delivery_id: int, *, reply: str) -> None:
    """A mail server said that there is no such address: it is never mailed again. Twice is once."""
    subscriber = Delivery.objects.select_related("subscriber").get(pk=delivery_id).subscriber
    if subscriber:
        subscribers.suppress(subscriber, reason=Suppression.Reason.DEAD, source=f"Mail server: {reply}"[:80])
