import random
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from bulletin.models import AuditEntry
from bulletin.moves import MoveRefusedError
from editions import assembly, first_words
from editions.models import Article, Edition
from submissions.models import Section
from submissions.workflow import SubmissionStatus
from tests.factories import people
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return people.editor(first_name="Asha", last_name="Editor")


@pytest.fixture
def edition(editor):
    return assembly.start(5, "December 2026", by=editor)


@pytest.fixture
def sections(edition):
    return list(edition.sections.all())


def accepted(title="How a town closed a door"):
    return SubmissionFactory(accepted=True, revision__title=title)


def order(section):
    return list(section.articles.order_by("position").values_list("submission__revisions__title", "position"))


# --- starting ----------------------------------------------------------------------------------------


def test_the_first_edition_begins_with_the_standing_sections_and_our_own_words(edition):
    assert [(row.name, row.position) for row in edition.sections.all()] == [
        ("In the spotlight", 0),
        ("Partnerships", 1),
        ("Disruptions", 2),
        ("Prevent", 3),
        ("Protection", 4),
    ]
    assert edition.standing_text == first_words.STANDING_TEXT
    assert len(edition.feedback_questions) == 4
    assert edition.mailbox == "bulletin@scoc.example"


def test_sections_that_are_not_active_any_more_are_not_copied(editor):
    Section.objects.filter(name="Disruptions").update(is_active=False)
    names = [row.name for row in assembly.start(6, "March 2027", by=editor).sections.all()]
    assert "Disruptions" not in names
    assert "Partnerships" in names


def test_the_next_edition_carries_over_masthead_and_standing_words_but_not_the_welcome(edition, editor):
    words = {"welcome": "<p>Hello.</p>", "standing_text": "<p>Write to us.</p>", "feedback_questions": ["Why?"]}
    assembly.write(edition, {**words, "publisher": "Another unit", "mailbox": "new@scoc.example"}, by=editor)
    following = assembly.start(assembly.proposed_number(), "March 2027", by=editor)
    assert (following.number, following.publisher, following.mailbox) == (6, "Another unit", "new@scoc.example")
    assert (following.standing_text, following.feedback_questions) == ("<p>Write to us.</p>", ["Why?"])
    assert following.welcome == ""


def test_a_number_is_given_once(edition, editor):
    with pytest.raises(MoveRefusedError, match="There is an edition 5 already"):
        assembly.start(5, "Again", by=editor)


def test_a_reader_may_not_start_an_edition():
    with pytest.raises(MoveRefusedError, match="permission"):
        assembly.start(5, "December 2026", by=people.reader())
    assert not Edition.objects.exists()


# --- writing -----------------------------------------------------------------------------------------


def test_words_are_cleaned_and_the_audit_entry_keeps_what_stood_there_before(edition, editor):
    assembly.write(edition, {"welcome": "<p>First.</p>"}, by=editor)
    changed = assembly.write(edition, {"welcome": "<p onclick='x()'>Second.<script>x</script></p>"}, by=editor)
    edition.refresh_from_db()
    assert (changed, edition.welcome) == (["welcome"], "<p>Second.</p>")
    assert AuditEntry.objects.about(edition).first().details == {"before": {"welcome": "<p>First.</p>"}}


def test_plain_text_typed_without_javascript_becomes_paragraphs(edition, editor):
    assembly.write(edition, {"welcome": "One.\n\nTwo & three."}, by=editor)
    assert edition.welcome == "<p>One.</p><p>Two &amp; three.</p>"


def test_writing_what_stands_there_already_leaves_no_trace(edition, editor):
    version = edition.version
    assert assembly.write(edition, {"label": edition.label}, by=editor) == []
    edition.refresh_from_db()
    assert edition.version == version
    assert not AuditEntry.objects.about(edition).filter(action="edit").exists()


def test_who_writes_over_somebody_elses_words_is_told_who_it_was(edition, editor):
    seen = assembly.fingerprint(edition, ["welcome"])
    assembly.write(edition, {"welcome": "<p>Asha’s.</p>"}, by=editor, seen=seen)
    with pytest.raises(MoveRefusedError, match="Asha Editor changed these words"):
        assembly.write(edition, {"welcome": "<p>Ben’s.</p>"}, by=people.editor(), seen=seen)
    edition.refresh_from_db()
    assert edition.welcome == "<p>Asha’s.</p>"


def test_placing_an_article_does_not_disturb_who_writes_the_welcome(edition, sections, editor):
    seen = assembly.fingerprint(edition, ["welcome"])
    assembly.place(accepted(), edition=edition, section=sections[0], by=editor)
    assert assembly.write(edition, {"welcome": "<p>Hello.</p>"}, by=editor, seen=seen) == ["welcome"]


# --- placing -----------------------------------------------------------------------------------------


def test_an_accepted_article_gets_the_last_place_of_its_section_and_an_address(edition, sections, editor):
    for title in ("One", "Dŵr a thân: two"):
        article = assembly.place(accepted(title), edition=edition, section=sections[1], by=editor)
    assert order(sections[1]) == [("One", 0), ("Dŵr a thân: two", 1)]
    assert article.slug == "dwr-a-than-two"


def test_a_place_is_written_down_for_the_edition_and_for_the_submission(edition, sections, editor):
    submission = accepted()
    version = edition.version
    assembly.place(submission, edition=edition, section=sections[1], by=editor)
    edition.refresh_from_db()
    assert edition.version == version + 1
    assert AuditEntry.objects.about(edition).first().details["reference"] == submission.reference
    assert AuditEntry.objects.about(submission).first().details == {"edition": 5, "section": "Partnerships"}


