"""Contacts to publish: how each may be reached, and that whoever it is agreed."""

import pytest
from django.http import QueryDict

from submissions.forms.contacts import NO_CONSENT, NO_EMAIL, NO_NAME, NO_WAY, ContactRows, DeskContactRows


def rows(*contacts, kind=ContactRows):
    data = QueryDict(mutable=True)
    data.update({"contacts-TOTAL_FORMS": len(contacts), "contacts-INITIAL_FORMS": 0})
    for number, contact in enumerate(contacts):
        data.update({f"contacts-{number}-{name}": value for name, value in contact.items()})
    return kind(data, prefix="contacts")


def errors(form):
    return {name: [str(message) for message in messages] for name, messages in form.errors.items()}


@pytest.mark.parametrize(
    ("contact", "expected"),
    [
        ({"name": "Ann"}, {"email": NO_WAY}),
        ({"phone": "01632 960 001"}, {"name": NO_NAME}),
        (
            {"name": "Bo", "website": "javascript:alert(1)"},
            {"website": "Enter a website address, like www.example.com"},
        ),
        ({"name": "Ann", "email": "ann@"}, {"email": NO_EMAIL}),
        ({"email": "two@north.example, three@north.example"}, {"email": NO_EMAIL}),
        ({"email": "a" * 300 + "@north.example"}, {"email": NO_EMAIL}),
    ],
)
def test_what_is_wrong_with_a_contact_is_said_once_at_the_field_that_mends_it(contact, expected):
    (form,) = rows({**contact, "agreed": "on"})

    assert errors(form) == {name: [str(message)] for name, message in expected.items()}


@pytest.mark.parametrize(
    "contact",
    [
        {"email": "desk@north.example"},
        {"website": "www.north.example"},
        {"role": "Duty desk", "phone": "01632 960 001 ext 4"},
        {"name": "Siân", "email": "siân@heddlu.example"},
    ],
)
def test_a_contact_needs_no_more_than_readers_need(contact):
    found = rows({**contact, "agreed": "on"})

    assert found.is_valid(), found.errors


def test_a_telephone_number_stays_as_it_was_typed():
    found = rows({"role": "Desk", "phone": "+44 (0)1632 / 960 001", "agreed": "on"})

    assert found.is_valid()
    assert found.filled[0]["phone"] == "+44 (0)1632 / 960 001"


def test_each_contact_must_have_agreed_before_it_is_sent():
    asked, not_asked, blank = rows({"email": "a@north.example", "agreed": "on"}, {"email": "b@north.example"}, {})

    assert errors(asked) == errors(blank) == {}
    assert errors(not_asked) == {"agreed": [str(NO_CONSENT)]}


def test_an_editor_may_mend_an_article_before_a_contact_agreed():
    found = rows({"email": "b@north.example"}, kind=DeskContactRows)

    assert found.is_valid()
    assert found.filled[0]["agreed"] is False


def test_a_closed_address_is_pointed_out_and_never_changed():
    found = rows({"email": "desk@northshire.pnn.police.uk", "agreed": "on"}, {"email": "desk@north.example"})

    assert [bool(form.advice) for form in found] == [True, False]
    assert "desk@northshire.police.uk" in found[0].advice
    assert found[0]["email"].value() == "desk@northshire.pnn.police.uk"
    assert errors(found[0]) == {}
