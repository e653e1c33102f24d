from datetime import timedelta

import pytest
from django.utils import timezone
from prometheus_client.parser import text_string_to_metric_families

from bulletin import heartbeats, mail
from bulletin.mail import Letter
from bulletin.models import OutboxMail
from editions.models import Batch, Delivery, Mailing
from tests.factories import mailings
from tests.servers import ports

pytestmark = pytest.mark.django_db
TOKEN = "a-token-of-the-tests-only"


@pytest.fixture(autouse=True)
def token(settings):
    settings.METRICS_TOKEN = TOKEN


def ask(client, token=TOKEN):
    return client.get("/metrics", headers={"Authorization": f"Bearer {token}"}, HTTP_HOST="10.0.0.7")


def numbers(client):
    """Every number by its name, with the value of its label if it has one."""
    families = text_string_to_metric_families(ask(client).content.decode())
    return {
        " ".join([sample.name, *sample.labels.values()]): sample.value
        for family in families
        for sample in family.samples
    }


@pytest.mark.parametrize("given", ["", "wrong", TOKEN[:-1], "ä"])
def test_without_the_token_there_is_no_page(client, given):
    answer = ask(client, given)

    assert answer.status_code == 404
    assert b"bulletin_" not in answer.content


def test_without_a_token_in_the_settings_there_is_no_page(client, settings):
    settings.METRICS_TOKEN = ""

    assert ask(client, "").status_code == 404


def test_deliveries_are_counted_whether_their_batch_rests_or_is_held(client):
    mailing = mailings.frozen(subscribers=3)
    assert numbers(client)["bulletin_batches_due"] == 1
    mailings.claimed(mailing)
    Delivery.objects.filter(pk=mailing.deliveries.first().pk).update(status="sent")

    found = numbers(client)

    assert (found["bulletin_deliveries sent"], found["bulletin_deliveries pending"]) == (1, 2)
    assert found["bulletin_deliveries_sent_total"] == 1
    assert (found["bulletin_batches_due"], found["bulletin_connections"]) == (0, 1)
    assert (found["bulletin_mailings sending"], found["bulletin_mailings paused"]) == (1, 0)


def test_copies_of_a_rehearsal_are_no_copies(client):
    mailing = mailings.frozen(subscribers=3)
    mailings.claimed(mailing)
    Delivery.objects.filter(pk=mailing.deliveries.first().pk).update(status="sent")
    assert numbers(client)["bulletin_deliveries_sent_total"] == 1
    Mailing.objects.update(audience=Mailing.Audience.REHEARSAL)

    found = numbers(client)

    assert found["bulletin_deliveries_sent_total"] == found["bulletin_deliveries pending"] == 0
    assert found["bulletin_batches_due"] == found["bulletin_connections"] == found["bulletin_mailings sending"] == 0


def test_the_outbox_is_counted_with_the_age_of_its_oldest_mail(client):
    assert numbers(client)["bulletin_outbox_oldest_seconds"] == 0
    for number, minutes in enumerate([5, 1]):
        mail.queue(
            Letter("Thank you", "It came.\n"),
            kind="test",
            to_email="ada@council.example",
            dedupe_key=str(number),
            now=timezone.now() - timedelta(minutes=minutes),
        )
    OutboxMail.objects.filter(dedupe_key="1").update(status="failed")

    found = numbers(client)

    assert (found["bulletin_outbox_mails queued"], found["bulletin_outbox_mails failed"]) == (1, 1)
    assert 300 <= found["bulletin_outbox_oldest_seconds"] < 400


def test_parts_and_requests_are_counted(client, settings):
    heartbeats.beat("worker")
    settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{ports.free()}/0"
    client.get("/")

    found = numbers(client)

    assert (found["bulletin_up worker"], found["bulletin_up beat"], found["bulletin_up broker"]) == (1, 0, 0)
    assert found["bulletin_heartbeat_age_seconds worker"] < 5
    assert found["bulletin_request_seconds_count GET editions:home 2xx"] >= 1


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_however_much_there_is(client, rows, django_assert_num_queries):
    mailing = mailings.frozen(subscribers=rows)
    for number in range(2, rows + 1):
        Batch.objects.create(mailing=mailing, number=number, total=1)

    with django_assert_num_queries(10):
        ask(client)
