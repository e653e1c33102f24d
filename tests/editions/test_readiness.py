from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editions import assembly, readiness
from editions.models import Edition
from submissions import clearing, proofing, revising, signing
from submissions.content import content_of
from submissions.models import Proof, Submission
from submissions.signing import Said
from tests.factories import editions, people, proofs
from tests.factories.submissions import RevisionFactory, RevisionPictureFactory, SubmissionFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return people.editor()


@pytest.fixture
def edition(editor):
    edition = assembly.start(5, "December 2026", by=editor)
    assembly.write(edition, {"welcome": "<p>What this edition holds.</p>"}, by=editor)
    return edition


@pytest.fixture
def place(edition, editor):
    def placed(**revision):
        submission = SubmissionFactory(accepted=True, revision=None)
        RevisionFactory(submission=submission, **revision)
        proofs.settled(submission)
        return assembly.place(submission, edition=edition, section=edition.sections.first(), by=editor)

    return placed


def texts(edition, *, stops=True):
    return [finding.text for finding in readiness.findings(edition) if finding.stops == stops]


def test_an_edition_with_a_welcome_and_an_article_is_ready(edition, place):
    place(title="Plain and good")
    assert readiness.findings(edition) == []


def test_everything_that_stops_it_is_told_at_once_with_where_it_is_mended(edition):
    Edition.objects.update(welcome="", mailbox="", label="")
    edition.refresh_from_db()
    pages = {finding.text: finding.link for finding in readiness.blockers(edition)}
    masthead = reverse("admin:editions_edition_masthead", args=[edition.pk])
    assert pages == {
        "The edition has no label, such as “December 2026”.": f"{masthead}#id_label",
        "The masthead has no mailbox for readers to write to.": f"{masthead}#id_mailbox",
        "There is no welcome text.": reverse("admin:editions_edition_words", args=[edition.pk]) + "#id_welcome",
        "No article has a place in this edition.": reverse("admin:editions_edition_change", args=[edition.pk])
        + "#waiting",
    }


def test_an_article_that_is_not_accepted_any_more_stops_it(edition, place):
    article = place(title="Withdrawn since")
    Submission.objects.update(status="withdrawn")
    assert texts(edition) == ["“Withdrawn since” is not accepted any more, but “withdrawn”. Take it out."]
    assert readiness.blockers(edition)[0].link.endswith(f"#article-{article.pk}")


def test_an_article_without_words_stops_it(edition, place):
    place(title="Nothing below", body="<p> </p>")
    assert texts(edition) == ["“Nothing below” has no text."]


@pytest.mark.parametrize("address", ["mailto:nobody", "https://", "relative/page", "tel:none"])
def test_a_link_that_leads_nowhere_stops_it(address, edition, place):
    place(title="Linked", body=f'<p>Ask <a href="{address}">the team</a>.</p>')
    assert texts(edition) == ["“Linked” has a link that leads nowhere: “the team”."]


def test_a_link_in_the_welcome_that_leads_nowhere_stops_it(edition, place):
    place()
    Edition.objects.update(welcome='<p><a href="mailto:team">The team</a></p>')
    edition.refresh_from_db()
    assert texts(edition) == ["The welcome has a link that leads nowhere: “The team”."]


def test_a_contact_without_a_real_address_stops_it(edition, place):
    contact = {"name": "Duty desk", "role": "", "email": "duty at force", "phone": "", "website": ""}
    place(title="Contact", contacts=[contact, {**contact, "email": "duty@force.example"}])
    assert texts(edition) == ["“Contact” prints “duty at force”, which is not an email address."]


@pytest.mark.parametrize("words", ["here", "Click here", "this form", "yma"])
def test_a_link_that_says_nothing_is_only_advised_against(words, edition, place):
    place(title="Linked", body=f'<p>See <a href="https://x.example/">{words}</a>.</p>')
    assert texts(edition) == []
    assert texts(edition, stops=False) == [f"“Linked” has a link called “{words}”. Name what it leads to."]


def test_short_forms_that_are_never_spelled_out_are_named_once(edition, place):
    place(
        title="Letters",
        summary="The ROCU helped.",
        body="<p>The Regional Team (RT) and the GAIN desk met. GAIN and RT work with the NHS. DO NOT PAY.</p>",
    )
    assert texts(edition, stops=False) == ["“Letters” never spells out ROCU, GAIN."]


def test_a_short_form_may_come_before_its_words(edition, place):
    place(body="<p>The GAIN (Government Agency Intelligence Network) desk met.</p>")
    assert texts(edition, stops=False) == []


def test_a_long_title_and_a_title_used_twice_are_only_advised_against(edition, place):
    long = "A very long title " * 5
    place(title=long)
    place(title="Same")
    place(title="same")
    assert texts(edition) == []
    assert texts(edition, stops=False) == [
        "More than one article is called “Same”.",
        f"The title “{long}” is longer than 80 characters.",
    ]


