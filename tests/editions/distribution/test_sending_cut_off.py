from collections import Counter

import pytest
from django.db import OperationalError, connection, connections

from editions.distribution import freezing, ledger
from tests.editions.distribution.batches import send
from tests.factories import mailings

pytestmark = [
    pytest.mark.django_db(transaction=True, serialized_rollback=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no connection that can be cut off"),
]


@pytest.fixture
def mailing(sink, settings, monkeypatch):
    """Twelve people in six batches, and four connections whose answers come together."""
    monkeypatch.setattr(freezing, "BATCH_SIZE", 2)
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    settings.SENDING_CONNECTIONS = 4
    sink.takes_chunks, sink.delay = True, 0.05
    return mailings.frozen(subscribers=12)


def cut_off_once_before(statement, sink, monkeypatch):
    """End the sender's database session just before this, as a restart of PostgreSQL does; fills when it was done."""
    real, cuts = getattr(ledger, statement), []

    def cut_once(*given, **more):
        if sink.received and not cuts:
            cuts.append(statement)
            other = connections.create_connection("default")
            with other.cursor() as cursor:
                cursor.execute("SELECT pg_terminate_backend(%s)", [connection.connection.info.backend_pid])
            other.close()
        return real(*given, **more)

    monkeypatch.setattr(ledger, statement, cut_once)
    return cuts


@pytest.mark.parametrize("statement", ["owed", "free"])
def test_a_cut_between_two_steps_loses_the_outcome_of_no_connection(mailing, sink, monkeypatch, statement):
    cuts = cut_off_once_before(statement, sink, monkeypatch)

    send(mailing)

    found = Counter(mailing.deliveries.values_list("status", flat=True))
    assert cuts
    assert found["sent"] == len(sink.received)
    assert set(found) <= {"sent", "pending"}


def test_a_cut_before_the_next_batch_lets_every_connection_finish_its_message(mailing, sink, monkeypatch):
    cuts = cut_off_once_before("claim", sink, monkeypatch)

    with pytest.raises(OperationalError):
        send(mailing)

    found = Counter(mailing.deliveries.values_list("status", flat=True))
    assert cuts
    assert found["sent"] == len(sink.received)
    assert set(found) == {"sent", "pending"}
    assert not mailing.batches.exclude(lease_until=None).exists()
