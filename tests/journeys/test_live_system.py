"""The grounds that the other journeys stand on: real processes on a database, broker and mail server of their own."""

import pytest
from django.contrib.auth.models import Group, User


@pytest.mark.slow
def test_the_orm_and_the_processes_share_one_migrated_database(live_system):
    User.objects.create_user("ada")

    names = live_system.manage(
        "shell", "--no-imports", "-c", "from django.contrib.auth.models import User; print(User.objects.get().username)"
    )

    assert names == "ada\n"
    assert Group.objects.filter(name="Publisher").exists()


@pytest.mark.slow
def test_a_worker_is_frozen_woken_killed_and_stopped(live_system):
    worker = live_system.start_worker()
    worker.freeze()
    worker.wake()
    worker.kill()
    second = live_system.start_worker()

    assert not worker.alive
    assert second.stop() == 0


@pytest.mark.slow
def test_beat_rings_and_the_worker_hears(live_system):
    worker = live_system.start_worker()
    live_system.start_beat()

    live_system.wait_until(lambda: "bulletin.tasks.send_outbox" in worker.output.partition("ready.")[2])
