from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from bulletin.models import OutboxMail
from editions.models import Article
from submissions.models import Section, Signer
from tests.factories import editions, people, proofs
from tests.factories.editions import ArticleFactory, EditionFactory
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    return EditionFactory(number=5)


@pytest.fixture
def desk(client):
    client.force_login(people.editor())
    return client


def at(edition, page="change", *more):
    return reverse(f"admin:editions_edition_{page}", args=[edition.pk, *more])


def shown(client, edition):
    return client.get(at(edition)).content.decode()


def titles(section):
    return [article.submission.title for article in section.articles.order_by("position")]


def test_accepted_articles_wait_with_their_suggested_section_chosen(desk, edition):
    suggestion = Section.objects.get(name="Partnerships")
    SubmissionFactory(accepted=True, suggested_section=suggestion, revision__title="Waits")
    SubmissionFactory(in_review=True, revision__title="Not decided")
    page = shown(desk, edition)
    assert "Waiting for a place (1)" in page
    assert "Waits" in page
    assert "Not decided" not in page
    chosen = edition.sections.get(name="Partnerships").pk
    assert f'<option value="{chosen}" selected>Partnerships</option>' in page


def test_an_article_is_placed_and_gets_the_focus(desk, edition):
    submission = SubmissionFactory(accepted=True, revision__title="Waits")
    section = edition.sections.last()
    answer = desk.post(at(edition, "place"), {"submission": submission.pk, "section": section.pk}, follow=True)
    article = Article.objects.get()
    assert answer.redirect_chain[0][0].endswith(f"?at=article-{article.pk}#article-{article.pk}")
    assert f'data-at="article-{article.pk}"' in answer.content.decode()
    assert "“Waits” is now number 1 of 1 in Partnerships." in answer.content.decode()


def test_an_article_that_cannot_be_placed_waits_and_the_reason_is_said(desk, edition):
    submission = SubmissionFactory(declined=True, revision__title="Too late")
    answer = desk.post(
        at(edition, "place"), {"submission": submission.pk, "section": edition.sections.first().pk}, follow=True
    )
    assert "“Too late” can&#x27;t be placed: it is not accepted" in answer.content.decode()
    assert not Article.objects.exists()


@pytest.mark.parametrize(
    ("which", "way", "position", "order", "focus"),
    [
        (0, "down", 1, "BAC", "down"),
        (1, "down", 2, "ACB", "up"),
        (2, "up", 1, "ACB", "up"),
        (1, "up", 0, "BAC", "down"),
    ],
)
def test_up_and_down_move_an_article_and_keep_the_focus_on_its_button(
    which, way, position, order, focus, desk, edition
):
    articles = [ArticleFactory(edition=edition, submission__revision__title=title) for title in "ABC"]
    section = edition.sections.first()
    answer = desk.post(
        at(edition, "article", articles[which].pk), {"section": section.pk, "position": position, "way": way}
    )
    assert titles(section) == list(order)
    assert answer.headers["Location"].endswith(f"#{focus}-{articles[which].pk}")


def test_an_article_moves_to_another_section_and_gets_the_focus_there(desk, edition):
    article = ArticleFactory(edition=edition, submission__revision__title="Mover")
    other = edition.sections.last()
    answer = desk.post(at(edition, "article", article.pk), {"section": other.pk}, follow=True)
    assert titles(other) == ["Mover"]
    assert answer.redirect_chain[0][0].endswith(f"#article-{article.pk}")


def test_an_article_is_taken_out_and_waits_again(desk, edition):
    article = ArticleFactory(edition=edition, submission__revision__title="Out")
    answer = desk.post(at(edition, "article", article.pk), {"do": "remove"}, follow=True)
    page = answer.content.decode()
    assert "“Out” waits for a place again." in page
    assert "Waiting for a place (1)" in page
    assert answer.redirect_chain[0][0].endswith(f"#waiting-{article.submission_id}")


@pytest.mark.parametrize("typed", [{}, {"section": "99999"}, {"section": "x", "position": "-1"}])
def test_a_form_of_an_old_page_is_answered_in_words(typed, desk, edition):
    article = ArticleFactory(edition=edition)
    for address in (at(edition, "article", article.pk), at(edition, "article", 99999), at(edition, "place")):
        answer = desk.post(address, typed, follow=True)
        assert "somebody changed the board" in answer.content.decode()


def test_a_reader_sees_the_board_without_a_button_and_is_refused_when_they_post(client, edition):
    article = ArticleFactory(edition=edition, submission__revision__title="Seen")
    client.force_login(people.reader())
    page = shown(client, edition)
    assert "Seen" in page
    assert "Take out" not in page
    answer = client.post(at(edition, "article", article.pk), {"do": "remove"}, follow=True)
    assert "You don&#x27;t have permission to assemble editions" in answer.content.decode()
    assert Article.objects.filter(pk=article.pk).exists()


def test_a_get_of_an_acting_address_is_refused(desk, edition):
    article = ArticleFactory(edition=edition)
    assert desk.get(at(edition, "place")).status_code == 405
    assert desk.get(at(edition, "article", article.pk)).status_code == 405


def test_what_stops_the_edition_is_listed_with_links(desk, edition):
    type(edition).objects.update(welcome="")
    page = shown(desk, edition)
    assert "2 things stop this edition" in page
    assert f'<a href="{at(edition, "words")}#id_welcome">There is no welcome text.</a>' in page


def test_a_locked_edition_says_why_nothing_can_be_moved(desk):
    edition = editions.locked(number=7)
    page = shown(desk, edition)
    assert "Edition 7 is locked. Unlock it before you change anything." in page
    assert "Take out" not in page


@pytest.fixture
def held(edition):
    """A signer of an article of the edition who was asked yesterday."""
    article = ArticleFactory(edition=edition, proof=False, submission__contributor__name="Hetty Vance")
    signer = proofs.sent(article.submission).signers.get()
    Signer.objects.update(asked_at=timezone.now() - timedelta(days=1))
    return signer


def test_whoever_holds_a_proof_is_reminded_from_the_board(desk, edition, held):
    assert "Email Hetty Vance a reminder" in shown(desk, edition)
    before = OutboxMail.objects.count()

    answer = desk.post(at(edition, "remind", held.pk), follow=True)

    assert "Hetty Vance is being mailed a new link to the proof." in answer.content.decode()
    assert OutboxMail.objects.count() == before + 1
    assert OutboxMail.objects.latest("pk").to_email == held.email


def test_a_second_reminder_within_the_hour_is_refused_with_the_reason(desk, edition, held):
    desk.post(at(edition, "remind", held.pk))
    before = OutboxMail.objects.count()

    answer = desk.post(at(edition, "remind", held.pk), follow=True)

    assert "Hetty Vance was written to less than an hour ago." in answer.content.decode()
    assert OutboxMail.objects.count() == before


def test_nobody_is_reminded_from_the_board_of_another_edition(desk, held):
    assert desk.post(at(EditionFactory(number=6), "remind", held.pk)).status_code == 404


def test_the_board_costs_the_same_for_one_article_and_three(desk, edition):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            desk.get(at(edition))
        return len(captured)

    ArticleFactory(edition=edition)
    SubmissionFactory(accepted=True)
    queries()
    one = queries()
    for _ in range(2):
        ArticleFactory(edition=edition)
        SubmissionFactory(accepted=True)
    assert queries() == one
