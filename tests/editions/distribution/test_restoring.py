from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from bulletin import generation
from bulletin.models import AuditEntry
from bulletin.moves import MoveRefusedError
from editions.distribution import ledger, pumping, restoring, sending
from editions.distribution import mailings as verbs
from editions.distribution.sending import Ending
from editions.models import Batch, Delivery
from tests.factories import mailings, people

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def file(settings, tmp_path):
    settings.GENERATION_FILE = str(tmp_path / "generation")
    return Path(settings.GENERATION_FILE)


@pytest.fixture
def restored(file):
    """This database becomes a copy whose mark outside is lost."""

    def restore():
        generation.advance()
        file.unlink()

    return restore


def test_nothing_halts_in_the_database_that_was_last_in_use():
    mailing = mailings.frozen()
    generation.advance()

    assert not restoring.halt_if_restored()
    assert pumping.run() == 1
    mailing.refresh_from_db()
    assert mailing.status == "sending"


def test_the_pump_halts_what_a_restored_copy_was_sending(restored):
    mailing = mailings.frozen()
    restored()

    assert pumping.run() == 0
    mailing.refresh_from_db()
    assert mailing.status == "halted"
    assert "is missing" in AuditEntry.objects.about(mailing).first().reason


def test_the_pump_of_a_restored_copy_freezes_no_list(restored):
    mailing = mailings.started()
    restored()

    assert pumping.run() == 0
    mailing.refresh_from_db()
    assert mailing.status == "freezing"
    assert not Delivery.objects.exists()


def test_a_sender_in_a_restored_copy_takes_nothing(restored, mail_server):
    mailings.frozen()
    restored()

    assert sending.run(owner="a worker") is Ending.IDLE
    assert mail_server.received == []
    assert not Batch.objects.exclude(epoch=0).exists()


def test_a_mailing_resumed_too_early_is_halted_again(restored):
    mailing = mailings.frozen()
    restored()
    pumping.run()

    verbs.resume(mailing, by=people.publisher())
    pumping.run()

    mailing.refresh_from_db()
    assert mailing.status == "halted"
    assert not ledger.due_batches(now=ledger.clock()).exists()


def test_a_publisher_confirms_and_resumes_each_mailing(restored, mail_server):
    mailing = mailings.frozen(subscribers=3)
    restored()
    pumping.run()
    publisher = people.publisher()

    entry = restoring.confirm(by=publisher, reason=" The disk broke. ")

    assert (entry.by, entry.reason) == (publisher, "The disk broke.")
    assert "is missing" in entry.details["doubt"]
    assert generation.doubt() == ""
    mailing.refresh_from_db()
    assert mailing.status == "halted"
    verbs.resume(mailing, by=publisher)
    assert pumping.run() == 1
    sending.run(owner="a worker")
    assert len(mail_server.received) == 3


def test_what_no_worker_has_halted_yet_is_halted_by_the_confirmation(restored):
    mailing = mailings.frozen()
    restored()

    restoring.confirm(by=people.publisher())

    mailing.refresh_from_db()
    assert mailing.status == "halted"


@pytest.mark.parametrize("make", [people.editor, people.reader])
def test_who_may_not_mail_may_not_confirm(restored, make):
    restored()

    with pytest.raises(MoveRefusedError, match="permission to mail"):
        restoring.confirm(by=make())
    assert generation.doubt()


def test_there_is_nothing_to_confirm_without_a_doubt():
    generation.advance()

    with pytest.raises(MoveRefusedError, match="nothing to confirm"):
        restoring.confirm(by=people.publisher())


def test_a_confirmation_that_can_not_be_written_outside_is_none(restored, settings):
    restored()
    settings.GENERATION_FILE = "/proc/generation"
    before = generation.doubt()

    with pytest.raises(MoveRefusedError, match="can't be written"):
        restoring.confirm(by=people.publisher())

    assert generation.doubt() == before
    assert not AuditEntry.objects.filter(action="confirm_generation").exists()


def test_the_command_confirms_and_names_what_to_look_at(restored, capsys):
    mailing = mailings.frozen()
    restored()
    publisher = people.publisher()

    call_command("confirm_generation", by=publisher.username, reason="The disk broke.")

    said = capsys.readouterr().out
    assert f"Look at mailing {mailing.pk}, {mailing}: halted." in said
    assert generation.doubt() == ""


def test_the_command_says_why_not():
    with pytest.raises(CommandError, match="is called “nobody”"):
        call_command("confirm_generation", by="nobody")
    with pytest.raises(CommandError, match="nothing to confirm"):
        call_command("confirm_generation", by=people.publisher().username)