def test_a_feedback_section_without_questions_is_only_advised_against(edition, place, editor):
    place()
    assembly.write(edition, {"feedback_questions": []}, by=editor)
    assert texts(edition, stops=False) == ["The feedback section asks no questions."]


def test_a_locked_edition_is_judged_by_what_is_printed_of_it(edition, place):
    article = place(title="Pinned")
    article.revision = article.submission.latest
    article.save()
    RevisionFactory(submission=article.submission, title="Later", body='<p><a href="mailto:x">x</a></p>')
    assert texts(edition) == []


def test_nine_articles_cost_as_many_queries_as_one(edition, place):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            readiness.findings(edition)
        return len(captured)

    place()
    one = queries()
    for _ in range(8):
        place()
    assert queries() == one


def unproofed(edition):
    return [(finding.text, finding.stops) for finding in readiness.unproofed(edition)]


def test_an_article_without_a_proof_stops_the_sign_off_but_not_the_lock():
    edition = editions.EditionFactory()
    article = editions.ArticleFactory(edition=edition, proof=False, submission__revision__title="Bare")
    assert unproofed(edition) == [("“Bare”: revision 1 is approved by nobody. Send the proof.", False)]
    assert readiness.blockers(edition) == []
    finding = readiness.findings(edition)[0]
    assert finding.stops_sign_off
    assert finding.link.endswith(f"/submission/{article.submission_id}/change/?tab=proof")


def test_a_proof_that_is_out_names_who_holds_it_and_since_when_it_is_late():
    edition = editions.EditionFactory()
    article = editions.ArticleFactory(edition=edition, proof=False, submission__revision__title="Out")
    proof = proofs.sent(article.submission, co_signer=proofs.PRESS_OFFICE, due_on=date(2099, 12, 4))
    name = article.submission.contributor.name
    assert unproofed(edition) == [(f"“Out”: the proof waits for {name} and Petra Press, due on 4 December.", False)]

    signing.approve(proof.signers.first())
    Proof.objects.update(due_on=date(2020, 12, 4))
    assert unproofed(edition) == [("“Out”: the proof waits for Petra Press, due on 4 December. It is overdue.", False)]

    signing.ask_for_corrections(proof.signers.last(), [Said("Wrong")])
    assert unproofed(edition) == [("“Out”: corrections are wanted. Edit the article and send a new proof.", False)]


def test_an_approved_and_a_waived_proof_stop_nothing_until_the_article_is_edited(editor):
    edition = editions.EditionFactory()
    approved = editions.ArticleFactory(edition=edition).submission
    waived = editions.ArticleFactory(edition=edition, proof=False).submission
    proofing.waive(waived, by=people.publisher(), reason="Agreed by telephone")
    assert unproofed(edition) == []

    content = replace(content_of(approved.latest), title="Edited")
    revising.revise(approved, content, by=editor)

    assert unproofed(edition) == [("“Edited”: revision 2 is approved by nobody. Send the proof.", False)]


# --- clearance -------------------------------------------------------------------------------------


def cleared_of(edition):
    return [finding.text for finding in readiness.blockers(edition) if "not cleared" in finding.text]


def test_an_article_that_nobody_answered_for_stops_the_lock(edition, place):
    article = place(title="Bare", cleared=False)

    assert cleared_of(edition) == [
        (
            "“Bare” is not cleared yet. Open: “Protective marking”, “The organisation’s agreement”, “Live cases”, "
            "“People who are named”, “How the work is done”."
        )
    ]
    (finding,) = readiness.blockers(edition)
    assert finding.link.endswith(f"/{article.submission_id}/change/#clearance")


def test_an_edit_stops_the_lock_until_an_editor_confirms_again(edition, place, editor):
    submission = place(title="Edited").submission
    assert cleared_of(edition) == []

    revising.revise(submission, replace(content_of(submission.latest), title="Edited twice"), by=editor)
    assert cleared_of(edition)[0].startswith("“Edited twice” is not cleared yet.")

    clearing.confirm(submission, by=editor)
    assert cleared_of(edition) == []


def test_something_that_was_found_stops_the_lock_until_somebody_answers_for_it(edition, place):
    place(title="Found", body="<p>The alleged leader of the gang left.</p>")

    assert cleared_of(edition) == ["“Found” is not cleared yet. Open: “Live cases”."]


def test_consent_for_a_picture_that_ended_stops_the_lock(edition, place):
    article = place(title="Seen")
    yesterday = timezone.localdate() - timedelta(days=1)
    shown = {"revision": article.submission.latest, "people": "agreed"}
    RevisionPictureFactory(**shown, consent_until=timezone.localdate())
    assert cleared_of(edition) == []

    RevisionPictureFactory(**shown, consent_until=yesterday)
    assert cleared_of(edition) == ["“Seen” is not cleared yet. Open: “Rights in the pictures”."]
