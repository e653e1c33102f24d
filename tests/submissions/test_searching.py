import pytest

from submissions import searching
from submissions.models import Searched, Submission
from tests.factories.submissions import ContributorFactory, RevisionFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


def found(typed):
    return list(searching.find(Submission.objects.all(), typed))


def kept(**given):
    row = SubmissionFactory(**given)
    searching.refresh(row)
    return row


@pytest.mark.parametrize(
    ("title", "typed"),
    [
        ("Llwyddiant yn y tŵr", "twr"),
        ("Llwyddiant yn y twr", "tŵr"),
        ("Operation Bandbox closes doors", "op bandbox"),
        ("Op Bandbox closes doors", "Operation Bandbox"),
        ("The neighbours’ watch", "neighbours' watch"),
        ("Straße und Løkke", "strasse lokke"),
        ("County lines in Northshire", "LINES county"),
        ("Safeguarding", "safeg"),
    ],
)
def test_a_title_is_found_whatever_the_accents_short_forms_and_order(title, typed):
    row = kept(revision__title=title)
    kept(revision__title="Something else")

    assert found(typed) == [row]


def test_every_place_is_searched():
    contributor = ContributorFactory(
        name="Siân Ŵyn", email="sian@tower.example", phone="020 7946 0018", organisation__name="Tŵr Housing"
    )
    row = kept(
        contributor=contributor,
        revision__body="<p>Neighbours saw <strong>lock</strong>smiths.</p>",
        revision__blocks=[{"kind": "checklist", "heading": "Signs", "items": ["Tinfoil windows"]}],
        revision__contacts=[{"name": "Desk", "role": "", "email": "", "phone": "0300 123 4567", "website": ""}],
    )
    kept()

    for typed in (
        "sian",
        "wyn",
        "sian@tower.example",
        "housing",
        row.reference,
        "locksmiths",
        "tinfoil",
        "03001234567",
    ):
        assert found(typed) == [row], typed


@pytest.mark.parametrize(
    "typed", ["020 7946 0018", "02079460018", "+44 20 7946 0018", "0044 (0)20 7946-0018", "79460018"]
)
def test_a_telephone_number_is_found_however_it_is_written(typed):
    row = kept(contributor__phone="+44 (0)20 7946 0018")
    kept(contributor__phone="020 7946 0019")

    assert found(typed) == [row]


def test_an_old_title_still_finds_the_article_and_its_old_text_does_not():
    row = SubmissionFactory(revision__title="Lobster", revision__body="<p>Harbour</p>")
    RevisionFactory(submission=row, title="Crab", body="<p>Beach</p>")
    searching.refresh(row)

    assert (found("lobster"), found("beach"), found("harbour")) == ([row], [row], [])


def test_signs_of_a_pattern_are_words_like_others():
    row = kept(revision__title="A rise of 100% in reports_made")
    kept(revision__title="A rise of 1000 in reports made")

    assert row in found("100%")
    assert found("___") == list(Submission.objects.all())


def test_refreshing_again_keeps_one_row():
    row = kept(revision__title="Lobster")
    searching.refresh(row)

    assert Searched.objects.filter(submission=row).count() == 1
    assert list(searching.unread()) == []
