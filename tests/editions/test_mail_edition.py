import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from editions.distribution import pumping, sending, watching
from editions.management.commands import mail_edition
from editions.models import Mailing, Override
from tests.factories import editions, mailings, people
from tests.factories.subscribers import SubscriberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def hurry(monkeypatch, settings, sink):
    """No look lasts, and the mail server is the sink."""
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", sink.port
    monkeypatch.setattr(watching.time, "sleep", lambda _seconds: None)


@pytest.fixture
def edition():
    SubscriberFactory.create_batch(3)
    return editions.published()


def work(monkeypatch, *then) -> None:
    """Let a worker work between one look and the next."""
    steps = iter([pumping.run, lambda: sending.run(owner="a worker"), pumping.run, *then])
    monkeypatch.setattr(watching.time, "sleep", lambda _seconds: next(steps)())


def test_it_starts_the_mailing_in_the_name_of_a_person(edition, capsys):
    publisher = people.publisher()

    call_command("mail_edition", edition.number, by=publisher.username)

    assert Mailing.objects.get().created_by == publisher
    assert f"The mailing of edition {edition.number} is started" in capsys.readouterr().out


def test_it_obeys_the_four_eyes_rule_of_the_admin(edition):
    username = edition.signed_off_by.username

    with pytest.raises(CommandError, match="somebody else should start its mailing"):
        call_command("mail_edition", edition.number, by=username)
    call_command("mail_edition", edition.number, by=username, reason="Everybody else is ill")

    assert Override.objects.unconfirmed().get().by == edition.signed_off_by


def test_it_names_what_it_does_not_know(edition):
    with pytest.raises(CommandError, match=f"There is no edition {edition.number + 1}"):
        call_command("mail_edition", edition.number + 1, by="ada")
    with pytest.raises(CommandError, match="called “ada”"):
        call_command("mail_edition", edition.number, by="ada")


def test_a_test_goes_to_one_address_before_the_edition_is_signed_off(capsys):
    edition = editions.locked()

    call_command("mail_edition", edition.number, by=people.publisher().username, test="me@desk.example")

    assert Mailing.objects.get().audience == Mailing.Audience.TEST
    assert "goes to me@desk.example" in capsys.readouterr().out


def test_waiting_shows_the_progress_until_everybody_has_a_copy(edition, monkeypatch, capsys, sink):
    work(monkeypatch)

    call_command("mail_edition", edition.number, by=people.publisher().username, wait=True)

    out = capsys.readouterr().out
    assert "The list is being frozen." in out
    assert "3 of 3 sent" in out
    assert "Finished: everybody" in out
    assert len(sink.received) == 3


def test_waiting_ends_with_two_when_somebody_has_no_certain_copy(edition, monkeypatch, sink):
    sink.refused_recipients["reader@full.example"] = "552 5.2.2 Full"
    SubscriberFactory.create(email="reader@full.example")
    work(monkeypatch)

    with pytest.raises(CommandError, match="1 of 4 have no certain copy") as ended:
        call_command("mail_edition", edition.number, by=people.publisher().username, wait=True)

    assert ended.value.returncode == mail_edition.NOT_EVERYBODY


def test_waiting_says_when_no_worker_moves_anything(edition, monkeypatch):
    monkeypatch.setattr(mail_edition, "PATIENCE", -1)

    with pytest.raises(CommandError, match="Are a worker and beat running") as ended:
        call_command("mail_edition", edition.number, by=people.publisher().username, wait=True)

    assert ended.value.returncode == mail_edition.NOT_FINISHED


def test_waiting_ends_with_three_when_somebody_stops_the_mailing(edition, monkeypatch):
    def pause() -> None:
        Mailing.objects.update(status="paused", frozen_at=timezone.now())

    monkeypatch.setattr(watching.time, "sleep", lambda _seconds: pause())

    with pytest.raises(CommandError, match="was stopped: Paused") as ended:
        call_command("mail_edition", edition.number, by=people.publisher().username, wait=True)

    assert ended.value.returncode == mail_edition.NOT_FINISHED


def test_the_status_as_json_has_a_count_for_every_status(capsys):
    mailing = mailings.frozen(subscribers=3)

    call_command("mailing_status", mailing.edition.number, json=True)

    told = json.loads(capsys.readouterr().out)
    assert (told["status"], told["total"], told["pending"]) == ("sending", 3, 3)
    assert {"sending", "sent", "retry_later", "failed", "unknown", "skipped", "cancelled"} <= told.keys()
    assert told["certificate"] is None


def test_the_status_in_words(capsys):
    mailing = mailings.frozen(subscribers=3)

    call_command("mailing_status", mailing.edition.number)

    assert "3" in capsys.readouterr().out.partition("left")[2].splitlines()[0]


def test_an_edition_that_was_not_mailed_has_no_status(edition):
    with pytest.raises(CommandError, match="has not been mailed to the list"):
        call_command("mailing_status", edition.number)
    with pytest.raises(CommandError, match="has no test mail"):
        call_command("mailing_status", edition.number, test=True)
