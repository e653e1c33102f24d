from datetime import timedelta

import pytest
from django.utils import timezone

from bulletin.models import AuditEntry
from bulletin.moves import MoveRefusedError
from editions.distribution import mailings as verbs
from editions.distribution import pumping, resolving, sending, subscribers
from editions.models import Mailing
from editions.workflow import MailingStatus
from tests.factories import mailings, people

pytestmark = pytest.mark.django_db
WHY = {"reason": "The log of the mail server says so"}


@pytest.fixture
def mailing():
    """A finished mailing to four, of which two are unknown."""
    return mailings.finished(subscribers=4, unknown=2)


@pytest.fixture
def server(sink, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    return sink


def numbers(mailing):
    return list(resolving.unknown(mailing).values_list("pk", flat=True))


def test_counting_one_as_sent_issues_the_certificate_again_and_is_written_down(mailing):
    publisher, first = people.publisher(), numbers(mailing)[0]

    assert resolving.count_as_sent(mailing, [first], by=publisher, **WHY) == 1

    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.FINISHED
    said = mailing.certificate
    assert (said["sent"], said["unknown"], said["issue"], said["adds_up"]) == (3, 1, 2, True)
    assert said["decided"]["count_as_sent"] == 1
    entry = AuditEntry.objects.about(mailing).get(action="count_as_sent")
    assert (entry.by, entry.reason, entry.details) == (publisher, WHY["reason"], {"count": 1, "deliveries": [first]})
    assert mailing.deliveries.get(pk=first).reply == resolving.COUNTED
    assert mailing.batches.get().unknown == 1


def test_all_are_counted_as_sent_in_one_decision(mailing):
    assert resolving.count_as_sent(mailing, None, by=people.publisher(), **WHY) == 2
    assert numbers(mailing) == []


def test_sending_again_reopens_the_mailing_and_keeps_the_message_id(mailing, server):
    sent_again = mailing.deliveries.get(pk=numbers(mailing)[0])

    assert resolving.send_again(mailing, [sent_again.pk], by=people.publisher(), **WHY) == (1, 0)
    assert (mailing.status, mailing.finished_at) == (MailingStatus.SENDING, None)
    sending.run(owner="a worker")
    pumping.run()

    mailing.refresh_from_db()
    (received,) = server.received
    assert received.recipients == (sent_again.address,)
    assert sending.composing.own_token(sent_again.pk) in received.message["Message-ID"]
    assert mailing.status == MailingStatus.FINISHED
    said = mailing.certificate
    assert (said["sent"], said["unknown"], said["issue"], said["adds_up"]) == (3, 1, 2, True)
    assert said["decided"]["send_again"] == 1
    assert "reopen" in AuditEntry.objects.about(mailing).values_list("action", flat=True)


def test_a_mailing_that_is_opened_again_after_its_expiry_gets_a_new_one(mailing, server):
    Mailing.objects.update(expires_at=timezone.now() - timedelta(days=30))
    mailing.refresh_from_db()

    resolving.send_again(mailing, None, by=people.publisher(), **WHY)
    pumping.run()

    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.SENDING
    assert mailing.expires_at > timezone.now()


@pytest.mark.parametrize("leave", [True, False])
def test_who_left_or_was_suppressed_is_not_sent_it_again(mailing, leave):
    first, second = resolving.unknown(mailing)
    if leave:
        subscribers.leave(first.subscriber, source="test")
    else:
        subscribers.suppress(first.subscriber, reason="asked", source="test")

    assert resolving.send_again(mailing, None, by=people.publisher(), **WHY) == (1, 1)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.status, second.status) == ("unknown", "pending")


def test_when_everybody_has_left_nothing_is_sent_again(mailing):
    for delivery in resolving.unknown(mailing):
        subscribers.leave(delivery.subscriber, source="test")

    with pytest.raises(MoveRefusedError, match="None of them is on the list any more"):
        resolving.send_again(mailing, None, by=people.publisher(), **WHY)

    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.FINISHED


def test_an_unknown_test_mail_can_be_sent_again_unless_its_address_is_suppressed(server):
    test = mailings.frozen(subscribers=1)
    test = verbs.send_test(test.edition, test.snapshot, to="me@desk.example", by=people.editor())
    test.deliveries.update(status="unknown", epoch=1)
    assert resolving.send_again(test, None, by=people.publisher(), **WHY) == (1, 0)
    test.deliveries.update(status="unknown", address="no address")
    with pytest.raises(MoveRefusedError, match="None of them"):
        resolving.send_again(test, None, by=people.publisher(), **WHY)


@pytest.mark.parametrize("status", [MailingStatus.CANCELLED, MailingStatus.EXPIRED])
def test_of_a_mailing_that_was_ended_nothing_is_sent_again_but_it_may_be_counted(mailing, status):
    Mailing.objects.update(status=status)

    with pytest.raises(MoveRefusedError, match="Only “Count as sent” is left"):
        resolving.send_again(mailing, None, by=people.publisher(), **WHY)
    assert resolving.count_as_sent(mailing, None, by=people.publisher(), **WHY) == 2


def test_while_it_is_sending_a_copy_sent_again_joins_the_rest():
    mailing = mailings.frozen(subscribers=3)
    first = mailing.deliveries.first()
    mailing.deliveries.filter(pk=first.pk).update(status="unknown")

    resolving.send_again(mailing, [first.pk], by=people.publisher(), **WHY)

    mailing.refresh_from_db()
    assert mailing.status == MailingStatus.SENDING
    assert mailing.batches.get().pending == 3
    assert "reopen" not in AuditEntry.objects.about(mailing).values_list("action", flat=True)


@pytest.mark.parametrize("decide", [resolving.count_as_sent, resolving.send_again])
def test_every_reason_against_a_decision_is_said_at_once(mailing, decide):
    sent = mailing.deliveries.filter(status="sent").first()

    with pytest.raises(MoveRefusedError) as refused:
        decide(mailing, [sent.pk], by=people.editor(), reason=" ")

    said = " ".join(refused.value.reasons)
    assert "permission" in said
    assert "Say why" in said
    assert "Choose at least one" in said
    sent.refresh_from_db()
    assert sent.status == "sent"
    assert len(numbers(mailing)) == 2


def test_a_copy_of_another_mailing_is_not_decided_about(mailing):
    other = mailings.finished(subscribers=0, unknown=1)

    with pytest.raises(MoveRefusedError, match="Choose at least one"):
        resolving.count_as_sent(mailing, numbers(other), by=people.publisher(), **WHY)

    assert len(numbers(other)) == 1
