import pytest

from bulletin.models import AuditEntry, OutboxMail
from submissions import entering, searching
from submissions.content import Content
from submissions.intake import Offer
from submissions.models import Submission
from tests.factories import people

pytestmark = pytest.mark.django_db


def offer(**given):
    return Offer(
        **{
            "name": "Sam Cole",
            "email": "sam@northshire.example",
            "organisation": "Northshire Council",
            "sector": "local_government",
            "region": "north_east",
            "content": Content("How a town closed six doors", "<p>Neighbours noticed.</p>"),
            **given,
        }
    )


def enter(data=None, **given):
    how = {"source": "phone", "how": "By telephone on 3 March", "is_cleared": True, "is_told": True}
    return entering.enter(data or offer(), **{**how, "by": people.editor(), **given})


def test_what_staff_enter_waits_for_triage_and_says_how_it_came_and_who_entered_it():
    by = people.editor(first_name="Ada", last_name="Bell")

    row = Submission.objects.get(pk=enter(by=by).pk)

    assert (row.status, row.source, row.entered_by) == ("submitted", "phone", by)
    entries = {entry.action: entry for entry in AuditEntry.objects.about(row)}
    assert entries["submit"].by_label == "Ada Bell, for the contributor"
    assert (entries["enter"].by, entries["enter"].reason) == (by, "By telephone on 3 March")
    assert list(searching.find(Submission.objects.all(), "six doors")) == [row]


@pytest.mark.parametrize(("is_told", "mailed"), [(True, ["sam@northshire.example"]), (False, [])])
def test_the_contributor_is_mailed_the_receipt_only_when_they_are_told(is_told, mailed):
    enter(is_told=is_told)

    to = list(OutboxMail.objects.filter(kind="submissions/receipt").values_list("to_email", flat=True))
    assert to == mailed


def test_what_looks_marked_waits_apart_and_mails_nobody():
    row = enter(offer(content=Content("SECRET", "<p>OFFICIAL-SENSITIVE</p>")))

    assert row.held_at
    assert not OutboxMail.objects.exists()


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"source": "form"}, "Say how the article came."),
        ({"how": " "}, "Say who gave it to you, when, and who cleared it for publication."),
        ({"is_cleared": False}, "The article must be cleared for publication before it is entered."),
    ],
)
def test_an_entry_that_says_too_little_is_refused_and_leaves_nothing(given, reason):
    with pytest.raises(entering.EntryRefusedError) as refused:
        enter(**given)

    assert refused.value.reasons == [reason]
    assert not Submission.objects.exists()


def test_a_reader_enters_nothing():
    with pytest.raises(entering.EntryRefusedError, match="permission"):
        enter(by=people.reader())
