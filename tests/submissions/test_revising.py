import io
from dataclasses import replace

import pytest

from bulletin.models import AuditEntry
from submissions import images, revising
from submissions.blocks import contact_from
from submissions.content import Content, PlacedPicture, content_of
from submissions.models import Picture, Revision
from tests.factories.people import editor, reader
from tests.factories.submissions import PictureFactory, SubmissionFactory, picture_bytes

pytestmark = pytest.mark.django_db

CONTENT = Content(
    title="Fewer cars stolen",
    summary="Owners got free steering locks.",
    body="<p>We gave away <b>400</b> locks.</p>",
    blocks=({"kind": "quote", "text": "It works", "speaker": "Ann Example", "role": "Sergeant"},),
    contacts=(contact_from({"name": "Ann Example", "email": "ann@police.example", "agreed": True}),),
)


def read_picture(colour="teal"):
    return images.read(io.BytesIO(picture_bytes(colour=colour)))


def draft():
    return SubmissionFactory(draft=True, revision=None)


def test_the_first_revision_is_number_one_and_holds_clean_html():
    submission = draft()

    revision = revising.revise(submission, CONTENT, by=None)

    assert (revision.number, revision.made_by) == (1, None)
    assert revision.body == "<p>We gave away <strong>400</strong> locks.</p>"
    assert content_of(revision) == replace(CONTENT, body=revision.body)
    assert not AuditEntry.objects.about(submission).exists()


def test_scripts_and_styles_never_reach_a_revision():
    body = '<p style="color:red" onclick="go()">Words<script>steal()</script></p>'

    revision = revising.revise(draft(), replace(CONTENT, body=body), by=None)

    assert revision.body == "<p>Words</p>"


def test_the_next_revision_leaves_the_earlier_one_and_tells_who_wrote_it_and_why():
    submission, person = SubmissionFactory(in_review=True, revision__title="Before"), editor()
    seen = submission.version

    revision = revising.revise(submission, CONTENT, by=person, note="Shorter", seen=seen)

    assert [row.title for row in submission.revisions.all()] == ["Before", "Fewer cars stolen"]
    assert (revision.number, revision.made_by, revision.note) == (2, person, "Shorter")
    entry = AuditEntry.objects.about(submission).get()
    assert (entry.action, entry.by, entry.reason, entry.details) == ("revise", person, "Shorter", {"revision": 2})
    assert submission.version == seen + 1


def test_saying_the_same_again_makes_no_revision():
    submission, person = draft(), editor()
    first = revising.revise(
        submission, replace(CONTENT, pictures=(PlacedPicture(read_picture(), "a.png", alt="A"),)), by=None
    )
    version = submission.version

    same = replace(content_of(first), title="  Fewer cars   stolen ")
    again = replace(same, pictures=(PlacedPicture(read_picture(), "renamed.png", alt="A"),))

    assert revising.revise(submission, same, by=person) == first
    assert revising.revise(submission, again, by=person) == first
    assert submission.version == version


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"language": Revision.Language.WELSH},
        {"blocks": ()},
        {"contacts": ()},
        {"pictures": (PlacedPicture(None, alt="A"),)},
    ],
)
def test_any_change_that_a_reader_would_see_makes_a_revision(change):
    submission = draft()
    revising.revise(submission, CONTENT, by=None)
    if "pictures" in change:
        change = {"pictures": (PlacedPicture(read_picture(), alt="A"),)}

    assert revising.revise(submission, replace(CONTENT, **change), by=None).number == 2


