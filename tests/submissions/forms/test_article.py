import io
from datetime import timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from submissions import blocks, images, revising
from submissions.content import Content, PlacedPicture, content_of
from submissions.forms.article import ContentForms
from submissions.models import Picture, Revision
from tests.factories.people import editor
from tests.factories.submissions import SubmissionFactory, picture_bytes
from tests.submissions.forms.posting import WORDS, errors, page


def test_the_least_that_makes_an_article():
    forms = page()

    assert forms.is_valid()
    assert forms.content() == Content(**WORDS)


def test_what_must_be_there_is_asked_for_by_name():
    forms = page(title="", summary="", body="", language="")

    assert not forms.is_valid()
    assert errors(forms) == {
        "title": ["Enter a title for the article"],
        "summary": ["Enter a summary of one or two sentences"],
        "body": ["Enter the article"],
        "language": ["Select the language of the article"],
    }


def test_an_editor_that_was_left_empty_counts_as_empty():
    assert errors(page(body="<p></p><p>&nbsp;</p>")) == {"body": ["Enter the article"]}


def test_a_text_that_is_too_long_is_refused_and_never_cut():
    forms = page(title="x" * 121, summary="y" * 401)

    assert errors(forms) == {
        "title": ["The title must be 120 characters or fewer"],
        "summary": ["The summary must be 400 characters or fewer"],
    }
    assert forms["article"]["title"].value() == "x" * 121


def test_plain_text_becomes_paragraphs_and_lists():
    forms = page(body="First line <b>.\r\n\r\n- one\r\n- two")

    assert forms.is_valid()
    assert forms.content().body == "<p>First line &lt;b&gt;.</p><ul><li>one</li><li>two</li></ul>"


def test_html_from_the_editor_is_cleaned():
    forms = page(body='<p onclick="x()">Safe<script>steal()</script></p>')

    assert forms.is_valid()
    assert forms.content().body == "<p>Safe</p>"


# --- contacts and blocks ---------------------------------------------------------------------------


def test_contacts_come_in_their_order_and_blank_rows_count_for_nothing():
    forms = page(
        contacts__TOTAL_FORMS="3",
        contacts__0__name="Ann",
        contacts__0__website="www.police.example/cars",
        contacts__0__agreed="on",
        contacts__1__name=" ",
        contacts__2__role="Duty desk",
        contacts__2__phone="01632 960 001",
        contacts__2__agreed="on",
    )

    assert forms.is_valid()
    assert forms.content().contacts == (
        blocks.contact_from({"name": "Ann", "website": "https://www.police.example/cars", "agreed": True}),
        blocks.contact_from({"role": "Duty desk", "phone": "01632 960 001", "agreed": True}),
    )


def test_blocks_of_every_kind_come_in_their_order():
    forms = page(
        blocks__TOTAL_FORMS="6",
        blocks__0__kind="figure",
        blocks__0__figure="400",
        blocks__0__after="locks",
        blocks__1__kind="quote",
        blocks__1__text="It works",
        blocks__1__speaker="Ann",
        blocks__2__kind="checklist",
        blocks__2__heading="Look for",
        blocks__2__items="Glass\r\n\r\n Wires ",
        blocks__3__kind="event",
        blocks__3__name="Lock day",
        blocks__3__when="2 March 2027",
        blocks__4__kind="call",
        blocks__4__heading="Bids",
        blocks__4__text="Send yours",
        blocks__5__kind="resources",
        blocks__5__heading="Posters",
        blocks__5__items="Lock it https://locks.example",
    )

    assert forms.is_valid()
    assert forms.content().blocks == (
        {"kind": "figure", "before": "", "figure": "400", "after": "locks"},
        {"kind": "quote", "text": "It works", "speaker": "Ann", "role": ""},
        {"kind": "checklist", "heading": "Look for", "items": ["Glass", "Wires"]},
        {"kind": "event", "name": "Lock day", "when": "2 March 2027", "where": "", "audience": "", "register": ""},
        {"kind": "call", "heading": "Bids", "text": "Send yours", "opens": "", "closes": "", "ask": ""},
        {"kind": "resources", "heading": "Posters", "items": ["Lock it https://locks.example"]},
    )


def test_a_block_that_was_begun_says_what_it_lacks_and_one_left_blank_is_left_out():
    forms = page(blocks__TOTAL_FORMS="2", blocks__0__kind="event", blocks__0__where="Online", blocks__1__kind="quote")

    assert errors(forms) == {
        "blocks-0-name": ["Enter the name of the event"],
        "blocks-0-when": ["Enter when the event is"],
    }


