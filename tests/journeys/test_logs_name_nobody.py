"""What happens to people is done without writing their addresses or texts into the log, before any net is cast."""

import logging

import pytest
from django.core import mail as django_mail
from django.urls import reverse

from bulletin import mail
from editions.distribution import pumping, sending
from editions.models import Subscriber
from submissions import triage
from tests.factories import mailings, people
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db
REPLY = "550 5.1.1 Not here"


@pytest.fixture
def lines(caplog):
    """Every line that would be written, with its traceback, unmasked."""
    caplog.set_level(logging.INFO)
    return lambda: [logging.Formatter().format(record) for record in caplog.records]


def test_a_whole_journey_logs_no_address_and_no_text(client, mail_server, settings, lines):
    # Somebody asks for the list, confirms, and leaves.
    client.post(reverse("editions:subscribe"), {"email": "grace@charity.example", "name": "Grace Hopper"})
    mail.send_due()
    confirm = mail_server.received[-1].message.get_body(("plain",)).get_content()
    secret = confirm.partition("/subscribe/confirm/")[2].partition("/")[0]
    client.post(reverse("editions:confirm", args=[secret]))
    assert Subscriber.objects.active().get().email == "grace@charity.example"
    client.get(f"/leave/{'x' * 32}/")
    client.get("/search/?q=grace@charity.example")

    # Somebody's article is declined by mail, and the mail server refuses that mail.
    submission = SubmissionFactory.create(in_review=True)
    email = submission.contributor.email
    mail_server.refused_recipients[email] = f"550 5.1.1 <{email}> unknown"
    letter = mail.Letter("Your article", "We can't print “Fewer vans stolen”.\n")
    triage.decline(submission, by=people.editor(), letter=letter, reason="Not about crime.")
    mail.send_due()

    # An edition goes out; one reader's address is dead, another's mailbox is full, and the server goes away.
    mailing = mailings.frozen(subscribers=4)
    readers = list(mailing.deliveries.values_list("address", flat=True))
    mail_server.refused_recipients[readers[0]] = f"550 5.1.1 <{readers[0]}> unknown"
    mail_server.refused_recipients[readers[1]] = f"452 4.2.2 <{readers[1]}> is full"
    pumping.run()
    sending.run(owner="a worker")
    mail_server.stop()
    mailings.frozen(subscribers=1, number=99)
    sending.run(owner="a worker")

    written = "\n".join(lines())
    assert "POST /subscribe/ 302" in written
    assert "rests" in written
    for private in (*readers, email, "@", "Grace", "Fewer vans", "Not about crime", secret, "x" * 32):
        assert private not in written
    assert django_mail.outbox == []
    submission.refresh_from_db()
    assert submission.status == "declined"
