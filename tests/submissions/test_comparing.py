import time

import pytest

from submissions import comparing
from tests.factories.submissions import RevisionFactory, RevisionPictureFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


def two_revisions(before=None, after=None):
    row = SubmissionFactory(revision=None)
    dull = {"title": "Doors", "summary": "", "body": "<p>Nothing.</p>"}
    return RevisionFactory(submission=row, **dull | (before or {})), RevisionFactory(
        submission=row, **dull | (after or {})
    )


def shown(row):
    """Both sides as text, what is different in brackets."""
    sides = ("".join(p.text if p.how == "same" else f"[{p.text}]" for p in side) for side in (row.before, row.after))
    return tuple(sides)


def test_two_revisions_that_say_the_same_have_no_changes():
    assert comparing.changes(*two_revisions()) == []


def test_a_changed_word_of_the_title_is_named_on_both_sides():
    parts = comparing.changes(*two_revisions({"title": "Six doors shut"}, {"title": "Nine doors shut"}))

    assert [part.label for part in parts] == ["Title"]
    assert [shown(row) for row in parts[0].rows] == [("[Six ]doors shut", "[Nine ]doors shut")]


def test_a_paragraph_put_in_stands_alone_and_its_neighbours_are_unchanged():
    before = "<p>Neighbours noticed the cars.</p><p>Officers came at dawn.</p>"
    after = "<p>Neighbours noticed the cars.</p><p>A council letter helped.</p><p>Officers came at dawn.</p>"

    (text,) = comparing.changes(*two_revisions({"body": before}, {"body": after}))

    assert [shown(row) for row in text.changed] == [("", "[A council letter helped.]")]
    assert len(text.rows) == 3


def test_a_rewritten_paragraph_stands_beside_the_one_it_came_from():
    before = "<p>One thing.</p><p>Officers closed six doors in the town.</p>"
    after = "<p>Quite different words here.</p><p>Officers closed nine doors in the old town.</p>"

    (text,) = comparing.changes(*two_revisions({"body": before}, {"body": after}))

    assert ("Officers closed [six ]doors in the town.", "Officers closed [nine ]doors in the [old ]town.") in [
        shown(row) for row in text.rows
    ]


def test_words_that_only_became_bold_or_a_link_are_changes_and_say_so():
    before = "<p>Call the team at once.</p>"
    after = '<p>Call <strong>the team</strong> <a href="https://help.example/">at once</a>.</p>'

    (text,) = comparing.changes(*two_revisions({"body": before}, {"body": after}))

    marks = [piece.marks for piece in text.rows[0].after if piece.how == "added"]
    assert marks == ["bold", "link to https://help.example/"]


def test_a_paragraph_that_became_a_heading_is_a_change():
    (text,) = comparing.changes(*two_revisions({"body": "<p>What worked</p>"}, {"body": "<h3>What worked</h3>"}))

    assert [(row.label, row.was) for row in text.changed] == [("Heading", "Paragraph")]


def test_a_changed_block_contact_and_picture_are_each_shown_by_its_field():
    quote = {"kind": "quote", "text": "It worked", "speaker": "A neighbour", "role": ""}
    contact = {"name": "Sam", "role": "", "email": "sam@northshire.example", "phone": "", "website": ""}
    before, after = two_revisions(
        {"blocks": [quote], "contacts": [contact]},
        {"blocks": [quote | {"speaker": "An officer"}], "contacts": [contact | {"email": "team@northshire.example"}]},
    )
    picture = RevisionPictureFactory(revision=before, alt="A closed door")
    RevisionPictureFactory(revision=after, picture=picture.picture, alt="An open door")

    parts = {part.label: [row.label for row in part.changed] for part in comparing.changes(before, after)}

    assert parts == {
        "Boxes": ["Quote, speaker"],
        "Contacts to publish": ["Contact, email"],
        "Pictures": ["Picture, alt"],
    }


def test_a_second_contact_leaves_the_first_unchanged():
    contact = {"name": "Sam", "role": "", "email": "sam@northshire.example", "phone": "", "website": ""}
    second = {"name": "Kim", "role": "", "email": "kim@northshire.example", "phone": "", "website": ""}

    (part,) = comparing.changes(*two_revisions({"contacts": [contact]}, {"contacts": [second, contact]}))

    assert [shown(row) for row in part.changed] == [("", "[Kim]"), ("", "[kim@northshire.example]")]


def test_no_word_of_either_side_is_lost():
    before = "<h3>Start</h3><ul><li>first point</li><li>second point</li></ul><p>An end</p>"
    after = (
        "<p>An end</p><ul><li>second point, longer</li></ul><table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>"
    )

    (text,) = comparing.changes(*two_revisions({"body": before}, {"body": after}))

    left = " ".join("".join(piece.text for piece in row.before) for row in text.rows)
    right = " ".join("".join(piece.text for piece in row.after) for row in text.rows)
    assert left.split() == ["Start", "first", "point", "second", "point", "An", "end"]
    assert right.split() == ["An", "end", "second", "point,", "longer", "a", "|", "b"]


def test_the_longest_articles_are_compared_in_time():
    paragraph = "<p>" + " ".join(f"word{n % 50}" for n in range(9000)) + "</p>"
    many = "".join(f"<p>para {n} of the text</p>" for n in range(180))
    started = time.process_time()

    comparing.changes(
        *two_revisions(
            {"body": paragraph + many}, {"body": paragraph.replace("word7 ", "other ") + many.replace("3", "4")}
        )
    )

    assert time.process_time() - started < 5
