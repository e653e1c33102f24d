"""Ways to reach one person, and words by which a case may still be before a court."""

import pytest

from submissions.scanning import people


@pytest.mark.parametrize(
    "email", ["sam@gmail.com", "Sam.Example@Hotmail.co.uk", "sam@outlook.com", "sam@yahoo.fr", "sam@btinternet.com"]
)
def test_a_private_mailbox_is_found(email):
    assert list(people.private_addresses(f"Write to {email}.")) == [email]


@pytest.mark.parametrize("email", ["sam@northshire.example", "sam@gmail.com.example", "press@live.northtown.example"])
def test_a_mailbox_at_work_is_not_private(email):
    assert list(people.private_addresses(email)) == []


def test_a_closed_address_is_found():
    assert list(people.closed_addresses("sam@northshire.pnn.police.uk and sam@northshire.police.uk")) == [
        "sam@northshire.pnn.police.uk"
    ]


@pytest.mark.parametrize("line", ["Mob 07700900113", "07700 900 113", "+44 (0)7700 900113", "0044 7700-900113"])
def test_a_mobile_is_found(line):
    assert len(list(people.mobiles(line))) == 1


@pytest.mark.parametrize("line", ["01632 960113", "0300 123 4567", "reference 1077009001134", "0770 tonnes"])
def test_the_telephone_of_a_desk_is_no_mobile(line):
    assert list(people.mobiles(line)) == []


@pytest.mark.parametrize(
    "line",
    [
        "the alleged trafficker",
        "He allegedly ran the yard.",
        "Three men have been charged with supply.",
        "Two were later charged.",
        "They are awaiting trial.",
        "One man is standing trial in March.",
        "She is due to appear at Northshire Crown Court.",
        "He appeared before magistrates on Monday.",
        "Both were remanded in custody.",
        "A man is on bail.",
        "Four were released under investigation.",
        "He pleaded not guilty.",
        "She denies all charges.",
        "Nine people were arrested on suspicion of fraud.",
        "The defendant owned the van.",
        "The case continues.",
        "This is a live investigation.",
        "They await sentencing.",
    ],
)
def test_words_of_a_case_that_is_not_decided_are_found(line):
    assert len(list(people.cases(line))) == 1


@pytest.mark.parametrize(
    "line",
    [
        "Eleven men were sentenced to forty years.",
        "He was convicted of fraud in May.",
        "They were charged £5 for the day.",
        "Visitors are charged for parking.",
        "The team is charged with finding homes.",
        "A trial of new locks showed less theft.",
        "The court convicted both men.",
        "In this case the neighbours called first.",
        "Police arrested nine people.",
        "The investigation is over.",
    ],
)
def test_words_of_a_case_that_is_over_are_not_found(line):
    assert list(people.cases(line)) == []


def test_a_second_case_in_the_same_article_is_another_finding():
    first, second = people.cases("He allegedly stole the van. She allegedly drove it.")
    assert first != second


def test_the_words_around_are_those_of_the_same_sentence():
    (quote,) = people.cases("Ring the desk. The alleged leader left. Nobody else did.")
    assert quote == "The alleged leader left"
