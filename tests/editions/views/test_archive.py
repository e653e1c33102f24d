import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from editions import publishing
from editions.models import Snapshot
from tests.factories import editions, people
from tests.factories.submissions import RevisionFactory, RevisionPictureFactory

pytestmark = pytest.mark.django_db


def html(client, name, *args, **headers) -> str:
    return client.get(reverse(name, args=args), headers=headers).content.decode()


def with_picture(edition):
    for article in edition.articles.all():
        RevisionPictureFactory(revision=article.submission.latest)
    return edition


# --- home ------------------------------------------------------------------------------------------


def test_home_shows_the_newest_published_edition(client):
    editions.published(number=5, label="December 2026")
    editions.published(number=4, label="September 2026")
    editions.signed_off(number=6, label="March 2027")
    page = html(client, "editions:home")
    assert "Issue 05, December 2026" in page
    assert "In the fifth edition" in page
    assert "March 2027" not in page


def test_home_leads_to_every_article_of_it(client):
    edition = editions.published(articles=3)
    page = html(client, "editions:home")
    for article in edition.articles.all():
        assert reverse("editions:article", args=[edition.number, article.slug]) in page
        assert article.revision.title in page


def test_home_without_an_edition_says_so_and_offers_ways_in(client):
    editions.signed_off(label="March 2027")
    page = html(client, "editions:home")
    assert "No edition is published yet" in page
    assert reverse("submissions:submit") in page
    assert reverse("editions:subscribe") in page
    assert "March 2027" not in page


# --- archive ---------------------------------------------------------------------------------------


def test_the_archive_lists_published_editions_the_newest_first(client):
    for number, label in ((4, "September 2026"), (5, "December 2026")):
        editions.published(number=number, label=label)
    editions.withdrawn(number=3, label="June 2026")
    editions.locked(number=6, label="March 2027")
    page = html(client, "editions:archive")
    assert page.index("December 2026") < page.index("September 2026")
    assert "June 2026" not in page
    assert "March 2027" not in page


def test_the_archive_names_the_first_articles_and_counts_the_rest(client):
    edition = editions.published(articles=5)
    titles = [article.revision.title for article in edition.articles.select_related("revision")]
    page = html(client, "editions:archive")
    assert f"{titles[0]}; {titles[1]}; {titles[2]}; and 2 more" in page
    assert titles[3] not in page


def test_an_empty_archive_says_how_not_to_miss_the_first(client):
    assert "No edition is published yet" in html(client, "editions:archive")


# --- an edition ------------------------------------------------------------------------------------


def test_an_edition_is_the_snapshot_that_was_signed_off(client):
    edition = editions.published(number=5)
    article = edition.articles.get()
    RevisionFactory(submission=article.submission, title="Changed after it was signed off")
    page = html(client, "editions:edition", 5)
    assert edition.snapshot.web_html in page
    assert "Changed after" not in page
    assert "<title>Issue 05, December 2026 - " in page


def test_an_edition_whose_snapshot_was_changed_is_not_shown(client):
    edition = editions.published()
    Snapshot.objects.update(web_html="<p>Something else</p>")
    with pytest.raises(ValueError, match="not what was signed off"):
        html(client, "editions:edition", edition.number)


def test_an_edition_leads_to_those_around_it(client):
    for number in (3, 5, 7):
        editions.published(number=number)
    editions.withdrawn(number=4)
    page = html(client, "editions:edition", 5)
    assert reverse("editions:edition", args=[3]) in page
    assert reverse("editions:edition", args=[7]) in page
    assert f'href="{reverse("editions:edition", args=[4])}"' not in page


@pytest.mark.parametrize("make", [editions.ready, editions.locked, editions.signed_off])
def test_what_is_not_published_is_not_there(client, make):
    edition = make()
    article = edition.articles.get()
    client.force_login(people.publisher())
    assert client.get(reverse("editions:edition", args=[edition.number])).status_code == 404
    assert client.get(reverse("editions:article", args=[edition.number, article.slug])).status_code == 404


def test_a_withdrawn_edition_says_so_and_shows_nothing_of_itself(client):
    edition = editions.withdrawn(number=4, welcome="<p>Words that must go.</p>")
    article = edition.articles.get()
    for address in (
        reverse("editions:edition", args=[4]),
        reverse("editions:article", args=[4, article.slug]),
        reverse("editions:article", args=[4, "no-such-article"]),
    ):
        answer = client.get(address)
        assert answer.status_code == 410
        page = answer.content.decode()
        assert "Issue 04 was withdrawn" in page
        assert "Words that must go" not in page
        assert article.revision.title not in page