def test_two_articles_with_one_title_get_two_addresses(edition, sections, editor):
    first = assembly.place(accepted("Same"), edition=edition, section=sections[0], by=editor)
    second = assembly.place(accepted("Same"), edition=edition, section=sections[1], by=editor)
    assert first.slug == "same"
    assert second.slug == f"same-{second.submission.reference.lower()}"


def test_a_title_of_other_letters_only_gets_the_reference_as_its_address(edition, sections, editor):
    article = assembly.place(accepted("诈骗"), edition=edition, section=sections[0], by=editor)
    assert article.slug == article.submission.reference.lower()


@pytest.mark.parametrize("status", [status for status in SubmissionStatus if status != SubmissionStatus.ACCEPTED])
def test_only_an_accepted_article_gets_a_place(status, edition, sections, editor):
    submission = SubmissionFactory(status=status, revision__title="Too early")
    with pytest.raises(MoveRefusedError, match=r"“Too early” can't be placed.*" + status.label.lower()):
        assembly.place(submission, edition=edition, section=sections[0], by=editor)


def test_an_article_stands_in_one_edition_only(edition, sections, editor):
    submission = accepted("Wanted twice")
    assembly.place(submission, edition=edition, section=sections[0], by=editor)
    other = assembly.start(6, "March 2027", by=editor)
    with pytest.raises(MoveRefusedError, match="stands in edition 5 already, in In the spotlight"):
        assembly.place(submission, edition=other, section=other.sections.first(), by=editor)


def test_all_reasons_are_told_at_once(edition, sections, editor):
    other = assembly.start(6, "March 2027", by=editor)
    with pytest.raises(MoveRefusedError) as refused:
        assembly.place(SubmissionFactory(), edition=other, section=sections[0], by=editor)
    assert len(refused.value.reasons) == 2


# --- moving and removing -------------------------------------------------------------------------------


@pytest.fixture
def three(edition, sections, editor):
    return [
        assembly.place(accepted(title), edition=edition, section=sections[1], by=editor) for title in ("A", "B", "C")
    ]


@pytest.mark.parametrize(
    ("which", "position", "expected"),
    [(0, 1, "BAC"), (0, 2, "BCA"), (0, None, "BCA"), (2, 0, "CAB"), (1, 1, "ABC"), (1, 99, "ACB")],
)
def test_an_article_moves_to_any_position_and_the_order_stays_dense(which, position, expected, three, sections, editor):
    assembly.move_article(three[which], section=sections[1], position=position, by=editor)
    assert order(sections[1]) == [(title, place) for place, title in enumerate(expected)]


def test_an_article_moves_to_another_section_and_both_stay_dense(three, sections, editor):
    assembly.move_article(three[0], section=sections[2], by=editor)
    assert order(sections[1]) == [("B", 0), ("C", 1)]
    assert order(sections[2]) == [("A", 0)]


def test_the_same_button_pressed_twice_on_two_old_pages_moves_once(three, sections, editor):
    stale = Article.objects.get(pk=three[2].pk)
    assembly.move_article(three[2], section=sections[1], position=1, by=editor)
    assembly.move_article(stale, section=sections[1], position=1, by=people.editor())
    assert order(sections[1]) == [("A", 0), ("C", 1), ("B", 2)]
    assert AuditEntry.objects.filter(action="move").count() == 1


def test_a_removed_article_waits_again_and_the_others_close_up(three, edition, sections, editor):
    submission = three[0].submission
    assembly.remove(three[0], by=editor)
    assert order(sections[1]) == [("B", 0), ("C", 1)]
    assert assembly.place(submission, edition=edition, section=sections[0], by=editor).position == 0


def test_who_acts_on_an_article_that_somebody_removed_is_told(three, sections, editor):
    stale = Article.objects.get(pk=three[0].pk)
    assembly.remove(three[0], by=editor)
    with pytest.raises(MoveRefusedError, match="Somebody took this article out"):
        assembly.move_article(stale, section=sections[0], by=editor)
    stale = Article.objects.get(pk=three[1].pk)
    assembly.remove(three[1], by=editor)
    with pytest.raises(MoveRefusedError, match="Somebody took this article out"):
        assembly.remove(stale, by=editor)


def test_a_locked_edition_keeps_its_words_its_order_and_its_articles(three, edition, sections, editor):
    Edition.objects.filter(pk=edition.pk).update(status="locked")
    acts = [
        lambda: assembly.place(accepted(), edition=edition, section=sections[0], by=editor),
        lambda: assembly.move_article(three[0], section=sections[0], by=editor),
        lambda: assembly.remove(three[0], by=editor),
        lambda: assembly.write(edition, {"label": "Other"}, by=editor),
    ]
    for act in acts:
        with pytest.raises(MoveRefusedError, match="Edition 5 is locked"):
            act()
    assert order(sections[1]) == [("A", 0), ("B", 1), ("C", 2)]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_two_editors_who_move_articles_at_the_same_moment_leave_a_dense_order(three, edition, sections, editor):
    def shuffle(seed):
        chance = random.Random(seed)
        try:
            for _ in range(12):
                article = Article.objects.get(pk=chance.choice(three).pk)
                section = chance.choice(sections[1:3])
                assembly.move_article(article, section=section, position=chance.randrange(3), by=editor)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as editors:
        list(editors.map(shuffle, [1, 2]))
    both = [order(sections[1]), order(sections[2])]
    assert [[place for _, place in row] for row in both] == [list(range(len(row))) for row in both]
    assert sorted(title for row in both for title, _ in row) == ["A", "B", "C"]
