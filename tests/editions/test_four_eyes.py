import pytest

from bulletin.models import AuditEntry
from bulletin.moves import MoveRefusedError
from editions import four_eyes
from editions.models import Override
from tests.factories import editions, people

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("act", "broken_by"), [(four_eyes.SIGN_OFF, "locked_by"), (four_eyes.MAILING, "signed_off_by")]
)
def test_each_act_is_left_to_somebody_else(act, broken_by):
    edition = editions.published()
    assert len(four_eyes.reasons_not_to(act, edition, by=getattr(edition, broken_by))) == 1
    assert four_eyes.reasons_not_to(act, edition, by=people.publisher()) == []


def test_an_override_without_a_reason_is_refused():
    edition = editions.published()
    with pytest.raises(MoveRefusedError, match="give a reason"):
        four_eyes.override(four_eyes.MAILING, edition, by=edition.signed_off_by, reason="  ")
    assert not Override.objects.exists()


def test_an_override_is_kept_with_its_reason_and_in_the_audit():
    edition = editions.published()
    kept = four_eyes.override(four_eyes.MAILING, edition, by=edition.signed_off_by, reason=" Nobody else is in. ")
    assert (kept.reason, kept.by, kept.confirmed_at) == ("Nobody else is in.", edition.signed_off_by, None)
    assert AuditEntry.objects.about(edition).get(action="override_mail").reason == "Nobody else is in."


def test_nothing_is_kept_when_the_rule_was_not_broken():
    assert four_eyes.override(four_eyes.MAILING, editions.published(), by=people.publisher(), reason="Sure.") is None
    assert not Override.objects.exists()


@pytest.fixture
def override() -> Override:
    edition = editions.published()
    return four_eyes.override(four_eyes.MAILING, edition, by=edition.signed_off_by, reason="Nobody else is in.")


def test_somebody_else_confirms_an_override(override):
    other = people.publisher()
    four_eyes.confirm(override, by=other)
    override.refresh_from_db()
    assert override.confirmed_by == other
    assert not Override.objects.unconfirmed().exists()
    assert AuditEntry.objects.about(override.edition).filter(action="confirm_mail", by=other).exists()


def test_nobody_confirms_their_own_override(override):
    with pytest.raises(MoveRefusedError, match="your own override"):
        four_eyes.confirm(override, by=override.by)


def test_an_override_is_confirmed_once(override):
    four_eyes.confirm(override, by=people.publisher())
    with pytest.raises(MoveRefusedError, match="confirmed this already"):
        four_eyes.confirm(override, by=people.publisher())


def test_an_editor_can_not_confirm_an_override(override):
    with pytest.raises(MoveRefusedError, match="permission"):
        four_eyes.confirm(override, by=people.editor())
