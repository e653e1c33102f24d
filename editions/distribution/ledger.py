"""Every statement on batches and deliveries (the engine's module, begun with the seam that leaving needs)."""

from collections.abc import Sequence

from editions.models import Delivery
from editions.workflow import DeliveryStatus


def skip_for(subscriber_ids: Sequence[int]) -> int:
    """What these people are still owed becomes skipped; returns how many deliveries that were."""
    owed = Delivery.objects.filter(
        subscriber_id__in=subscriber_ids, status__in=[DeliveryStatus.PENDING, DeliveryStatus.RETRY_LATER]
    )
    return owed.update(status=DeliveryStatus.SKIPPED)
