"""What still stops an edition, and what somebody should look at: everything at once, each with where to mend it."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from bulletin import prose
from editions import wording
from editions.models import Article, Edition
from submissions import contact_reading, settling, weighing
from submissions.models import Proof, Revision, Signer
from submissions.workflow import ProofStatus, SubmissionStatus

LONG_TITLE = 80
NEEDED = {
    "label": ("masthead", "The edition has no label, such as “December 2026”."),
    "title": ("masthead", "The masthead has no title."),
    "mailbox": ("masthead", "The masthead has no mailbox for readers to write to."),
    "welcome": ("words", "There is no welcome text."),
}
WORDS = {"welcome": "The welcome", "standing_text": "The standing text", "feedback_text": "The feedback text"}

# The proofs and the clearance ledgers of the articles.
WHO_AGREED = ("submission__proofs__signers", "submission__clearance__reopened_for", "submission__finding_answers")


@dataclass(frozen=True)
class Finding:
    """One sentence for an editor, and the address of the page that mends it; some stop the lock, some only advise.

    What `stops_sign_off` does not stop the lock: a proof can be approved while the edition is locked. `signers` are
    those who can be reminded of it.
    """

    text: str
    link: str
    stops: bool = True
    stops_sign_off: bool = False
    signers: tuple[Signer, ...] = ()


def blockers(edition: Edition) -> list[Finding]:
    """Everything that stops the edition from being locked."""
    return [finding for finding in findings(edition) if finding.stops]


def findings(edition: Edition) -> list[Finding]:
    """What stops the edition first, then what stops its sign-off, then what only deserves a look."""
    articles = _articles(edition)
    found = [*_of_words(edition), *_of_places(edition, articles)]
    for article in articles:
        found += [*_of_article(article), *_of_clearance(article), *_of_proof(article)]
    return sorted(found, key=lambda finding: (not finding.stops, not finding.stops_sign_off))


def unproofed(edition: Edition) -> list[Finding]:
    """The articles whose printed revision nobody has approved or waived, and with whom each proof is."""
    return [finding for article in _articles(edition) for finding in _of_proof(article)]


def _articles(edition: Edition) -> list[Article]:
    return list(edition.articles.with_content().prefetch_related(*WHO_AGREED))


def _of_words(edition: Edition) -> Iterator[Finding]:
    for field, (page, text) in NEEDED.items():
        if not str(getattr(edition, field)).strip():
            yield Finding(text, _desk(page, edition, f"id_{field}"))
    for field, name in WORDS.items():
        yield from _of_links(getattr(edition, field), name, _desk("words", edition, f"id_{field}"))
    if not edition.feedback_questions:
        link = _desk("words", edition, "id_feedback_questions")
        yield Finding("The feedback section asks no questions.", link, stops=False)


def _of_places(edition: Edition, articles: list[Article]) -> Iterator[Finding]:
    if not articles:
        yield Finding("No article has a place in this edition.", _desk("change", edition, "waiting"))
    titles = Counter(article.printed.title.casefold() for article in articles if article.printed)
    for article in articles:
        if article.printed and titles.pop(article.printed.title.casefold(), 0) > 1:
            text = f"More than one article is called “{article.printed.title}”."
            yield Finding(text, _desk("change", edition, f"article-{article.pk}"), stops=False)


def _of_article(article: Article) -> Iterator[Finding]:
    submission, revision = article.submission, article.printed
    link = reverse("admin:submissions_submission_change", args=[submission.pk])
    if submission.status != SubmissionStatus.ACCEPTED:
        status = submission.get_status_display().lower()
        board = _desk("change", article.edition, f"article-{article.pk}")
        yield Finding(f"“{submission.title}” is not accepted any more, but “{status}”. Take it out.", board)
    if revision is None or not revision.title.strip() or not prose.words(revision.body):
        yield Finding(f"“{submission.title}” has no text.", link)
    else:
        yield from _of_revision(revision, link)


def _of_clearance(article: Article) -> Iterator[Finding]:
    """What of an article nobody has answered for or confirmed; no reason of a publisher overrides it."""
    submission, revision = article.submission, article.printed
    lines = [line for line in weighing.ledger(submission, revision) if not line.is_settled]
    if revision and lines:
        link = reverse("admin:submissions_submission_change", args=[submission.pk]) + "#clearance"
        labels = ", ".join(f"“{line.label}”" for line in lines)
        yield Finding(f"“{revision.title}” is not cleared yet. Open: {labels}.", link)


def _of_proof(article: Article) -> Iterator[Finding]:
    submission, revision = article.submission, article.printed
    if revision is None:
        return
    proof = settling.standing(submission)
    link = reverse("admin:submissions_submission_change", args=[submission.pk]) + "?tab=proof"
    if proof is None or proof.revision_id != revision.pk:
        text = f"“{revision.title}”: revision {revision.number} is approved by nobody. Send the proof."
        yield Finding(text, link, stops=False, stops_sign_off=True)
    elif proof.status not in settling.SETTLED:
        text = f"“{revision.title}”: {_of_answers(proof)}"
        yield Finding(text, link, stops=False, stops_sign_off=True, signers=_holders(proof))


def _holders(proof: Proof) -> tuple[Signer, ...]:
    """Those who were asked by mail and have not answered."""
    if proof.status != ProofStatus.SENT:
        return ()
    return tuple(signer for signer in proof.signers.all() if signer.email and not signer.answer)


def _of_answers(proof: Proof) -> str:
    """Who holds the proof."""
    if proof.status == ProofStatus.CORRECTIONS_WANTED:
        return "corrections are wanted. Edit the article and send a new proof."
    late = " It is overdue." if proof.due_on and proof.due_on < timezone.localdate() else ""
    due = f", due on {date_format(proof.due_on, 'j F')}" if proof.due_on else ""
    return f"the proof waits for {' and '.join(proof.missing())}{due}.{late}"


def _of_revision(revision: Revision, link: str) -> Iterator[Finding]:
    name = f"“{revision.title}”"
    yield from _of_links(revision.body, name, link)
    for contact in revision.contacts:
        if contact.get("email") and not contact_reading.is_address(contact["email"]):
            yield Finding(f"{name} prints “{contact['email']}”, which is not an email address.", link)
    if len(revision.title) > LONG_TITLE:
        yield Finding(f"The title {name} is longer than {LONG_TITLE} characters.", link, stops=False)
    if forms := wording.unexplained(" ".join([revision.summary, *prose.paragraphs(revision.body)])):
        yield Finding(f"{name} never spells out {', '.join(forms)}.", link, stops=False)


def _of_links(html: str, name: str, link: str) -> Iterator[Finding]:
    for text in wording.empty_links(html):
        yield Finding(f"{name} has a link that leads nowhere: “{text}”.", link)
    for text in wording.vague_links(html):
        yield Finding(f"{name} has a link called “{text}”. Name what it leads to.", link, stops=False)


def _desk(page: str, edition: Edition, field: str) -> str:
    return reverse(f"admin:editions_edition_{page}", args=[edition.pk]) + f"#{field}"
