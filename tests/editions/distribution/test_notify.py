import pytest
from django.utils import timezone

from bulletin import checks, links
from editions.distribution import composing, notify, pacing, sending
from editions.distribution.sending import Ending
from editions.models import Delivery
from tests import needs
from tests.factories import mailings
from tests.servers import notify as fake
from tests.servers import ports

pytestmark = pytest.mark.django_db
ABOUT_US = [
    (403, "AuthError", "Invalid token: API key not found"),
    (429, "RateLimitError", "Exceeded rate limit for key type live of 3000 requests per 60 seconds"),
    (429, "TooManyRequestsError", "Exceeded send limits (250000) for today"),
    (400, "BadRequestError", "Can't send to this recipient using a team-only API key"),
]


@pytest.fixture
def service(settings):
    """GOV.UK Notify, to which the settings hold a key."""
    if notify.NotificationsAPIClient is None:
        needs.missing("The client of GOV.UK Notify is not installed: pip install soc-bulletin[notify]")
    with fake.running() as running:
        settings.NOTIFY_API_KEY, settings.NOTIFY_TEMPLATE_ID, settings.NOTIFY_URL = fake.KEY, fake.TEMPLATE, running.url
        settings.SMTP_TIMEOUT_SECONDS = 2
        yield running


@pytest.fixture
def mailing(service):
    return mailings.frozen(subscribers=3)


def send():
    return sending.run(owner="a worker")


def statuses(mailing):
    return list(mailing.deliveries.values_list("status", flat=True))


def addresses(mailing):
    return list(mailing.deliveries.values_list("address", flat=True))


def test_everybody_gets_a_copy_of_their_own_and_the_mail_server_gets_none(mailing, service, sink, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port

    assert send() is Ending.ALL_TAKEN

    assert statuses(mailing) == ["sent"] * 3
    assert [copy["email_address"] for copy in service.received] == addresses(mailing)
    assert not sink.received
    delivery, copy = mailing.deliveries.first(), service.received[0]
    leave = links.sign("leave", delivery.pk)
    assert copy["reference"] == composing.own_token(delivery.pk)
    assert copy["personalisation"]["subject"] == mailing.snapshot.email_subject
    assert leave in copy["personalisation"]["text"]
    assert copy["one_click_unsubscribe_url"] == f"https://bulletin.example/leave/{leave}/"
    assert copy["id"] in delivery.reply


def test_an_address_that_notify_refuses_fails_and_the_others_get_theirs(mailing, service):
    Delivery.objects.filter(pk=mailing.deliveries.first().pk).update(address="żaneta@council.example")

    send()

    assert statuses(mailing) == ["failed", "sent", "sent"]
    assert "Not a valid email address" in mailing.deliveries.first().reply


@pytest.mark.parametrize("fault", ABOUT_US)
def test_what_is_about_us_costs_nobody_an_attempt_and_the_batch_rests(mailing, service, fault):
    service.refuses[addresses(mailing)[1]] = fault

    assert send() is Ending.IDLE

    assert list(mailing.deliveries.values_list("status", "attempts")) == [("sent", 1), ("pending", 0), ("pending", 0)]
    assert mailing.batches.get().due_at > timezone.now()


def test_a_wrong_key_sends_nothing(mailing, service, settings):
    settings.NOTIFY_API_KEY = fake.KEY[:-1] + "0"

    assert send() is Ending.IDLE

    assert statuses(mailing) == ["pending"] * 3
    assert not service.received


def test_a_copy_without_an_answer_that_notify_has_is_sent(mailing, service):
    service.hangs_up = 1

    send()

    assert statuses(mailing) == ["sent"] * 3
    assert len(service.received) == 3


@pytest.mark.parametrize("can_be_asked", [True, False])
def test_a_copy_without_an_answer_that_notify_does_not_show_is_unknown_and_never_sent_again(
    mailing, service, can_be_asked
):
    service.hangs_up, service.keeps, service.can_be_asked = 1, False, can_be_asked

    send()
    mailing.batches.filter(due_at__isnull=False).update(due_at=timezone.now())
    send()

    assert statuses(mailing) == ["unknown", "sent", "sent"]
    assert len(service.received) == 2


def test_an_internal_error_leaves_it_unknown(mailing, service):
    service.refuses[addresses(mailing)[1]] = (500, "Exception", "Internal server error")

    send()

    assert statuses(mailing) == ["sent", "unknown", "sent"]


def test_a_notify_that_can_not_be_reached_has_surely_sent_nothing(mailing, settings):
    settings.NOTIFY_URL = f"http://127.0.0.1:{ports.free()}"

    assert send() is Ending.IDLE

    assert list(mailing.deliveries.values_list("status", "attempts")) == [("pending", 0)] * 3


def test_all_senders_together_keep_to_the_limit_of_notify(mailing, settings):
    assert [limit.rate for limit in pacing.limits_of(mailing) if limit.name == notify.NAME] == [50]
    settings.NOTIFY_API_KEY = ""
    assert pacing.limits_of(mailing) == []


def test_without_the_client_the_batch_rests_and_the_log_says_what_to_install(mailing, service, monkeypatch, caplog):
    monkeypatch.setattr(notify, "NotificationsAPIClient", None)

    assert send() is Ending.IDLE

    assert statuses(mailing) == ["pending"] * 3
    assert "pip install soc-bulletin[notify]" in caplog.text


def test_a_key_without_a_template_stops_the_start():
    assert "NOTIFY_TEMPLATE_ID" in checks.reasons_not_to_start({"NOTIFY_API_KEY": "a key"}, debug=True)[0]
