import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone

from editions.distribution import halting, progress, pumping, sending, watching
from editions.distribution.mailings import Plan
from editions.management.commands import mail_edition
from editions.models import Mailing, Override, Pace
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


def test_it_schedules_a_mailing_and_says_how_it_goes(edition, capsys, settings):
    settings.SENDING_WARM_UP = [100]
    options = {"at": "2099-12-01T09:30", "until": "2099-12-01T17:00", "rate": 5, "seeds_first": True}

    call_command("mail_edition", str(edition.number), by=people.publisher().username, **parsed(options))

    mailing = Mailing.objects.get()
    assert (mailing.status, mailing.rate, mailing.warm_up, mailing.seeds_first) == ("scheduled", 5, [100], True)
    assert timezone.localtime(mailing.scheduled_at).strftime("%H:%M") == "09:30"
    assert timezone.localtime(mailing.expires_at).strftime("%H:%M") == "17:00"
    assert "is scheduled" in capsys.readouterr().out


def parsed(options):
    """What the command makes of the words behind these options."""
    return {name: mail_edition._moment(value) if name in ("at", "until") else value for name, value in options.items()}


@pytest.mark.parametrize("typed", ["soon", "", "2099-13-01T09:30"])
def test_what_is_no_time_is_refused(typed):
    with pytest.raises(ValueError):  # noqa: PT011  # argparse needs no more
        mail_edition._moment(typed)


def test_a_time_may_name_its_zone():
    assert mail_edition._moment("2099-12-01T09:30+05:00").utcoffset() == timedelta(hours=5)


def test_it_mails_to_those_who_missed_it_and_their_mailing_has_its_own_status(capsys):
    edition = mailings.finished(subscribers=2, failed=1).edition
    with pytest.raises(CommandError, match="not been mailed to those who missed it"):
        call_command("mailing_status", edition.number, missed=True)

    call_command("mail_edition", edition.number, by=people.publisher().username, missed=True)
    pumping.run()
    call_command("mailing_status", edition.number, missed=True)

    assert Mailing.objects.get(audience="missed").total == 1
    assert "[..............................]   0 %" in capsys.readouterr().out


def test_on_a_terminal_it_draws_a_bar(edition, monkeypatch):
    work(monkeypatch)
    terminal = io.StringIO()
    terminal.isatty = lambda: True

    call_command("mail_edition", edition.number, by=people.publisher().username, wait=True, stdout=terminal)

    drawn = terminal.getvalue().split("\r")
    assert drawn[1].startswith("The list is being frozen.")
    assert any(line.startswith("[..............................]   0 % 0 of 3 sent") for line in drawn)
    assert drawn[-1].startswith("[##############################] 100 % 3 of 3 sent")


def test_when_it_is_stopped_it_says_why(edition, monkeypatch):
    def halt() -> None:
        halting.halt(Mailing.objects.get(), "Too many came back")

    steps = iter([pumping.run, halt])
    monkeypatch.setattr(watching.time, "sleep", lambda _seconds: next(steps)())

    with pytest.raises(CommandError, match=r"stopped: Halted\. Too many came back") as stopped:
        call_command("mail_edition", edition.number, by=people.publisher().username, wait=True)

    assert stopped.value.returncode == mail_edition.NOT_FINISHED


@pytest.mark.parametrize("held_back", ["everything", "mailing"])
def test_a_mailing_that_waits_for_its_time_or_its_turn_is_no_dead_worker(held_back):
    mailing = mailings.started(plan=Plan(begins=timezone.now() + timedelta(hours=1)))
    assert not watching._is_due(mailing, progress.of(mailing))
    mailing = mailings.frozen()
    assert watching._is_due(mailing, progress.of(mailing))
    name = held_back if held_back == "everything" else f"mailing {mailing.pk}"
    Pace.objects.create(name=name, next_at=timezone.now() + timedelta(hours=1))
    assert not watching._is_due(mailing, progress.of(mailing))


def test_a_mailing_that_waits_for_its_time_says_so():
    mailing = mailings.started(plan=Plan(begins=timezone.now() + timedelta(hours=1)))
    sight = next(watching.until_it_ends(mailing))
    assert sight.words == sight.bar == "It waits for its time."
