"""One address, one spelling."""

import pytest

from editions.distribution import addresses


@pytest.mark.parametrize(
    ("typed", "compared"),
    [
        ("  Ann.Lee@Council.Example ", "ann.lee@council.example"),
        ("siân@heddlu.example", "siân@heddlu.example"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
    ],
)
def test_spellings_of_one_address_compare_equal(typed, compared):
    assert addresses.read(typed).compared == compared


def test_the_hash_is_that_of_the_compared_spelling():
    assert addresses.read("ANN@council.example").keyed_hash == addresses.read("ann@Council.example").keyed_hash
    assert addresses.read("ann@council.example").keyed_hash != addresses.read("bob@council.example").keyed_hash


@pytest.mark.parametrize(
    "typed", ["", "ann", "ann@", "@council.example", "a@b@c.example", "ann@council.example\nBcc: x@y.example"]
)
def test_what_is_no_address_is_refused(typed):
    with pytest.raises(addresses.AddressRefusedError):
        addresses.read(typed)


def test_a_masked_address_shows_only_what_its_owner_recognises():
    assert addresses.masked("ann.lee@north.council.example") == "a…@n….council.example"