def test_a_picture_is_kept_once_with_its_name_alt_text_caption_and_credit():
    submission, person = draft(), editor()
    placed = PlacedPicture(read_picture(), "street.png", alt="  A  street ", caption="Main Street", credit="Council")

    first = revising.revise(submission, replace(CONTENT, pictures=(placed,)), by=None)
    second = revising.revise(submission, replace(CONTENT, pictures=(replace(placed, alt="A road"),)), by=person)

    picture = Picture.objects.get()
    assert (picture.original_name, picture.width, picture.height, picture.content_type) == (
        "street.png",
        60,
        40,
        "image/png",
    )
    with picture.file.open() as file:
        assert file.read() == read_picture().content
    assert [
        (use.picture, use.alt, use.caption, use.credit) for use in (first.pictures.get(), second.pictures.get())
    ] == [
        (picture, "A street", "Main Street", "Council"),
        (picture, "A road", "Main Street", "Council"),
    ]


def test_a_decorative_picture_has_no_description():
    placed = PlacedPicture(read_picture(), is_decorative=True, alt="forgotten")

    use = revising.revise(draft(), replace(CONTENT, pictures=(placed,)), by=None).pictures.get()

    assert (use.is_decorative, use.alt) == (True, "")


def test_every_reason_against_a_revision_is_given_at_once():
    submission = draft()
    content = Content(
        title=" ",
        body="<p> </p>",
        blocks=({"kind": "event", "name": "", "when": "", "where": "", "audience": "", "register": ""},),
        contacts=(contact_from({"website": "javascript:alert(1)"}), contact_from({"phone": "01632 960 001"})),
        pictures=(PlacedPicture(read_picture()), PlacedPicture(PictureFactory(), alt="Somebody else's")),
    )

    with pytest.raises(revising.RevisionRefusedError) as refused:
        revising.revise(submission, content, by=None)

    assert refused.value.reasons == [
        "The article needs a title.",
        "The article needs a text.",
        "Event: name is empty.",
        "Event: when is empty.",
        "A contact's website must begin with https:// or http://.",
        "A telephone number needs the name or the role of whoever answers it.",
        "Each picture needs a description, or must be declared decorative.",
        "A picture belongs to another article.",
    ]
    assert not submission.revisions.exists()


def test_a_title_that_is_too_long_is_refused():
    with pytest.raises(revising.RevisionRefusedError, match="120 characters or fewer"):
        revising.revise(draft(), replace(CONTENT, title="x" * 121), by=None)


def test_an_unknown_kind_of_block_is_refused():
    with pytest.raises(ValueError, match="no content block of the kind 'poem'"):
        revising.revise(draft(), replace(CONTENT, blocks=({"kind": "poem"},)), by=None)


def test_a_reader_may_not_write_a_revision():
    with pytest.raises(revising.RevisionRefusedError, match="You don't have permission"):
        revising.revise(SubmissionFactory(), CONTENT, by=reader())


@pytest.mark.parametrize("status", ["submitted", "in_review", "accepted", "declined", "withdrawn"])
def test_a_contributor_changes_only_a_draft_or_what_they_were_asked_to_change(status):
    with pytest.raises(revising.RevisionRefusedError, match="only while we wait for changes from you"):
        revising.revise(SubmissionFactory(status=status), CONTENT, by=None)


def test_an_editor_may_not_change_a_declined_article():
    with pytest.raises(revising.RevisionRefusedError, match="while its status is “Declined”"):
        revising.revise(SubmissionFactory(declined=True), CONTENT, by=editor())


def test_a_revision_on_an_outdated_page_is_refused():
    submission, person = SubmissionFactory(), editor()
    revising.revise(submission, CONTENT, by=person, seen=1)

    with pytest.raises(revising.RevisionRefusedError, match="Somebody changed this article"):
        revising.revise(submission, replace(CONTENT, title="Mine"), by=person, seen=1)

    assert submission.latest.title == "Fewer cars stolen"


def test_the_same_saved_twice_by_a_double_click_is_one_revision_and_no_refusal():
    submission, person = SubmissionFactory(), editor()

    first, second = [revising.revise(submission, CONTENT, by=person, seen=1) for _ in range(2)]

    assert first == second
    assert submission.revisions.count() == 2
