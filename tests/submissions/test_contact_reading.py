"""Telephone numbers and addresses as people type them."""

import pytest

from submissions import contact_reading


@pytest.mark.parametrize(
    ("typed", "dialled"),
    [
        ("01632 960 001", "tel:+441632960001"),
        ("(01632) 960-001", "tel:+441632960001"),
        ("+44 (0)1632 960001", "tel:+441632960001"),
        ("0044 1632 960001", "tel:+441632960001"),
        ("Tel: 01632 960001", "tel:+441632960001"),
        ("01632 960001 (option 2)", "tel:+441632960001"),
        ("01632 960001, extension 4", "tel:+441632960001;ext=4"),
        ("020 7946 0000 x23", "tel:+442079460000;ext=23"),
        ("07700 900123", "tel:+447700900123"),
        ("0800 555 111", "tel:+44800555111"),
        ("+33 1 42 68 53 00", "tel:+33142685300"),
        ("101", "tel:101"),
        ("101 (ask for the desk)", "tel:101"),
        ("116 123", "tel:116123"),
        ("61016", "tel:61016"),
    ],
)
def test_a_tap_dials_the_number_that_was_meant(typed, dialled):
    assert contact_reading.telephone(typed) == dialled


@pytest.mark.parametrize(
    "typed", ["", "Ask the switchboard", "01632 960001 / 07700 900123", "01632 960001 or 01632 960002", "12", "1/2 3 4"]
)
def test_what_is_not_one_number_is_never_dialled(typed):
    assert contact_reading.telephone(typed) == ""


@pytest.mark.parametrize(
    ("phone", "is_mobile"),
    [
        ("07700 900123", True),
        ("+44 7700 900123", True),
        ("01632 960001", False),
        ("0800 555 111", False),
        ("+33 6 12 34 56 78", True),
        ("+33 1 42 68 53 00", False),
        ("the desk", False),
    ],
)
def test_a_mobile_is_told_from_a_desk(phone, is_mobile):
    assert contact_reading.is_mobile(phone) is is_mobile


@pytest.mark.parametrize(
    ("email", "likely"),
    [
        ("jo@northdept.gsi.gov.uk", "jo@northdept.gov.uk"),
        ("jo@northdept.x.gsi.gov.uk", "jo@northdept.gov.uk"),
        ("jo@northdept.gsx.gov.uk", "jo@northdept.gov.uk"),
        ("jo@northdept.gse.gov.uk", "jo@northdept.gov.uk"),
        ("jo@northtown.gcsx.gov.uk", "jo@northtown.gov.uk"),
        ("Jo@NorthTown.GCSX.gov.uk", "Jo@northtown.gov.uk"),
        ("jo@northshire.pnn.police.uk", "jo@northshire.police.uk"),
        ("jo@pnn.police.uk", ""),
        ("jo@gsi.gov.uk", ""),
    ],
)
def test_the_likely_successor_of_a_closed_address_is_named(email, likely):
    assert contact_reading.successor(email) == likely
    assert (likely or "Ask for the new address") in contact_reading.advice_on(email)


@pytest.mark.parametrize(
    "email",
    [
        "jo@northtown.gov.uk",
        "jo@northshire.police.uk",
        "jo@court.cjsm.net",
        "jo@longsi.gov.uk",
        "gsi.gov.uk@north.example",
    ],
)
def test_an_address_that_still_works_gets_no_advice(email):
    assert contact_reading.successor(email) is None
    assert contact_reading.advice_on(email) == ""
