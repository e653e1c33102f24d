"""The grounds that the other journeys stand on: real processes on a database, broker and mail server of their own."""

import re
import urllib.request

import pytest
from django.contrib.auth.models import Group, User

from bulletin.models import OutboxMail


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
def test_beat_rings_and_the_worker_sends_what_the_outbox_owes(live_system):
    OutboxMail.objects.create(
        kind="test",
        dedupe_key="test",
        to_email="ada@partner.example",
        subject="Hello",
        text="Hello",
        html="<p>Hello</p>",
    )
    live_system.start_worker()
    live_system.start_beat()

    live_system.wait_until(lambda: OutboxMail.objects.get().status == OutboxMail.Status.SENT)

    assert [mail["Subject"] for mail in live_system.sink.to("ada@partner.example")] == ["Hello"]


@pytest.mark.slow
def test_the_web_server_shows_the_pages_with_their_styles(live_system):
    live_system.start_web()

    with urllib.request.urlopen(f"{live_system.url}/subscribe/") as answer:
        page = answer.read().decode()
    sheet = re.search(r'href="(/static/[^"]+\.css)"', page)
    with urllib.request.urlopen(live_system.url + sheet[1]) as answer:
        styles = answer.read()

    assert "govuk-button" in page
    assert len(styles) > 1000
