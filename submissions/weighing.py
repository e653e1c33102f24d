"""What of an article's clearance ledger is settled, and what still keeps it from being printed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from bulletin import moves
from submissions import safety
from submissions.content import Content, content_of
from submissions.models import ClearanceAnswer, ClearanceQuestion, FindingAnswer, Revision, Submission
from submissions.safety import Finding

Q = ClearanceQuestion
HELD_FOR_MARKING = "It may bear a protective marking. Look at it before anybody is mailed about it."


@dataclass(frozen=True)
class Given:
    """One answer: `said` is the choice in its own words, and `explanation` why it may be printed all the same."""

    question: str
    verdict: str = ClearanceAnswer.Verdict.CLEAR
    said: str = ""
    explanation: str = ""
    signed_by: str = ""
    signed_on: date | None = None


@dataclass(frozen=True)
class Declared:
    """Everything that somebody answered for: the questions, and the scanner's findings by their keys."""

    answers: tuple[Given, ...] = ()
    accounts: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Line:
    """One question of a submission's ledger, with its answer, what the scanner found, and what is open about it."""

    question: str
    label: str
    wording: str
    answer: ClearanceAnswer | None
    findings: list[tuple[Finding, FindingAnswer | None]]
    reasons: list[str]  # each says where it is mended (moves.Reason)

    @property
    def is_settled(self) -> bool:
        return not self.reasons

    @property
    def may_be_confirmed(self) -> bool:
        return self.answer is not None and not self.answer.is_confirmed and not _unaccounted(self.findings)


def wording(question: str) -> str:
    """The question as it is asked now, in the reader's language."""
    return _(getattr(settings, f"CLEARANCE_{question.upper()}"))


def asked(content: Content) -> list[str]:
    """Which questions an article raises: one without contacts or pictures needs no consent of theirs."""
    left_out = {Q.CONTACTS: not content.contacts, Q.IMAGES: not content.pictures}
    return [question.value for question in Q if not left_out.get(question)]


def suspicion(content: Content, *, seen: Revision | None = None) -> str:
    """Why an article waits apart before anybody is mailed about it; empty when nothing in it looks like a marking.

    What stood in the revision that editors have `seen` already is none.
    """
    known = {finding.key for finding in found(seen)}
    marked = {finding.key for finding in safety.findings(content) if finding.is_marking}
    return HELD_FOR_MARKING if marked - known else ""


def missing(content: Content, declared: Declared) -> list[str]:
    """What an article raises and nobody has answered for, each as a sentence."""
    answered = {given.question for given in declared.answers}
    unsaid = [question for question in asked(content) if question not in answered]
    reasons = [_("Answer for “%(question)s”.") % {"question": Q(question).label} for question in unsaid]
    found = [each for each in safety.findings(content) if not declared.accounts.get(each.key, "").strip()]
    return reasons + [_unanswered(finding) for finding in found]


def ledger(submission: Submission, revision: Revision | None = None) -> list[Line]:
    """Every question that the article raises, in order.

    `revision` is what is to be printed, when that is not the newest. Prefetch `revisions__pictures__picture`,
    `clearance__reopened_for` and `finding_answers` to ask many.
    """
    revision = revision or submission.latest
    if revision is None:
        return []
    content = content_of(revision)
    answers = {row.question: row for row in submission.clearance.all()}
    accounts = {row.key: row for row in submission.finding_answers.all()}
    found = [(finding, accounts.get(finding.key)) for finding in safety.findings(content)]
    lines = []
    for question in Q:
        about = [pair for pair in found if pair[0].question == question]
        if question in asked(content) or about:
            ended = _ended(content) if question == Q.IMAGES else []
            lines.append(_line(question, answers.get(question), about, ended))
    return lines


def blockers(submission: Submission, revision: Revision | None = None) -> list[str]:
    """Every reason why the article may not be printed yet, each with what to do."""
    return [reason for line in ledger(submission, revision) for reason in line.reasons]


def marking_blockers(submission: Submission) -> list[str]:
    """Why it may not even be accepted: something looks like a marking, and nobody has answered for it."""
    accounts = {row.key for row in submission.finding_answers.all()}
    marked = [finding for finding in found(submission.latest) if finding.is_marking and finding.key not in accounts]
    return [_unanswered(finding) for finding in marked]


def _line(
    question: ClearanceQuestion,
    given: ClearanceAnswer | None,
    found: list[tuple[Finding, FindingAnswer | None]],
    more: list[str],
) -> Line:
    reasons = [*more, *(_unanswered(finding) for finding in _unaccounted(found))]
    if given is None:
        text = f"Nobody has answered for “{question.label}”. Ask the contributor, and note the answer."
        reasons.append(moves.Reason(text, f"answer/{question}"))
    elif given.is_reopened:
        number = given.reopened_for.number if given.reopened_for else ""
        text = f"Revision {number} touched “{question.label}”. Look at it and confirm it again."
        reasons.append(moves.Reason(text, f"clearance-{question}"))
    elif not given.is_confirmed:
        reasons.append(moves.Reason(f"Confirm the answer to “{question.label}”.", f"clearance-{question}"))
    return Line(
        question.value, str(question.label), given.wording if given else wording(question), given, found, reasons
    )


def _ended(content: Content) -> list[str]:
    """Pictures whose people agreed until a day that is past."""
    today = timezone.localdate()
    ended = "Consent for picture {} ended on {}. Ask again, or take it out."
    return [
        moves.Reason(ended.format(number, date_format(it.consent_until, "j F Y")), f"pictures-{number - 1}")
        for number, it in enumerate(content.pictures, start=1)
        if it.consent_until and it.consent_until < today
    ]


def _unaccounted(found: Iterable[tuple[Finding, FindingAnswer | None]]) -> list[Finding]:
    return [finding for finding, account in found if account is None]


def _unanswered(finding: Finding) -> str:
    words = _("%(label)s: “%(quote)s” in %(where)s. Take it out, or say why it may be printed.")
    said = words % {"label": finding.label, "quote": finding.quote, "where": finding.where}
    return moves.Reason(said, f"answer/{finding.question}#id_finding_{finding.key}")


def found(revision: Revision | None) -> list[Finding]:
    """What the scanner finds in a revision, as far as there is one."""
    return safety.findings(content_of(revision)) if revision else []
