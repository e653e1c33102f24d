import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bulletin import links
from bulletin.models import AuditEntry
from editions.distribution import ledger, pumping, receipts
from editions.models import Batch, Delivery, Receipt, Suppression
from tests.factories import mailings

pytestmark = pytest.mark.django_db


def test_what_comes_back_is_kept_once():
    delivery = mailings.delivery_in("sent")

    assert receipts.note(delivery.pk, "delayed", source="a", detail="4.4.1 Later")
    assert not receipts.note(delivery.pk, "delayed", source="b")

    kept = Receipt.objects.get()
    assert (kept.source, kept.detail) == ("a", "4.4.1 Later")


def test_nothing_is_kept_about_a_delivery_that_is_not_there():
    assert not receipts.note(999_999, "bounced", source="a")
    assert not Receipt.objects.exists()


@pytest.mark.parametrize("is_dead", [True, False])
def test_a_bounce_suppresses_only_a_dead_address(is_dead):
    delivery = mailings.delivery_in("sent")

    receipts.bounced(delivery.pk, source="a", detail="5.x.x", is_dead=is_dead)

    assert list(Suppression.objects.values_list("reason", flat=True)) == (["dead"] if is_dead else [])
    delivery.refresh_from_db()
    assert delivery.status == "sent"  # a mail server did take it


def test_a_complaint_suppresses():
    delivery = mailings.delivery_in("sent")

    receipts.complained(delivery.pk, source="a")

    delivery.subscriber.refresh_from_db()
    assert delivery.subscriber.status == "suppressed"
    assert Suppression.objects.get().reason == "complaint"


@pytest.mark.parametrize("kind", Receipt.Kind.values)
def test_whatever_comes_back_proves_that_an_unknown_copy_had_left(kind):
    mailing = mailings.finished(unknown=2)
    first, second = mailing.deliveries.filter(status="unknown")
    assert (mailing.certificate["unknown"], mailing.certificate["issue"]) == (2, 1)

    receipts.note(first.pk, kind, source="a")
    pumping.run()

    first.refresh_from_db()
    second.refresh_from_db()
    mailing.refresh_from_db()
    assert (first.status, second.status) == ("sent", "unknown")
    assert (mailing.certificate["unknown"], mailing.certificate["sent"], mailing.certificate["issue"]) == (1, 2, 2)
    assert mailing.certificate["decided"]["count_by_evidence"] == 1
    entry = AuditEntry.objects.about(mailing).get(action="count_by_evidence")
    assert (entry.by, entry.details["deliveries"]) == (None, [first.pk])


def test_a_receipt_that_came_before_the_reaper_counts_too():
    delivery = mailings.delivery_in("sending")
    receipts.note(delivery.pk, "bounced", source="a")
    Batch.objects.update(lease_until=timezone.now())

    pumping.run()

    delivery.refresh_from_db()
    assert delivery.status == "sent"


def test_proving_it_twice_is_proving_it_once():
    mailing = mailings.finished(unknown=1)
    receipts.note(mailing.deliveries.get(status="unknown").pk, "left", source="a")

    assert receipts.settle_unknown(now=timezone.now()) == 1
    assert receipts.settle_unknown(now=timezone.now()) == 0
    assert AuditEntry.objects.filter(action="count_by_evidence").count() == 1


def test_somebody_may_have_decided_a_moment_before():
    mailing = mailings.finished(unknown=1)
    number = mailing.deliveries.get(status="unknown").pk
    ledger.decide([number], "sent", reply="", now=timezone.now())

    assert receipts._settle(mailing.pk, [number], now=timezone.now()) == 0
    assert not AuditEntry.objects.filter(action="count_by_evidence").exists()


def test_leaving_by_the_link_of_a_copy_is_evidence_and_looking_at_its_page_is_none():
    delivery = mailings.delivery_in("unknown")
    address = reverse("editions:leave", args=[links.sign("leave", delivery.pk)])

    Client().get(address)
    assert not Receipt.objects.exists()
    Client(enforce_csrf_checks=True).post(address, {"List-Unsubscribe": "One-Click"})

    kept = Receipt.objects.get()
    assert (kept.delivery, kept.kind, kept.source) == (delivery, "left", "One click in the mail program")
    assert Delivery.objects.get().subscriber.status == "left"
