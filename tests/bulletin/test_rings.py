import pytest

from bulletin.celery import app
from bulletin.rings import BULK, LETTERS
from bulletin.tasks import send_outbox
from editions.tasks import pump, send_batch


@pytest.fixture
def waiting():
    """How many rings wait in each queue of the broker."""
    with app.connection_for_write() as connection:
        channel = connection.default_channel
        for queue in app.conf.task_queues:
            queue(channel).declare()
            queue(channel).purge()
        yield lambda: {
            queue.name: channel.queue_declare(queue=queue.name).message_count for queue in app.conf.task_queues
        }
        for queue in app.conf.task_queues:
            queue(channel).purge()


@pytest.mark.parametrize(("task", "expected"), [(pump, BULK), (send_batch, BULK), (send_outbox, LETTERS)])
def test_letters_to_single_people_never_wait_behind_a_mailing(waiting, task, expected):
    task.apply_async()

    assert waiting() == {BULK: 0, LETTERS: 0, expected: 1}