def test_an_unknown_kind_of_block_is_refused():
    forms = page(blocks__TOTAL_FORMS="1", blocks__0__kind="poem", blocks__0__text="Roses")

    assert errors(forms) == {"blocks-0-__all__": ["Remove this part of the article and add it again"]}


@pytest.mark.parametrize(
    ("name", "most", "message"),
    [("blocks", 8, "Send at most 8 extras"), ("contacts", 5, "Send at most 5 contacts")],
)
def test_more_rows_than_there_may_be_are_refused(name, most, message):
    forms = page(**{f"{name}__TOTAL_FORMS": str(most + 1)})

    assert not forms.is_valid()
    assert list(forms[name].non_form_errors()) == [message]


def test_rows_that_claim_to_be_thousands_are_not_built():
    forms = page(blocks__TOTAL_FORMS="5000")

    assert not forms.is_valid()
    assert len(forms["blocks"].forms) < 50


# --- pictures --------------------------------------------------------------------------------------


# --- buttons of rows -------------------------------------------------------------------------------


def test_adding_a_row_keeps_everything_as_it_was_typed_and_judges_nothing():
    forms = page(title="", body="Half a", rows="add:blocks:quote", contacts__TOTAL_FORMS="1", contacts__0__email="ann@")
    forms.after_press()

    assert forms.faulty == []
    assert forms["article"]["body"].value() == "Half a"
    assert forms["contacts"][0]["email"].value() == "ann@"
    assert [form.block_kind for form in forms["blocks"]] == ["quote"]
    assert forms.said == "Added"


def test_a_row_moves_up_or_goes():
    rows = {f"blocks__{number}__kind": "figure" for number in range(3)} | {
        f"blocks__{number}__figure": str(number) for number in range(3)
    }

    def after(button):
        forms = page(blocks__TOTAL_FORMS="3", rows=button, **rows)
        forms.after_press()
        return [form["figure"].value() for form in forms["blocks"]]

    assert after("up:blocks:2") == ["0", "2", "1"]
    assert after("up:blocks:0") == ["0", "1", "2"]
    assert after("remove:blocks:0") == ["1", "2"]
    assert after("remove:blocks:9") == ["0", "1", "2"]
    assert after("add:blocks:poem") == ["0", "1", "2"]
    assert after("remove:contacts:0") == ["0", "1", "2"]


def test_no_row_is_added_to_a_full_list():
    forms = page(pictures__TOTAL_FORMS="3", rows="add:pictures:")
    forms.after_press()

    assert len(forms["pictures"].forms) == 3
    assert forms["pictures"].is_full


def test_the_last_contact_that_is_removed_leaves_a_blank_one():
    forms = page(contacts__TOTAL_FORMS="1", contacts__0__name="Ann", rows="remove:contacts:0")
    forms.after_press()

    assert [form["name"].value() for form in forms["contacts"]] == [None]


# --- an article that exists ------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_article_shown_in_the_form_and_saved_unchanged_is_the_same_article():
    submission = SubmissionFactory(draft=True, revision=None)
    until = timezone.localdate() + timedelta(days=400)
    film = {"caption": "C", "credit": "D", "owner": "Jo", "people": "agreed", "consent_until": until}
    content = Content(
        title="Fewer cars stolen",
        summary="Free locks.",
        body="<p>We gave <strong>400</strong> locks.</p>",
        language=Revision.Language.WELSH,
        blocks=({"kind": "checklist", "heading": "Look for", "items": ["Glass", "Wires"]},),
        contacts=(blocks.contact_from({"name": "Ann", "email": "ann@police.example", "agreed": True}),),
        pictures=(
            PlacedPicture(images.read(io.BytesIO(picture_bytes())), "a.png", alt="A lock", **film),
            PlacedPicture(
                images.read(io.BytesIO(picture_bytes(colour="red"))),
                "b.png",
                is_decorative=True,
                owner="Jo",
                people="nobody",
            ),
        ),
    )
    first = revising.revise(submission, content, by=None)

    forms = ContentForms(content=content_of(first))
    posted = QueryDict(mutable=True)
    for part in forms.parts.values():
        if hasattr(part, "management_form"):
            posted.update({bound.html_name: bound.value() for bound in part.management_form})
        for form in getattr(part, "forms", [part]):
            posted.update({bound.html_name: bound.value() for bound in form if bound.value() is not None})
    again = ContentForms(posted, MultiValueDict())

    assert again.is_valid(), errors(again)
    assert revising.revise(submission, again.content(), by=editor()) == first
    assert Picture.objects.count() == 2
