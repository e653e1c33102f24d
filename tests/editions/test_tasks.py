from math import ceil

import pytest
from django.conf import settings as product
from kombu.exceptions import OperationalError

from bulletin.celery import app, ask_long_tasks_to_end, stopping
from editions import tasks
from editions.distribution import sending
from tests.factories import mailings

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_once(settings, sink):
    """Rings are heard in this process at once, and the mail server is the sink."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def test_one_ring_freezes_sends_and_finishes(at_once, sink):
    mailing = mailings.started(subscribers=3)

    tasks.ring()

    mailing.refresh_from_db()
    assert mailing.status == "finished"
    assert len(sink.received) == 3
    assert not sink.doubled


def test_tasks_called_again_and_again_send_nothing_twice(at_once, sink):
    mailings.started(subscribers=3)

    for _ in range(3):
        tasks.pump()
        tasks.send_batch()

    assert len(sink.received) == 3


def test_a_surplus_sender_ends_at_once_and_leaves_its_thread_to_letters(at_once, sink):
    mailings.frozen(subscribers=3)
    while tasks.senders.acquire(blocking=False):
        pass

    try:
        tasks.send_batch()
    finally:
        tasks.senders.release(ceil(product.SENDING_CONNECTIONS / sending.CONNECTIONS))

    assert not sink.received


def test_a_worker_has_threads_for_all_its_senders_and_three_more():
    assert ceil(product.SENDING_CONNECTIONS / sending.CONNECTIONS) + 3 == product.CELERY_WORKER_CONCURRENCY


def test_a_sender_whose_time_is_up_rings_for_the_next(at_once, sink, settings, monkeypatch):
    mailings.frozen(subscribers=3)
    settings.SENDING_WORK_SECONDS = 0
    rung = []
    monkeypatch.setattr(tasks.send_batch, "apply_async", lambda **about: rung.append(about))

    tasks.send_batch()

    assert len(rung) == 1
    assert not sink.received


def test_a_worker_that_is_asked_to_end_takes_nothing_new_and_rings_for_nobody(at_once, sink):
    mailing = mailings.frozen(subscribers=3)
    ask_long_tasks_to_end(sig="SIGTERM")

    try:
        tasks.send_batch()
    finally:
        stopping.clear()

    assert not sink.received
    assert mailing.batches.get().epoch == 0


def test_a_broker_that_is_down_only_delays(monkeypatch, caplog):
    def refuse(**_about):
        raise OperationalError("Connection refused")

    monkeypatch.setattr(tasks.pump, "apply_async", refuse)

    tasks.ring()

    assert "the clock will ring later" in caplog.text
