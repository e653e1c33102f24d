"""What the scanner says of an article: all of it at once, each with its place and what to do; nothing is changed."""

import io
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bulletin import prose
from bulletin.demo import published, waiting
from submissions import images, safety
from submissions.blocks import block_from, contact_from
from submissions.content import Content, PlacedPicture
from submissions.models import ClearanceQuestion
from tests.factories.submissions import picture_bytes

# The demo shows one article whose writer had to answer for something.
TRUE_IN_DEMO = {"A scrapyard that wanted to be checked": ["of one is awaiting trial"]}


def found(**said):
    return safety.findings(Content(**{"title": "A quiet harbour", "body": "<p>All is well.</p>", **said}))


def test_each_finding_says_what_where_and_what_to_do():
    (finding,) = found(body="<p>Ring <strong>07700</strong> 900113 at night.</p>")

    assert (finding.kind, finding.quote, finding.where) == ("mobile", "07700 900113", "the text")
    assert finding.label == "Mobile number"
    assert "a number of the team" in finding.advice
    assert finding.question == ClearanceQuestion.NAMED_PEOPLE


def test_an_address_is_about_the_contacts_where_the_article_has_some():
    (finding,) = found(body="<p>Ring 07700 900113 at night.</p>", contacts=({"name": "Ann"},))

    assert finding.question == ClearanceQuestion.CONTACTS


def test_every_place_where_words_are_printed_is_read():
    marking = "OFFICIAL-SENSITIVE"
    picture = images.read(io.BytesIO(picture_bytes()))
    places = [
        {"title": marking},
        {"summary": marking},
        {"body": f"<ul><li>one</li><li>{marking}</li></ul>"},
        {"body": f"<table><tr><td>{marking}</td></tr></table>"},
        {"blocks": (block_from({"kind": "quote", "text": "x", "role": marking}),)},
        {"blocks": (block_from({"kind": "checklist", "heading": "x", "items": ["a", marking]}),)},
        {"contacts": (contact_from({"name": marking, "email": "a@north.example"}),)},
        {"pictures": (PlacedPicture(picture, alt=marking),)},
        {"pictures": (PlacedPicture(picture, alt="x", caption=marking),)},
        {"pictures": (PlacedPicture(picture, alt="x", credit=marking),)},
    ]
    for said in places:
        (finding,) = found(**said)
        assert finding.is_marking, said
    assert [found(**said)[0].step for said in places] == ["article"] * 7 + ["pictures"] * 3


def test_the_same_words_twice_are_one_finding_and_markings_come_first():
    body = "<p>Write to sam@gmail.com.</p><p>sam@gmail.com</p><p>SECRET</p>"

    assert [finding.kind for finding in found(body=body)] == ["marking", "private_mail"]


def test_a_finding_keeps_its_key_when_it_moves_and_gets_another_when_it_changes():
    def keys(body):
        return {finding.key for finding in found(body=body)}

    here = keys("<p>The alleged leader of the gang.</p>")

    assert keys("<p>A new paragraph.</p><ul><li>The  <em>alleged</em> leader of the gang.</li></ul>") == here
    assert keys("<p>The alleged driver of the van.</p>") & here == set()


def test_letters_that_only_look_different_and_letters_that_nobody_sees_hide_nothing():
    assert [finding.kind for finding in found(body="<p>\uff33\uff25\uff23\u200b\uff32\uff25\uff34</p>")] == ["marking"]


def test_where_an_event_takes_place_is_public():
    event = {"kind": "event", "name": "Open day", "when": "2 May", "where": "Guildhall, NE1 4XX", "audience": "All"}

    assert found(blocks=(block_from(event),)) == []
    assert [finding.kind for finding in found(blocks=(block_from({**event, "audience": "NE1 4XX"}),))] == ["postcode"]


def test_a_closed_address_comes_with_its_likely_successor():
    (finding,) = found(contacts=(contact_from({"email": "sam@northshire.pnn.police.uk"}),))

    assert "sam@northshire.police.uk" in finding.advice


@pytest.mark.parametrize(
    "name",
    ["OFFICIAL-SENSITIVE briefing.docx", "Briefing_OFFICIAL_SENSITIVE_v2.docx", "SECRET.docx", "plan.SECRET.docx"],
)
def test_a_marking_in_the_name_of_a_file_is_found(name):
    (finding,) = safety.in_file(name)

    assert (finding.kind, finding.where) == ("marking", "the name of the file")


@pytest.mark.parametrize("name", ["secret-santa.docx", "Official briefing.docx", "lock.png", ""])
def test_a_plain_name_of_a_file_is_none(name):
    assert safety.in_file(name) == []


def test_a_marking_in_a_file_is_found_with_its_place_and_nothing_else_is_looked_for():
    texts = {"the header": "OFFICIAL - SENSITIVE\nNorthshire", "the text": "Ring 07700 900113."}

    assert [finding.where for finding in safety.in_file("plan.docx", texts)] == ["the header"]


def test_the_articles_of_the_demo_raise_no_false_alarm():
    stories = [*published.ARTICLES, *(story for _, story in waiting.ARTICLES)]
    assert len(stories) > 20
    for story in stories:
        body = prose.from_text(story.body)
        said = Content(story.title, body, story.summary, blocks=story.blocks, contacts=story.contacts)
        found = [finding.quote for finding in safety.findings(said)]
        assert found == TRUE_IN_DEMO.get(story.title, []), story.title


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet=st.sampled_from("SECRTofialn -:@.+047 \n\u200balleged<>&"), max_size=300))
def test_any_text_is_read_without_a_fault(text):
    for finding in found(body=prose.from_text(text), title=text):
        assert finding.quote
        assert len(finding.key) == 16


@pytest.mark.parametrize(
    "word", ["a", "official ", "SECRET -", "07 ", "4", "x@", "a.", "is ", "born ", "protective marking: "]
)
def test_a_hostile_text_costs_no_more_than_its_length(word):
    began = time.process_time()
    found(body=f"<p>{word * (60_000 // len(word))}</p>")
    assert time.process_time() - began < 5
