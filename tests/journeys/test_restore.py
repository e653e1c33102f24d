"""A backup made in the middle of a mailing is restored after its end: all is found, and nobody is mailed twice."""

import time
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from bulletin.models import AuditEntry, Heartbeat
from editions.distribution import mailings as verbs
from editions.models import Article, Subscriber
from editions.workflow import SubscriberStatus
from tests import needs
from tests.journeys import mailing as journeys

SUBSCRIBERS = 40


@pytest.mark.slow(30)
def test_a_restored_copy_mails_nobody_until_somebody_says_so(live_system, tmp_path):
    needs.programs_of_postgres()
    system, folder = live_system, tmp_path / "backup"
    picture = system.var_dir / "media" / "pictures" / "door.png"
    picture.parent.mkdir(parents=True)
    picture.write_bytes(b"a door")
    journey = journeys.begin(system, subscribers=SUBSCRIBERS, work_seconds=3)
    worker, beat = system.start_worker(), system.start_beat()
    system.wait_until(lambda: (system.var_dir / "generation").exists(), seconds=40)

    system.sink.delay = 0.3
    journey.start()
    journey.wait_for(3)
    system.manage("backup", str(folder))
    system.sink.delay = 0
    journey.wait_until_finished()
    journey.assert_once_each()
    refused = system.manage("restore", str(folder), "--yes", status=1)
    assert (refused, journey.mailing.status) == ("", "finished")

    for process in (beat, worker):
        assert process.stop() == 0
    Subscriber.objects.update(status=SubscriberStatus.PAUSED)
    picture.unlink()
    Heartbeat.objects.update(at=timezone.now() - timedelta(minutes=1))
    system.manage("restore", str(folder), "--yes")
    system.manage("migrate", "--verbosity=0")

    assert Subscriber.objects.active().count() == SUBSCRIBERS
    assert Article.objects.count() == 2
    assert AuditEntry.objects.about(journey.edition).filter(action="publish").exists()
    assert picture.read_bytes() == b"a door"
    assert journey.mailing.status == "sending"
    assert journey.counts["sent"] + journey.counts["left"] == SUBSCRIBERS
    assert journey.counts["left"] > 0

    system.start_worker()
    system.start_beat()
    system.wait_until(lambda: journey.mailing.status == "halted")
    time.sleep(2)
    assert len(system.sink.received) == SUBSCRIBERS

    said = system.manage("confirm_generation", "--by", journey.publisher, "--reason", "The disk broke.")
    assert f"Look at mailing {journey.mailing.pk}" in said
    publisher = User.objects.get(username=journey.publisher)
    verbs.cancel(journey.mailing, by=publisher, reason="It went out before the restore.")
    verbs.send_test(journey.edition, journey.edition.snapshot, to="me@desk.example", by=publisher)
    system.wait_until(lambda: system.sink.to("me@desk.example"))
    assert len(system.sink.received) == SUBSCRIBERS + 1