def test_an_edition_that_is_published_again_is_there_again(client):
    edition = editions.withdrawn(number=4)
    publishing.republish(edition, by=people.publisher())
    assert edition.snapshot.web_html in html(client, "editions:edition", 4)


# --- an article ------------------------------------------------------------------------------------


def test_an_article_has_a_page_of_its_own_with_the_pinned_revision(client):
    edition = editions.published()
    article = edition.articles.select_related("revision").get()
    RevisionFactory(submission=article.submission, title="Changed after it was signed off")
    page = html(client, "editions:article", edition.number, article.slug)
    assert f'id="title-of-article-{article.slug}">{article.revision.title}</h1>' in page
    assert f'<meta name="description" content="{article.revision.summary}">' in page
    assert article.section.name in page
    assert "Changed after" not in page


def test_an_article_leads_to_those_beside_it(client):
    edition = editions.published(articles=3)
    first, second, third = edition.articles.all()
    page = html(client, "editions:article", edition.number, second.slug)
    assert page.index(f'{first.slug}/" rel="prev"') < page.index(f'{third.slug}/" rel="next"')
    assert 'rel="prev"' not in html(client, "editions:article", edition.number, first.slug)
    assert 'rel="next"' not in html(client, "editions:article", edition.number, third.slug)


def test_an_article_of_another_edition_is_not_there(client):
    here, other = editions.published(), editions.published()
    slug = other.articles.get().slug
    assert client.get(reverse("editions:article", args=[here.number, slug])).status_code == 404


# --- for every page --------------------------------------------------------------------------------


def addresses(edition) -> dict[str, str]:
    return {
        "home": reverse("editions:home"),
        "archive": reverse("editions:archive"),
        "edition": reverse("editions:edition", args=[edition.number]),
        "article": reverse("editions:article", args=[edition.number, edition.articles.first().slug]),
    }


@pytest.mark.parametrize("name", ["home", "archive", "edition", "article"])
def test_a_page_that_was_not_changed_is_not_sent_again(client, name):
    address = addresses(editions.published())[name]
    first = client.get(address)
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304
    editions.published(number=999, label="Newer")
    changed = client.get(address, headers={"if-none-match": first["ETag"]}).status_code
    assert changed == (304 if name == "article" else 200)


def test_a_kept_page_is_asked_for_again_because_it_may_be_withdrawn(client):
    edition = editions.published()
    answer = client.get(reverse("editions:edition", args=[edition.number]))
    assert answer["Cache-Control"] == "no-cache"
    assert answer["Last-Modified"].endswith("GMT")
    publishing.withdraw(edition, by=people.publisher(), reason="A court asked for it.")
    again = client.get(reverse("editions:edition", args=[edition.number]), headers={"if-none-match": answer["ETag"]})
    assert again.status_code == 410


@pytest.mark.parametrize("name", ["home", "archive", "edition", "article"])
def test_nine_articles_ask_the_database_no_more_than_one(client, name):
    counts = []
    for articles in (1, 9):
        edition = with_picture(editions.ready(articles=articles))
        publishing.lock(edition, by=people.editor())
        publishing.sign_off(edition, by=people.publisher())
        publishing.publish(edition, by=people.publisher())
        with CaptureQueriesContext(connection) as asked:
            client.get(addresses(edition)[name])
        counts.append(len(asked))
    assert counts[0] == counts[1]


@pytest.mark.parametrize("name", ["home", "archive", "edition", "article"])
def test_a_page_sets_no_cookie(client, name):
    answer = client.get(addresses(editions.published())[name])
    assert answer.status_code == 200
    assert not answer.cookies


@pytest.mark.parametrize("name", ["home", "archive", "edition", "article"])
def test_a_get_is_all_that_a_page_takes(client, name):
    assert client.post(addresses(editions.published())[name]).status_code == 405


# --- in a browser ----------------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_pages_have_no_fault_that_axe_finds_and_fit_a_telephone(narrow, live_server):
    edition = with_picture(editions.ready(articles=3))
    publishing.lock(edition, by=people.editor())
    publishing.sign_off(edition, by=people.publisher())
    publishing.publish(edition, by=people.publisher())
    for name, address in addresses(edition).items():
        narrow.goto(live_server.url + address)
        assert Axe().run(narrow).response["violations"] == [], name
        assert narrow.evaluate("document.documentElement.scrollWidth") == 360, name
