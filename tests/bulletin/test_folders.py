import threading
import time

import pytest
from kombu import Connection

from bulletin import folders
from bulletin.folders import Transport

HOW_MANY = 300


@pytest.fixture
def broker(tmp_path):
    (tmp_path / "queue").mkdir()
    options = {name: str(tmp_path / "queue") for name in ("data_folder_in", "data_folder_out", "control_folder")}
    with Connection("filesystem://", transport_options=options) as connection:
        yield connection


def test_the_broker_of_a_folder_is_ours(broker):
    assert isinstance(broker.transport, Transport)


def test_a_reader_waits_as_long_as_it_said_but_not_once_its_process_is_to_end(broker):
    with broker.SimpleQueue("silence") as queue:
        begun = time.monotonic()
        with pytest.raises(queue.Empty):
            queue.get(timeout=1)
        waited = time.monotonic() - begun
        asking = threading.Timer(0.3, folders.ending.set)
        asking.start()
        try:
            with pytest.raises(queue.Empty):
                queue.get(timeout=60)
        finally:
            asking.join()
            folders.ending.clear()

    assert waited >= 1
    assert time.monotonic() - begun < 60


def test_a_reader_in_the_midst_of_the_writing_finds_only_whole_messages(broker, tmp_path):
    """In kombu's own folder there is an empty one within some hundred; a worker that takes it ends."""
    found, is_over = [], threading.Event()

    def look() -> None:
        while not is_over.is_set():
            found.extend(path.stat().st_size for path in (tmp_path / "queue").glob("*.msg"))

    looking = threading.Thread(target=look)
    looking.start()
    with broker.SimpleQueue("bells") as queue:
        for number in range(HOW_MANY):
            queue.put({"number": number, "padding": "x" * 2000})
        is_over.set()
        looking.join()
        taken = [queue.get(timeout=20).payload["number"] for _ in range(HOW_MANY)]

    assert len(found) > HOW_MANY
    assert min(found) > 2000
    assert sorted(taken) == list(range(HOW_MANY))
