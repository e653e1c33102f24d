"""The whole list is mailed to a sink while senders are killed; the numbers are right and nobody is changed."""

import re

import pytest

from bulletin.models import AuditEntry
from editions.models import Delivery, Mailing, Subscriber, Suppression
from tests.factories import editions, people

pytestmark = pytest.mark.slow(20)
PEOPLE = 60


@pytest.fixture
def published(live_system):
    file = live_system.var_dir / "list.csv"
    file.write_text("email\n" + "".join(f"reader{number}@council.example\n" for number in range(PEOPLE)))
    live_system.manage("import_subscribers", str(file))
    return editions.published(articles=2)


def assert_good(mailing: Mailing, *, kills: int) -> None:
    certificate = mailing.certificate
    found = certificate["rehearsal"]
    assert (found["twice"], found["lost"], found["kills"]) == (0, 0, kills)
    assert certificate["adds_up"]
    assert certificate["sent"] + certificate["unknown"] == certificate["total"] == PEOPLE
    assert certificate["unknown"] <= kills
    assert certificate["sent"] <= found["came"] <= PEOPLE


def test_senders_are_killed_and_nobody_is_lost_or_mailed_twice(live_system, published):
    before = list(Subscriber.objects.order_by("pk").values())

    said = live_system.manage(
        "rehearse_mailing", str(published.number), "--by", people.publisher().username, "--kills=4"
    )

    mailing = Mailing.objects.get()
    assert (mailing.audience, mailing.status) == ("rehearsal", "finished")
    assert_good(mailing, kills=4)
    assert re.search(r"60 copies in [\d.]+ seconds, 4 senders killed: 0 twice, 0 lost, \d unknown, 0 failed", said)
    assert list(Subscriber.objects.order_by("pk").values()) == before
    assert not Suppression.objects.exists()
    assert not live_system.sink.received


def test_a_press_of_the_button_lets_the_worker_rehearse_and_nobody_gets_a_mail(live_system, published, client):
    live_system.environment["PUMP_SECONDS"] = "1"
    live_system.start_worker()
    live_system.start_beat()
    client.force_login(people.publisher())

    client.post(f"/admin/editions/edition/{published.pk}/mail/", {"do": "rehearse"})

    live_system.wait_until(lambda: "rehearsal" in (Mailing.objects.get().certificate or {}), seconds=120)
    mailing = Mailing.objects.get()
    assert_good(mailing, kills=PEOPLE // 10)
    assert Delivery.objects.exclude(status__in=["sent", "unknown"]).count() == 0
    assert AuditEntry.objects.filter(action="compare").count() == 1
    assert not live_system.sink.received
