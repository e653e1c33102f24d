"""Numbers that lead to one person; all of these are invented, or kept free for examples."""

import pytest

from submissions.scanning import numbers


@pytest.mark.parametrize(
    "line",
    [
        "DOB: 03/05/1980",
        "D.O.B. 3.5.80",
        "dob 1980-05-03",
        "Date of birth - 3 May 1980",
        "his date of birth is 3rd May 1980",
        "Sam, born on 3 May 1980, said",
        "born May 3, 1980",
    ],
)
def test_a_day_of_birth_is_found(line):
    assert list(numbers.births(line))


@pytest.mark.parametrize("line", ["The scheme was born in May 1980.", "On 3 May 1980 the pier opened.", "born leaders"])
def test_another_day_is_none_of_birth(line):
    assert list(numbers.births(line)) == []


@pytest.mark.parametrize("line", ["QQ123456C is wrong, AB 12 34 56 C is not", "ab123456d", "AB-12-34-56-A"])
def test_an_insurance_number_is_found(line):
    assert len(list(numbers.insurance(line))) == 1


@pytest.mark.parametrize("line", ["GB123456A", "QQ123456C", "AB123456E", "AB12345C", "XAB123456CX"])
def test_what_no_office_gave_is_no_insurance_number(line):
    assert list(numbers.insurance(line)) == []


@pytest.mark.parametrize(
    "line", ["4111 1111 1111 1111", "card 5555-5555-5555-4444.", "378282246310005", "6011000990139424"]
)
def test_a_card_number_is_found_by_its_last_digit(line):
    assert len(list(numbers.cards(line))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "4111 1111 1111 1112",
        "+44 1632 960001 960002",
        "4444 4444 4444 4444",
        "1234567812345670",
        "4111111111111111234567",
    ],
)
def test_other_long_numbers_are_no_cards(line):
    assert list(numbers.cards(line)) == []


@pytest.mark.parametrize("line", ["a blue van, AB12 CDE", "AB12CDE", "C123 DEF", "A123DEF", "ABZ 1234"])
def test_a_plate_is_found(line):
    assert len(list(numbers.plates(line))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "On the M25 HGV drivers wait",
        "A14 AND the coast",
        "CLOSED AB12 CDE ROAD WORKS AHEAD",
        "ISO 9001",
        "SO15 officers",
        "Q3 2026",
        "AB99 CDE",
        "ab12 cde",
        "Op AB12",
    ],
)
def test_roads_and_codes_are_no_plates(line):
    assert list(numbers.plates(line)) == []


@pytest.mark.parametrize("line", ["SW1A 1AA", "M1 1AE", "at 3 High Street, NE1 4XX", "EC1A1BB", "B33 8TH"])
def test_a_whole_postcode_is_found(line):
    assert len(list(numbers.postcodes(line))) == 1


@pytest.mark.parametrize("line", ["the NE1 area", "M25 at junction 4", "4P strategy", "sw1a 1aa is lower case"])
def test_half_a_postcode_is_a_town(line):
    assert list(numbers.postcodes(line)) == []
