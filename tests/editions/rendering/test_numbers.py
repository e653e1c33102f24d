import pytest

from editions.rendering import numbers


@pytest.mark.parametrize(
    ("number", "word"),
    [
        (1, "first"),
        (5, "fifth"),
        (12, "twelfth"),
        (19, "nineteenth"),
        (20, "twentieth"),
        (21, "twenty-first"),
        (40, "fortieth"),
        (99, "ninety-ninth"),
        (100, "100th"),
        (101, "101st"),
        (111, "111th"),
        (123, "123rd"),
    ],
)
def test_an_edition_is_named_by_its_ordinal(number, word):
    assert numbers.ordinal(number) == word


@pytest.mark.parametrize(("number", "label"), [(5, "Issue 05"), (12, "Issue 12"), (105, "Issue 105")])
def test_an_issue_has_at_least_two_figures(number, label):
    assert numbers.issue_label(number) == label
