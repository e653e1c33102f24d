"""A worker that is killed while it sends single mails: each arrives at least once, and none is lost."""

from collections import Counter
from datetime import timedelta

import pytest
from django.db.models import F

from bulletin import mail
from bulletin.models import OutboxMail

PEOPLE = [f"reader{number}@partner.example" for number in range(6)]


@pytest.mark.slow
def test_mails_of_a_worker_that_is_killed_while_it_sends_arrive_by_the_next_one(live_system):
    for address in PEOPLE:
        mail.queue(mail.Letter("Your article", "Dear Ann\n"), kind="test", to_email=address, dedupe_key=address)
    live_system.sink.delay = 0.3
    first = live_system.start_worker()
    live_system.start_beat()
    live_system.wait_until(lambda: len(live_system.sink.received) >= 2)

    first.kill()
    live_system.sink.delay = 0
    # The leases of the mails that its threads had in hand run out, as they do by the clock after five minutes.
    in_hand = OutboxMail.objects.filter(status=OutboxMail.Status.SENDING)
    doubted = in_hand.update(due_at=F("due_at") - timedelta(minutes=6))
    live_system.start_worker()
    live_system.wait_until(lambda: OutboxMail.objects.filter(status=OutboxMail.Status.SENT).count() == len(PEOPLE))

    copies = Counter(live_system.sink.by_recipient)
    assert set(copies) == set(PEOPLE)
    assert sum(copies.values()) <= len(PEOPLE) + doubted
    ids = {each.message["Message-ID"] for each in live_system.sink.received}
    assert len(ids) == len(PEOPLE)  # a second copy says itself that it is one
