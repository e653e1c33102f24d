"""Coming on the distribution list and leaving it."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from bulletin import links
from bulletin.models import AuditEntry, OutboxMail
from editions.distribution import addresses, subscribers
from editions.models import ConsentEvent, Subscriber, Suppression
from editions.workflow import SubscriberStatus
from tests.factories.people import editor
from tests.factories.subscribers import SubscriberFactory

pytestmark = pytest.mark.django_db


def secret_in(mail):
    return re.search(r"/subscribe/confirm/([\w-]+)/", mail.text)[1]


def test_asking_writes_a_pending_row_and_one_mail_with_a_link():
    subscribers.ask("Ann@council.example", source="Subscribe page")
    subscriber = Subscriber.objects.get()
    assert subscriber.status == SubscriberStatus.PENDING
    mail = OutboxMail.objects.get()
    assert mail.to_email == "Ann@council.example"
    assert links.find(secret_in(mail), "confirm", Subscriber) == subscriber


def test_the_mail_says_nothing_that_whoever_asked_could_have_typed():
    subscribers.ask("ann@council.example", source="Subscribe page")
    assert OutboxMail.objects.get().to_name == ""


def test_asking_twice_in_an_hour_sends_one_mail_whose_link_keeps_working():
    subscribers.ask("ann@council.example", source="Subscribe page")
    subscribers.ask("ANN@council.example", source="Subscribe page")
    assert links.find(secret_in(OutboxMail.objects.get()), "confirm", Subscriber) == Subscriber.objects.get()


def test_asking_again_later_replaces_the_link():
    now = timezone.now()
    subscribers.ask("ann@council.example", source="Subscribe page", now=now - timedelta(hours=2))
    subscribers.ask("ann@council.example", source="Subscribe page", now=now)
    newest, oldest = OutboxMail.objects.all()
    assert links.find(secret_in(oldest), "confirm", Subscriber) is None
    assert links.find(secret_in(newest), "confirm", Subscriber) is not None


def test_a_link_stops_working_after_a_week():
    subscribers.ask("ann@council.example", source="Subscribe page")
    secret = secret_in(OutboxMail.objects.get())
    later = timezone.now() + timedelta(days=7, minutes=1)
    assert links.find(secret, "confirm", Subscriber, now=later) is None


def test_confirming_joins_and_keeps_the_wording_that_was_agreed_to():
    subscriber = SubscriberFactory(status=SubscriberStatus.PENDING)
    subscribers.confirm(subscriber)
    subscribers.confirm(subscriber)
    assert subscriber.status == SubscriberStatus.ACTIVE
    assert ConsentEvent.objects.get().wording == subscribers.WORDING
    assert AuditEntry.objects.about(subscriber).get().action == "confirm"


def test_somebody_on_the_list_who_asks_is_told_so_by_mail_only():
    SubscriberFactory(email="ann@council.example")
    subscribers.ask("ann@council.example", source="Subscribe page")
    assert OutboxMail.objects.get().kind == "editions/already"


def test_a_suppressed_address_gets_no_mail():
    Suppression.objects.create(address_hash=addresses.read("ann@council.example").keyed_hash, reason="asked")
    subscribers.ask("ann@council.example", source="Subscribe page")
    assert not OutboxMail.objects.exists()
    assert not Subscriber.objects.exists()


def test_leaving_is_recorded_and_twice_is_once():
    subscriber = SubscriberFactory()
    assert subscribers.leave(subscriber, source="Leave page")
    assert not subscribers.leave(subscriber, source="Leave page")
    assert subscriber.status == SubscriberStatus.LEFT
    assert [event.kind for event in subscriber.consent_events.all()] == ["left"]


def test_somebody_who_left_can_come_back_by_confirming():
    subscriber = SubscriberFactory(status=SubscriberStatus.LEFT)
    subscribers.ask(subscriber.email, source="Subscribe page")
    subscriber.refresh_from_db()
    assert subscriber.status == SubscriberStatus.PENDING
    subscribers.confirm(subscriber)
    assert subscriber.status == SubscriberStatus.ACTIVE


def test_a_suppression_outlives_the_row_and_only_a_person_releases_it():
    subscriber = SubscriberFactory()
    subscribers.suppress(subscriber, reason="dead", source="550 5.1.1")
    subscribers.suppress(subscriber, reason="dead", source="550 5.1.1")
    assert Suppression.objects.get().address_hash == subscriber.address_hash
    subscribers.release(subscriber, by=editor(), reason="The address works again")
    assert subscriber.status == SubscriberStatus.LEFT
    assert not Suppression.objects.exists()


def test_a_leave_link_is_mailed_only_to_somebody_on_the_list():
    on_the_list = SubscriberFactory()
    subscribers.send_leave_link("stranger@council.example")
    subscribers.send_leave_link(on_the_list.email)
    token = re.search(r"/leave/([\w-]+)/", OutboxMail.objects.get().text)[1]
    assert subscribers.whose(token) == on_the_list


def test_a_forged_leave_link_belongs_to_nobody():
    token = subscribers.leave_token(SubscriberFactory())
    assert subscribers.whose(token[:-1] + ("A" if token[-1] != "A" else "B")) is None
    assert subscribers.whose("") is None
