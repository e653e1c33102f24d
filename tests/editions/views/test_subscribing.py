"""The pages of the distribution list."""

import pytest
from django.test import Client
from django.urls import reverse

from bulletin import links
from bulletin.models import AuditEntry, OutboxMail
from editions.distribution import subscribers
from editions.models import Subscriber
from editions.workflow import SubscriberStatus
from tests.factories import people
from tests.factories.subscribers import SubscriberFactory

pytestmark = pytest.mark.django_db


def test_asking_to_join_leads_to_a_page_that_says_what_happens_next(client):
    page = client.post(reverse("editions:subscribe"), {"email": "ann@council.example"}, follow=True)
    assert "Check your email" in page.content.decode()
    assert Subscriber.objects.get().status == SubscriberStatus.PENDING


def test_both_pages_show_the_words_that_are_kept_as_the_consent(client):
    subscriber = SubscriberFactory(status=SubscriberStatus.PENDING)
    confirming = reverse("editions:confirm", args=[links.issue(subscriber, "confirm")])
    for address in (reverse("editions:subscribe"), confirming):
        assert subscribers.WORDING in client.get(address).content.decode()
    client.post(confirming)
    assert subscriber.consent_events.get().wording == subscribers.WORDING


@pytest.mark.parametrize("email", ["known@council.example", "stranger@council.example"])
def test_the_answer_is_the_same_whether_we_know_the_address(client, email):
    SubscriberFactory(email="known@council.example")
    answer = client.post(reverse("editions:subscribe"), {"email": email})
    assert (answer.status_code, answer["Location"]) == (302, reverse("editions:subscribe_sent"))
    answer = client.post(reverse("editions:ask_to_leave"), {"email": email})
    assert (answer.status_code, answer["Location"]) == (302, reverse("editions:leave_link_sent"))


@pytest.mark.parametrize("name", ["editions:subscribe", "editions:ask_to_leave"])
@pytest.mark.parametrize(
    ("typed", "message"), [("", "Enter your email address"), ("ann at council", "in the correct format")]
)
def test_a_wrong_address_is_kept_and_explained(client, name, typed, message):
    page = client.post(reverse(name), {"email": typed}).content.decode()
    assert message in page
    assert f'value="{typed}"' in page or not typed
    assert not OutboxMail.objects.exists()


def test_a_get_of_the_confirmation_link_changes_nothing_and_the_button_joins(client):
    subscriber = SubscriberFactory(status=SubscriberStatus.PENDING)
    address = reverse("editions:confirm", args=[links.issue(subscriber, "confirm")])
    assert "Press the button" in client.get(address).content.decode()
    subscriber.refresh_from_db()
    assert subscriber.status == SubscriberStatus.PENDING
    assert "You are on the list" in client.post(address).content.decode()
    subscriber.refresh_from_db()
    assert subscriber.status == SubscriberStatus.ACTIVE


def test_a_browser_that_hides_where_the_page_came_from_can_confirm():
    """The page sends no referrer, so a browser posts its form with “Origin: null”."""
    subscriber = SubscriberFactory(status=SubscriberStatus.PENDING)
    address = reverse("editions:confirm", args=[links.issue(subscriber, "confirm")])

    answer = Client(enforce_csrf_checks=True).post(address, HTTP_ORIGIN="null")

    subscriber.refresh_from_db()
    assert (answer.status_code, subscriber.status) == (200, SubscriberStatus.ACTIVE)


def test_a_confirmation_link_of_somebody_who_must_not_be_mailed_joins_nobody_and_breaks_nothing(client):
    subscriber = SubscriberFactory(status=SubscriberStatus.PENDING)
    address = reverse("editions:confirm", args=[links.issue(subscriber, "confirm")])
    subscribers.suppress(subscriber, reason="asked", source="By letter", by=people.editor())

    for answer in (client.get(address), client.post(address)):
        assert answer.status_code == 404
        assert "link" in answer.content.decode()
    subscriber.refresh_from_db()
    assert subscriber.status == SubscriberStatus.SUPPRESSED


def test_a_forged_confirmation_link_says_what_to_do(client):
    page = client.get(reverse("editions:confirm", args=["x" * 43]))
    assert page.status_code == 404
    assert "Ask for a new link" in page.content.decode()


def test_the_leave_page_asks_first_and_names_only_a_masked_address(client):
    subscriber = SubscriberFactory(email="ann.lee@council.example")
    address = reverse("editions:leave", args=[subscribers.leave_token(subscriber)])
    page = client.get(address).content.decode()
    assert "a…@c….example" in page
    assert "ann.lee" not in page
    subscriber.refresh_from_db()
    assert subscriber.status == SubscriberStatus.ACTIVE


@pytest.mark.parametrize(
    ("posted", "source"),
    [({"List-Unsubscribe": "One-Click"}, "One click in the mail program"), ({}, "Leave page")],
)
def test_a_post_leaves_without_a_cookie(posted, source):
    subscriber = SubscriberFactory()
    address = reverse("editions:leave", args=[subscribers.leave_token(subscriber)])
    answer = Client(enforce_csrf_checks=True).post(address, posted)
    assert answer.status_code == 200
    assert not answer.cookies
    subscriber.refresh_from_db()
    assert subscriber.status == SubscriberStatus.LEFT
    assert AuditEntry.objects.about(subscriber).get().reason == source


def test_leaving_twice_is_harmless(client):
    subscriber = SubscriberFactory()
    address = reverse("editions:leave", args=[subscribers.leave_token(subscriber)])
    client.post(address)
    assert client.post(address).status_code == 200
    assert "not on the list" in client.get(address).content.decode()


def test_pages_behind_personal_links_stay_out_of_search_engines_and_logs(client):
    subscriber = SubscriberFactory()
    page = client.get(reverse("editions:leave", args=[subscribers.leave_token(subscriber)]))
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert page["Referrer-Policy"] == "no-referrer"


def test_a_forged_leave_link_offers_another_way_out(client):
    page = client.post(reverse("editions:leave", args=["A" * 32]))
    assert page.status_code == 404
    assert "ask us for a new link" in page.content.decode()
