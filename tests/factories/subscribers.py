"""Dull valid people on the distribution list."""

import factory
from factory.django import DjangoModelFactory

from editions.distribution import addresses
from editions.models import Subscriber
from editions.workflow import SubscriberStatus


class SubscriberFactory(DjangoModelFactory):
    """Somebody on the list, at one address in one spelling."""

    class Meta:
        model = Subscriber

    email = factory.Sequence(lambda number: f"reader{number}@council.example")
    address = factory.LazyAttribute(lambda row: addresses.read(row.email).compared)
    address_hash = factory.LazyAttribute(lambda row: addresses.read(row.email).keyed_hash)
    status = SubscriberStatus.ACTIVE
