from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from editions.models import Mailing, Override, Snapshot
from editions.workflow import MailingStatus, SubscriberStatus
from tests.factories import editions, mailings, people
from tests.factories.subscribers import SubscriberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return editions.published(number=5)


def at(edition):
    return reverse("admin:editions_edition_mail", args=[edition.pk])


def start(client, edition, **typed):
    return client.post(
        at(edition), {"do": "start", "seen": edition.version, "number": "5", "reason": "", **typed}, follow=True
    )


def test_the_page_names_the_edition_and_counts_who_gets_it_and_who_does_not(client, edition):
    SubscriberFactory.create_batch(3)
    SubscriberFactory(status=SubscriberStatus.LEFT)
    SubscriberFactory.create_batch(2, status=SubscriberStatus.PENDING)
    client.force_login(people.publisher())
    page = client.get(at(edition)).content.decode()
    assert "Mail edition 5 to 3 people" in page
    assert "<dt>Left the list: not mailed</dt><dd>1</dd>" in page
    assert "<dt>Have not confirmed that they want it: not mailed</dt><dd>2</dd>" in page
    assert edition.snapshot.email_subject in page


def test_a_publisher_who_types_the_number_starts_the_mailing_and_comes_to_its_progress(client, edition):
    SubscriberFactory.create_batch(3)
    publisher = people.publisher()
    client.force_login(publisher)
    answer = start(client, edition)
    mailing = Mailing.objects.get()
    assert (mailing.status, mailing.audience, mailing.created_by) == (MailingStatus.FREEZING, "live", publisher)
    assert answer.redirect_chain == [(reverse("admin:editions_mailing_change", args=[mailing.pk]), 302)]
    assert "The mailing of Edition 5, December 2026 has started." in answer.content.decode()


@pytest.mark.parametrize(
    ("typed", "told"), [("", "Type the number of the edition"), ("6", "This is edition 5. Type 5 to mail it.")]
)
def test_nothing_is_mailed_unless_the_right_number_is_typed(typed, told, client, edition):
    SubscriberFactory()
    client.force_login(people.publisher())
    answer = start(client, edition, number=typed)
    assert answer.status_code == 422
    assert told in answer.content.decode()
    assert not Mailing.objects.exists()


def test_who_signed_it_off_gives_a_reason_that_stays_marked(client, edition):
    SubscriberFactory()
    client.force_login(edition.signed_off_by)
    assert "somebody else should start its mailing" in client.get(at(edition)).content.decode()
    assert "Say why you start the mailing" in start(client, edition).content.decode()
    assert not Mailing.objects.exists()
    start(client, edition, reason="Everybody else is ill.")
    assert Override.objects.unconfirmed().get().reason == "Everybody else is ill."
    assert Mailing.objects.get().created_by == edition.signed_off_by


def test_two_clicks_start_one_mailing(client, edition):
    SubscriberFactory()
    client.force_login(people.publisher())
    start(client, edition)
    answer = start(client, edition)
    assert answer.status_code == 409
    assert "Edition 5 has a mailing to the list already" in answer.content.decode()
    assert Mailing.objects.count() == 1


@pytest.mark.parametrize("person", [people.reader, people.editor])
def test_who_may_not_mail_sees_why_and_is_refused(person, client, edition):
    SubscriberFactory()
    client.force_login(person())
    page = client.get(at(edition)).content.decode()
    assert "You don&#x27;t have permission to mail editions" in page
    assert "Mail edition 5 to" not in page
    assert start(client, edition).status_code == 409
    assert not Mailing.objects.exists()


def test_an_edition_that_changed_since_the_page_was_opened_is_not_mailed(client, edition):
    SubscriberFactory()
    client.force_login(people.publisher())
    answer = start(client, edition, seen=edition.version - 1)
    assert "Somebody changed the edition while you had this page open" in answer.content.decode()
    assert not Mailing.objects.exists()


def test_an_edition_that_is_not_published_can_be_tested_but_not_mailed(client):
    edition = editions.ready(number=5)
    SubscriberFactory()
    editor = people.editor(email="asha@scoc.example")
    client.force_login(editor)
    page = client.get(at(edition)).content.decode()
    assert "Publish it before you mail it." in page
    assert 'value="asha@scoc.example"' in page
    answer = client.post(at(edition), {"do": "test", "to": "asha@scoc.example"}, follow=True)
    mailing = Mailing.objects.get()
    assert (mailing.audience, mailing.deliveries.get().address) == ("test", "asha@scoc.example")
    assert "A test mail is on its way to asha@scoc.example." in answer.content.decode()
    assert Snapshot.objects.get() == mailing.snapshot


def test_a_test_of_a_signed_off_edition_is_of_its_snapshot(client, edition):
    client.force_login(people.editor())
    client.post(at(edition), {"do": "test", "to": "asha@scoc.example"})
    assert Mailing.objects.get().snapshot == edition.snapshot
    assert Snapshot.objects.count() == 1


