import pytest
from django.urls import reverse

from bulletin.models import AuditEntry
from editions import publishing
from editions.rendering import contents, mail, twins
from submissions import pairing
from submissions.models import Submission
from tests.factories import editions, people
from tests.factories.submissions import SubmissionFactory

pytestmark = pytest.mark.django_db
ENGLISH, WELSH = "Read this article in English", "Darllenwch yr erthygl hon yn Gymraeg"


def two(**given):
    """An article in English and the same in Welsh."""
    return SubmissionFactory(**given), SubmissionFactory(revision__language="cy", **given)


def paired(**given):
    english, welsh = two(**given)
    pairing.pair(english, welsh.reference, by=people.editor())
    return english, welsh


def fresh(row):
    return Submission.objects.get(pk=row.pk)


def publish(*submissions):
    edition = editions.EditionFactory()
    for number, submission in enumerate(submissions):
        editions.ArticleFactory(edition=edition, submission=submission, slug=f"a{number}")
    publishing.lock(edition, by=people.editor())
    publishing.sign_off(edition, by=(publisher := people.publisher()))
    publishing.publish(edition, by=publisher)
    return edition


def test_a_pair_is_known_from_both_sides_and_written_down_at_both():
    english, welsh = two()

    assert pairing.pair(english, f" {welsh.reference.lower()} ", by=people.editor()) == welsh

    assert (pairing.other(fresh(english)), pairing.other(fresh(welsh))) == (welsh, english)
    assert [AuditEntry.objects.about(row).get().action for row in (english, welsh)] == ["pair", "pair"]


def test_parting_takes_it_back_from_either_side():
    english, welsh = paired()

    pairing.part(fresh(welsh), by=people.editor())

    assert pairing.other(fresh(english)) is None
    assert pairing.other(fresh(welsh)) is None


@pytest.mark.parametrize(
    ("typed", "why"),
    [("", "Enter the reference"), ("SOC-0000", "no article with the reference"), ("SOC\x00", "“SOC”")],
)
def test_a_reference_that_leads_nowhere_is_refused(typed, why):
    with pytest.raises(pairing.PairRefusedError, match=why):
        pairing.pair(SubmissionFactory(), typed, by=people.editor())


def test_an_article_is_no_pair_with_itself_nor_with_one_in_its_own_language():
    one, same = SubmissionFactory(), SubmissionFactory()

    with pytest.raises(pairing.PairRefusedError, match="with itself"):
        pairing.pair(one, one.reference, by=people.editor())
    with pytest.raises(pairing.PairRefusedError, match="Both articles are in English"):
        pairing.pair(one, same.reference, by=people.editor())


def test_a_third_article_is_told_that_both_are_taken():
    english, welsh = paired()
    polish = SubmissionFactory(revision__language="pl")

    with pytest.raises(pairing.PairRefusedError, match=f"{welsh.reference} is paired with {english.reference}"):
        pairing.pair(polish, welsh.reference, by=people.editor())


def test_only_reviewers_pair_and_part():
    english, welsh = two()
    with pytest.raises(pairing.PairRefusedError, match="permission"):
        pairing.pair(english, welsh.reference, by=people.reader())
    with pytest.raises(pairing.PairRefusedError, match="permission"):
        pairing.part(english, by=people.reader())


def test_what_stands_in_a_locked_edition_is_paired_only_after_unlocking():
    english, welsh = two(accepted=True)
    edition = editions.EditionFactory()
    editions.ArticleFactory(edition=edition, submission=english)
    publishing.lock(edition, by=people.editor())

    with pytest.raises(pairing.PairRefusedError, match="Unlock that edition first"):
        pairing.pair(fresh(english), welsh.reference, by=people.editor())


def test_in_one_edition_each_leads_to_the_other_on_the_web_and_in_the_email(client):
    edition = publish(*paired(accepted=True))

    whole = client.get(f"/editions/{edition.number}/").content.decode()
    own = client.get(f"/editions/{edition.number}/a0/").content.decode()
    letter = mail.html(edition)

    assert WELSH in whole
    assert ENGLISH in whole
    assert f'<a href="/editions/{edition.number}/a1/" hreflang="cy" lang="cy" dir="ltr">{WELSH}</a>' in own
    assert ENGLISH not in own
    assert f"https://bulletin.example/editions/{edition.number}/a1/" in letter
    assert WELSH in letter


def test_in_two_editions_a_page_leads_only_to_what_is_published(client):
    english, welsh = paired(accepted=True)
    first = publish(fresh(english))
    assert WELSH not in client.get(f"/editions/{first.number}/a0/").content.decode()

    second = publish(fresh(welsh))

    assert WELSH in client.get(f"/editions/{first.number}/a0/").content.decode()
    page = client.get(f"/editions/{second.number}/").content.decode()
    assert f'href="/editions/{first.number}/a0/" hreflang="en" lang="en"' in page


def test_a_language_of_which_we_have_no_words_is_named_in_english(client):
    english, urdu = SubmissionFactory(accepted=True), SubmissionFactory(accepted=True, revision__language="ur")
    pairing.pair(english, urdu.reference, by=people.editor())
    edition = publish(fresh(english), fresh(urdu))

    page = client.get(f"/editions/{edition.number}/a0/").content.decode()

    assert 'hreflang="ur" lang="en" dir="ltr">Read this article in Urdu</a>' in page


@pytest.mark.parametrize("pairs", [1, 3])
def test_pairs_cost_one_question_however_many_they_are(pairs, django_assert_num_queries):
    elsewhere = []
    edition = editions.EditionFactory()
    for number in range(pairs):
        english, welsh = paired(accepted=True)
        editions.ArticleFactory(edition=edition, submission=english, slug=f"a{number}")
        elsewhere.append(welsh)
    publish(*map(fresh, elsewhere))
    printed = contents.of(edition)

    with django_assert_num_queries(1):
        assert len(twins.of(printed)) == pairs


def test_an_editor_pairs_and_parts_at_the_article_page(client):
    english, welsh = two(in_review=True)
    client.force_login(people.editor())
    page = reverse("admin:submissions_submission_pair", args=[english.pk])

    answer = client.post(page, {"reference": welsh.reference}, follow=True).content.decode()
    assert f"{english.reference} and {welsh.reference} are now a pair." in answer
    assert "Part the two" in answer
    answer = client.post(page, {"reference": welsh.reference}, follow=True).content.decode()
    assert "is paired with" in answer
    answer = client.post(page, {"part": "1"}, follow=True).content.decode()
    assert f"{english.reference} is paired with no article any more." in answer


def test_a_reader_sees_no_button_to_pair(client):
    english, _ = two(in_review=True)
    client.force_login(people.reader())

    page = client.get(reverse("admin:submissions_submission_change", args=[english.pk])).content.decode()

    assert "In another language" in page
    assert "Pair them" not in page
