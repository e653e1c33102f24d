from collections import Counter

import pytest
from django.utils import timezone

from bulletin import checks
from editions.distribution import routing, sending
from editions.distribution.relay import Server
from editions.distribution.routing import Rota
from editions.distribution.sending import Ending
from tests.factories import mailings
from tests.servers import scripted
from tests.servers.smtp import SmtpSink

DOWN = "smtp://127.0.0.1:1"


@pytest.fixture
def other_sink():
    server = SmtpSink().start()
    yield server
    server.close()


@pytest.fixture
def mailing(db, settings):
    """Three people are owed a copy."""
    settings.SMTP_TIMEOUT_SECONDS, settings.SENDING_BREAKER_FAILURES = 2, 2
    return mailings.frozen(subscribers=3)


@pytest.fixture(autouse=True)
def fresh_rota(monkeypatch):
    monkeypatch.setattr(routing, "rota", Rota())


def url_of(server, weight=1):
    return f"smtp://127.0.0.1:{server.port}?weight={weight}"


def statuses(mailing):
    return list(mailing.deliveries.values_list("status", flat=True))


def send(mailing):
    mailing.batches.filter(due_at__isnull=False).update(due_at=timezone.now())
    return sending.run(owner="a worker")


def test_batches_are_shared_out_by_weight():
    first, second = Server("a.example", 25, weight=3), Server("b.example", 25)
    rota = Rota()

    turns = [rota.order([first, second])[0].host for _ in range(40)]

    assert Counter(turns) == {"a.example": 30, "b.example": 10}
    assert len(set(turns[:4])) == 2


def test_without_relays_of_its_own_the_mailing_goes_by_the_usual_mail_server(settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_HOST_USER = "relay.example", 587, "me"

    assert routing.servers() == [Server("relay.example", 587, "me")]


def test_one_connection_serves_batch_after_batch_of_one_server(mailing, sink, settings):
    settings.SMTP_RELAYS, settings.SENDING_CONNECTIONS = [url_of(sink)], 1
    batch = mailing.batches.get()
    first = mailing.deliveries.first()
    batch.pk, batch.number = None, 2
    batch.save()
    mailing.deliveries.filter(pk=first.pk).update(batch=batch)

    send(mailing)

    assert statuses(mailing) == ["sent"] * 3
    assert sink.connections == 1


def test_a_server_that_is_down_is_passed_over_and_nobody_is_mailed_twice(mailing, sink, settings):
    settings.SMTP_RELAYS = [DOWN + "?weight=9", url_of(sink)]

    assert send(mailing) is Ending.ALL_TAKEN
    assert statuses(mailing) == ["sent"] * 3
    assert sink.by_recipient == dict.fromkeys(mailing.deliveries.values_list("address", flat=True), 1)


@pytest.mark.parametrize(
    "answers", [{"MAIL": "451 4.3.0 Not now"}, {"MAIL": "421 4.3.2 Closing"}, {"DATA": None}, {"": "554 No"}]
)
def test_a_server_that_surely_did_not_take_a_message_is_replaced_by_another(mailing, sink, settings, answers):
    with scripted.running(answers) as (port, _):
        settings.SMTP_RELAYS = [f"smtp://127.0.0.1:{port}?weight=9", url_of(sink)]
        send(mailing)

    assert statuses(mailing) == ["sent"] * 3
    assert not sink.doubled
    assert set(sink.by_recipient) == set(mailing.deliveries.values_list("address", flat=True))


def test_a_message_that_may_have_been_taken_is_never_given_to_another_server(mailing, sink, other_sink, settings):
    sink.drops_after_dot = 1
    settings.SMTP_RELAYS = [url_of(sink, weight=9), url_of(other_sink)]

    send(mailing)

    assert statuses(mailing) == ["unknown", "sent", "sent"]
    assert len(sink.received) == 1
    assert not (sink.by_recipient + other_sink.by_recipient).keys() ^ set(
        mailing.deliveries.values_list("address", flat=True)
    )
    assert (sink.by_recipient + other_sink.by_recipient).most_common(1)[0][1] == 1


def test_a_person_refused_by_one_server_is_not_tried_at_another(mailing, sink, other_sink, settings):
    second = mailing.deliveries.all()[1].address
    sink.refused_recipients[second] = "550 5.7.1 No"
    settings.SMTP_RELAYS = [url_of(sink, weight=9), url_of(other_sink)]

    send(mailing)

    assert statuses(mailing) == ["sent", "failed", "sent"]
    assert not other_sink.received


def test_a_server_that_failed_often_is_left_alone_for_a_while(mailing, sink, settings):
    with scripted.running({"MAIL": "451 4.3.0 Not now"}) as (port, said):
        settings.SMTP_RELAYS = [f"smtp://127.0.0.1:{port}"]
        for _ in range(4):
            assert send(mailing) is Ending.IDLE

    assert sum(line.upper().startswith("EHLO") for line in said) == 2
    assert statuses(mailing) == ["pending"] * 3
    settings.SMTP_RELAYS = [f"smtp://127.0.0.1:{port}", url_of(sink)]
    send(mailing)
    assert statuses(mailing) == ["sent"] * 3


def test_a_server_that_works_again_is_forgiven(mailing, sink, settings):
    settings.SMTP_RELAYS, settings.SENDING_RELAY_PAUSE_SECONDS = [url_of(sink)], 0
    sink.stop()
    for _ in range(3):
        send(mailing)
    sink.start()

    send(mailing)

    assert statuses(mailing) == ["sent"] * 3
    assert not routing.breakers[f"127.0.0.1:{sink.port}"].has_failed


def test_when_every_server_is_down_the_batch_rests_and_nobody_loses_an_attempt(mailing, settings, caplog):
    settings.SMTP_RELAYS = [DOWN, "smtp://127.0.0.1:2"]

    assert send(mailing) is Ending.IDLE

    assert list(mailing.deliveries.values_list("status", "attempts")) == [("pending", 0)] * 3
    assert mailing.batches.get().due_at > timezone.now()
    assert "127.0.0.1:1" in caplog.text
    assert "127.0.0.1:2" in caplog.text


@pytest.mark.parametrize(
    "url",
    [
        "http://relay.example",
        "smtp://",
        "smtp://relay.example?weight=0",
        "smtp://relay.example?weight=much",
        "smtp://me:secret@relay.example:99999",
        "smtp://me:secret@[relay.example",
        "relay.example",
    ],
)
def test_a_url_that_names_no_mail_server_stops_the_start_and_its_password_is_not_told(url):
    (reason,) = checks.reasons_not_to_start({"SMTP_RELAYS": f"smtp://good.example,{url}"}, debug=True)

    assert "SMTP_RELAYS: URL 2" in reason
    assert "secret" not in reason