@pytest.mark.parametrize("to", ["", "nobody", "a@b"])
def test_a_test_to_no_address_is_refused(to, client, edition):
    client.force_login(people.editor())
    answer = client.post(at(edition), {"do": "test", "to": to})
    assert answer.status_code == 422
    assert "Enter an email address" in answer.content.decode()
    assert not Mailing.objects.exists()


def test_a_reader_may_not_send_a_test(client, edition):
    client.force_login(people.reader())
    assert "Test mail" not in client.get(at(edition)).content.decode()
    answer = client.post(at(edition), {"do": "test", "to": "asha@scoc.example"})
    assert answer.status_code == 409
    assert not Mailing.objects.exists()


def test_earlier_mailings_are_listed(client):
    mailing = mailings.frozen()
    client.force_login(people.reader())
    page = client.get(at(mailing.edition)).content.decode()
    assert reverse("admin:editions_mailing_change", args=[mailing.pk]) in page
    assert ": sending, by" in page


def test_a_rehearsal_is_asked_for_with_one_press_and_a_second_one_is_refused(client, edition):
    SubscriberFactory()
    client.force_login(people.publisher())
    assert "Rehearse the mailing" in client.get(at(edition)).content.decode()

    answer = client.post(at(edition), {"do": "rehearse"}, follow=True)
    again = client.post(at(edition), {"do": "rehearse"})

    mailing = Mailing.objects.get()
    assert (mailing.audience, mailing.status) == ("rehearsal", MailingStatus.SCHEDULED)
    assert "Nobody on the list gets anything." in answer.content.decode()
    assert again.status_code == 409
    assert "A rehearsal of edition 5 is under way." in again.content.decode()


def test_who_may_not_mail_may_not_rehearse(client, edition):
    SubscriberFactory()
    client.force_login(people.editor())
    assert "Rehearse the mailing" not in client.get(at(edition)).content.decode()

    assert client.post(at(edition), {"do": "rehearse"}).status_code == 409
    assert not Mailing.objects.exists()


def test_a_mailing_is_scheduled_with_an_end_a_rate_and_a_warm_up(client, edition):
    SubscriberFactory()
    client.force_login(people.publisher())
    tomorrow = timezone.localtime() + timedelta(days=1)
    typed = {
        "begins": tomorrow.strftime("%Y-%m-%dT09:30"),
        "ends": tomorrow.strftime("%Y-%m-%dT17:00"),
        "rate": "20",
        "warm_up": "100, 200 500",
        "seeds_first": "on",
    }
    page = start(client, edition, **typed).content.decode()
    mailing = Mailing.objects.get()
    assert mailing.status == MailingStatus.SCHEDULED
    assert timezone.localtime(mailing.scheduled_at).strftime("%H:%M") == "09:30"
    assert timezone.localtime(mailing.expires_at).strftime("%H:%M") == "17:00"
    assert (mailing.rate, mailing.warm_up, mailing.seeds_first) == (20, [100, 200, 500], True)
    assert "is scheduled" in page
    assert "100, 200, 500" in page
    assert "what is left then is never sent" in page


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"begins": "soon"}, "Enter a date and a time for the beginning"),
        ({"ends": "late"}, "Enter a date and a time for the end"),
        ({"rate": "quick"}, "Enter a whole number of copies a second"),
        ({"warm_up": "10, many"}, "Enter whole numbers with commas between them"),
        ({"warm_up": "0"}, "Enter whole numbers with commas between them"),
    ],
)
def test_a_plan_that_is_no_plan_starts_nothing_and_stays_open(typed, told, client, edition):
    SubscriberFactory()
    client.force_login(people.publisher())
    answer = start(client, edition, **typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert told in page
    assert '<details class="assembly-advice" open>' in page
    assert not Mailing.objects.exists()


def test_the_form_offers_the_warm_up_of_the_settings(client, edition, settings):
    settings.SENDING_WARM_UP = [200, 500]
    SubscriberFactory()
    client.force_login(people.publisher())
    assert 'value="200, 500"' in client.get(at(edition)).content.decode()


def test_after_the_mailing_the_page_mails_to_those_who_missed_it(client):
    edition = mailings.finished(subscribers=2, failed=1, number=5).edition
    client.force_login(people.publisher())
    page = client.get(at(edition)).content.decode()
    assert "Mail it to those who missed it" in page
    assert "Mail edition 5 to 1 person" in page
    start(client, edition, audience="missed")
    assert Mailing.objects.filter(audience="missed").get().status == MailingStatus.FREEZING


def test_a_second_click_of_an_old_page_starts_none_to_those_who_missed_it(client):
    edition = mailings.finished(subscribers=2, failed=1, number=5).edition
    client.force_login(people.publisher())
    assert start(client, edition, audience="live").status_code == 409
    assert Mailing.objects.count() == 1
