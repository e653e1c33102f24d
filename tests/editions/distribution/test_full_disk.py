"""A disk that fills up while a mailing is sent: nobody is counted as sent who was not, and nobody is mailed twice."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from editions.distribution import ledger, pumping, sending, working
from tests.factories import mailings

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(not settings.ON_SQLITE, reason="Only SQLite can be told how big its file may grow"),
]


def tell_sqlite(statement: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement)
        return cursor.fetchone()[0]


@contextmanager
def full_disk():
    """The database can't grow by a page, over all of this process's connections to it."""
    pages = tell_sqlite("PRAGMA page_count")
    before = connection.settings_dict["OPTIONS"]["init_command"]
    connection.settings_dict["OPTIONS"]["init_command"] = f"{before} PRAGMA max_page_count={pages};"
    connection.close()
    yield
    connection.settings_dict["OPTIONS"]["init_command"] = before
    connection.close()


def test_nothing_is_counted_as_sent_that_was_not_and_all_get_theirs_later(sink, settings, monkeypatch):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    monkeypatch.setattr(working, "RESCUE_SECONDS", 0.1)
    mailing = mailings.frozen(subscribers=200)

    with full_disk():
        sending.run(owner="a worker")
        during = len(sink.received)
        sent = set(mailing.deliveries.filter(status="sent").values_list("address", flat=True))
        assert sent <= set(sink.by_recipient)
        assert mailing.deliveries.filter(status="pending").exists(), "The disk was never full"

    ledger.reap(now=timezone.now() + timedelta(hours=1))
    mailing.batches.filter(due_at__isnull=False).update(due_at=timezone.now())
    sending.run(owner="another worker")
    pumping.run()

    mailing.refresh_from_db()
    unknown = mailing.deliveries.filter(status="unknown").count()
    assert sink.doubled == {}
    assert 0 < during < 200
    assert unknown <= 1
    assert mailing.deliveries.filter(status="sent").count() == 200 - unknown
    assert len(sink.received) >= 200 - unknown
    assert mailing.status == "finished"
