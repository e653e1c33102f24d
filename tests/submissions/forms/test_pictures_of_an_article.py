import io

import pytest

from submissions import images, uploads
from tests.factories.submissions import picture_bytes
from tests.submissions.forms.posting import RIGHTS, errors, page, upload


def test_a_picture_is_described_with_caption_and_credit():
    forms = page(
        [("pictures__0__file", upload())],
        pictures__TOTAL_FORMS="1",
        pictures__0__purpose="described",
        pictures__0__alt="A steering lock",
        pictures__0__caption="The lock",
        pictures__0__credit="Northshire Police",
        **RIGHTS,
    )

    assert forms.is_valid()
    (placed,) = forms.content().pictures
    assert (placed.original_name, placed.alt, placed.caption, placed.credit, placed.is_decorative) == (
        "lock.png",
        "A steering lock",
        "The lock",
        "Northshire Police",
        False,
    )
    assert (placed.picture.content_type, placed.picture.width, placed.picture.height) == ("image/png", 60, 40)


def test_a_decorative_picture_needs_no_description():
    forms = page(
        [("pictures__0__file", upload())], pictures__TOTAL_FORMS="1", pictures__0__purpose="decorative", **RIGHTS
    )

    assert forms.is_valid()
    assert forms.content().pictures[0].is_decorative


@pytest.mark.parametrize(
    ("files", "given", "expected"),
    [
        ((), {"alt": "A lock", "purpose": "described"}, {"file": ["Choose a picture file, or remove this picture"]}),
        (
            [("pictures__0__file", upload)],
            {},
            {"purpose": ["Select whether the picture shows something or is decoration"]},
        ),
        (
            [("pictures__0__file", upload)],
            {"purpose": "described"},
            {"alt": ["Describe the picture for people who can’t see it"]},
        ),
        (
            [("pictures__0__file", lambda: upload(b""))],
            {"purpose": "decorative"},
            {"file": ["The picture is empty. Choose the file again."]},
        ),
        (
            [],
            {"kept": "forged", "purpose": "decorative"},
            {"file": ["We do not have this picture any more. Choose the file again."]},
        ),
    ],
)
def test_what_is_wrong_with_a_picture_is_said_at_the_field_that_mends_it(files, given, expected):
    forms = page(
        [(name, make()) for name, make in files],
        pictures__TOTAL_FORMS="1",
        **RIGHTS,
        **{f"pictures__0__{name}": value for name, value in given.items()},
    )

    assert errors(forms) == {f"pictures-0-{name}": messages for name, messages in expected.items()}


def test_a_file_that_is_no_picture_is_refused_in_the_words_of_its_reader():
    forms = page(
        [("pictures__0__file", upload(b"%PDF-1.7 not a picture", "lock.png"))],
        pictures__TOTAL_FORMS="1",
        pictures__0__purpose="decorative",
        **RIGHTS,
    )
    with pytest.raises(images.PictureRefusedError) as refused:
        images.read(io.BytesIO(b"%PDF-1.7 not a picture"))

    assert errors(forms) == {"pictures-0-file": [str(refused.value)]}


def test_a_picture_is_kept_over_an_error_and_sent_with_the_next_try():
    rows = {"pictures__TOTAL_FORMS": "1", "pictures__0__purpose": "decorative", **RIGHTS}
    first = page([("pictures__0__file", upload())], title="", **rows)
    assert not first.is_valid()
    first.keep_pictures()
    token = first["pictures"][0]["kept"].value()

    second = page(pictures__0__kept=token, **rows)

    assert second.is_valid()
    (placed,) = second.content().pictures
    assert placed.picture == images.read(io.BytesIO(picture_bytes()))
    assert placed.original_name == "lock.png"


def test_a_new_file_replaces_the_picture_that_was_kept():
    token = uploads.keep(images.read(io.BytesIO(picture_bytes())), "old.png").token

    forms = page(
        [("pictures__0__file", upload(picture_bytes(colour="red"), "new.png"))],
        pictures__TOTAL_FORMS="1",
        pictures__0__purpose="decorative",
        **RIGHTS,
        pictures__0__kept=token,
    )

    assert forms.is_valid()
    assert forms.content().pictures[0].original_name == "new.png"


def test_a_picture_sent_with_a_button_is_kept():
    forms = page([("pictures__0__file", upload())], pictures__TOTAL_FORMS="1", rows="add:pictures:")
    forms.after_press()

    assert forms["pictures"][0].earlier.original_name == "lock.png"
    assert forms["pictures"][1].earlier is None


def test_a_picture_that_cannot_be_taken_is_said_even_when_another_button_was_pressed():
    forms = page([("pictures__0__file", upload(b"junk"))], title="", pictures__TOTAL_FORMS="1", rows="add:blocks:quote")
    forms.after_press()

    assert "pictures-0-file" in errors(forms)
    assert "title" not in errors(forms)
    assert len(forms["blocks"].forms) == 1
