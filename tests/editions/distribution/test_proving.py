import pytest

from editions.distribution import mailings as verbs
from editions.distribution import proving, pumping
from editions.models import Delivery, Snapshot
from tests.factories import mailings, people

pytestmark = pytest.mark.django_db


def broken(mailing):
    mailing = type(mailing).objects.get(pk=mailing.pk)
    return [check.what for check in proving.checks(mailing) if not check.holds]


def test_every_check_of_a_certificate_holds_on_the_rows_it_was_made_from():
    mailing = mailings.finished(subscribers=5, failed=1, unknown=1, skipped=1)

    assert broken(mailing) == []
    assert len(proving.checks(mailing)) == 10


def test_a_changed_fate_shows():
    mailing = mailings.finished(subscribers=2)
    Delivery.objects.filter(pk=mailing.deliveries.first().pk).update(status="failed")

    assert broken(mailing) == ["Copies that are sent", "Copies that are failed"]


def test_a_copy_that_is_gone_shows():
    mailing = mailings.finished(subscribers=2)
    mailing.deliveries.first().delete()

    assert broken(mailing) == [
        "Copies that are sent",
        "They add up to all copies",
        "Copies and exclusions are the whole list",
        "The list is the one that was frozen",
    ]


def test_a_changed_address_shows():
    mailing = mailings.finished(subscribers=2)
    Delivery.objects.filter(pk=mailing.deliveries.first().pk).update(address="other@council.example")

    assert broken(mailing) == ["The list is the one that was frozen"]


def test_a_changed_email_shows():
    mailing = mailings.finished(subscribers=2)
    Snapshot.objects.filter(pk=mailing.snapshot_id).update(email_html="x", email_text="y")

    assert broken(mailing) == ["The HTML is what was signed off", "The text is what was signed off"]


def test_a_changed_certificate_shows():
    mailing = mailings.finished(subscribers=2)
    mailing.certificate |= {"sent": 3, "total": 3}
    mailing.save(update_fields=["certificate"])

    assert broken(mailing) == ["Copies that are sent", "They add up to all copies"]


def test_a_mailing_that_was_never_frozen_proves_nothing_and_holds():
    mailing = mailings.started()
    verbs.cancel(mailing, by=people.publisher(), reason="Another day")
    pumping.run()

    assert broken(mailing) == []
