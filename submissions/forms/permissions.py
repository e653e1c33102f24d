"""What somebody answers for before an article is printed: the questions of the ledger, and what the scanner found."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Fluid
from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bulletin.forms import LineField, TextField
from submissions import weighing
from submissions.forms.days import DayField
from submissions.forms.layouts import part_of_a_page
from submissions.models import ClearanceAnswer, ClearanceQuestion, Submission
from submissions.safety import Finding
from submissions.weighing import Declared, Given

Text = str | Promise
Q = ClearanceQuestion
MOST_IN_EXPLANATION = 2000
STOP = "stop"
CLEAR, EXPLAINED = ClearanceAnswer.Verdict.CLEAR.value, ClearanceAnswer.Verdict.EXPLAINED.value
ACCOUNT = "finding_"  # begins the name of each field that answers for a finding


@dataclass(frozen=True)
class Choice:
    """One answer, and what it means; `value` tells two answers of the same meaning apart."""

    value: str
    label: Text
    verdict: str


@dataclass(frozen=True)
class Asked:
    """How one question is asked: its answers, what to do when the answer is one that stops, and how to explain."""

    choices: tuple[Choice, ...]
    missing: Text
    stop: Text = ""
    explain: Text = ""
    hint: Text = ""


YES, NOT_YET = Choice("yes", _("Yes"), CLEAR), Choice("not_yet", _("Not yet"), STOP)
NO = Choice("no", _("No"), CLEAR)
EXPLAIN = Choice("yes", _("Yes, and I say below why it may be printed"), EXPLAINED)

ASKED: dict[str, Asked] = {
    Q.MARKING: Asked(
        (NO, Choice("yes", _("Yes, or I am not sure"), STOP)),
        _("Select whether anything is marked above OFFICIAL"),
        stop=_("Do not send it. Take out what is marked, or ask whoever marked it. What you wrote is kept."),
    ),
    Q.SIGN_OFF: Asked(
        (YES, NOT_YET),
        _("Select whether your organisation has agreed"),
        stop=_("Ask your organisation first, then come back. What you wrote is kept."),
    ),
    Q.LIVE_PROCEEDINGS: Asked(
        (NO, EXPLAIN),
        _("Select whether anything is about a case that is not over"),
        explain=_("Which case, and who agreed that this may be printed now?"),
        hint=_("For example, somebody is charged, on bail, or waiting for a trial or a sentence"),
    ),
    Q.NAMED_PEOPLE: Asked(
        (
            Choice("nobody", _("No, nobody"), CLEAR),
            Choice("agreed", _("Yes, and each of them agreed"), CLEAR),
            Choice("yes", _("Yes, and I say below why they may be named"), EXPLAINED),
        ),
        _("Select whether it names anybody"),
        explain=_("Who is named without having been asked, and why may they be?"),
        hint=_("Victims, children, witnesses and suspects count, also without a name"),
    ),
    Q.SENSITIVITY: Asked(
        (NO, EXPLAIN),
        _("Select whether anything could give away how an operation works"),
        explain=_("What could it give away, and who agreed that it is printed?"),
    ),
    Q.CONTACTS: Asked(
        (YES, NOT_YET),
        _("Select whether all contacts agreed"),
        stop=_("Ask them first, or take them out of the article. What you wrote is kept."),
    ),
    Q.IMAGES: Asked(
        (YES, NOT_YET),
        _("Select whether the pictures may be published"),
        stop=_("Ask first, or take the pictures out. What you wrote is kept."),
    ),
}


class PermissionsForm(forms.Form):
    """The questions in `asked` (all, when it is not given), and a field for each finding in `findings`.

    `declared` is what the valid form says, for clearing.answer.
    """

    use_required_attribute = False

    def __init__(
        self,
        data: Any = None,
        *,
        findings: Sequence[Finding] = (),
        asked: Collection[str] | None = None,
        **options: Any,
    ) -> None:
        super().__init__(data, **options)
        self.findings = list(findings)
        self.asked = [question for question in ASKED if asked is None or question in asked]
        for question in self.asked:
            self._ask(question)
        for finding in self.findings:
            self.fields[f"{ACCOUNT}{finding.key}"] = _account(finding)

    @property
    def helper(self) -> FormHelper:
        return part_of_a_page(*self.layout_of_questions(), *self.layout_of_findings())

    def layout_of_questions(self) -> Iterable[Any]:
        for question in self.asked:
            yield Field.radios(question)
            if question == Q.SIGN_OFF:
                yield Field.text("signed_by", field_width=Fluid.TWO_THIRDS)
                yield Field.text("signed_on", field_width=Fluid.ONE_THIRD)
            if f"{question}_why" in self.fields:
                yield Field.textarea(f"{question}_why", rows=3)

    def layout_of_findings(self) -> Iterable[Any]:
        for finding in self.findings:
            yield Field.textarea(f"{ACCOUNT}{finding.key}", rows=2)

    @property
    def accounts(self) -> list[tuple[Finding, Any]]:
        """Each finding with the field that answers for it, for a page that lists them."""
        return [(finding, self[f"{ACCOUNT}{finding.key}"]) for finding in self.findings]

    @property
    def declared(self) -> Declared:
        """What the valid form says."""
        said = self.cleaned_data
        accounts = {finding.key: said[f"{ACCOUNT}{finding.key}"] for finding in self.findings}
        return Declared(tuple(self._given(question) for question in self.asked), accounts)

    def clean_signed_on(self) -> date | None:
        on: date | None = self.cleaned_data["signed_on"]
        if on and on > timezone.localdate():
            raise forms.ValidationError(_("The day on which they agreed must not be in the future"))
        return on

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for question in self.asked:
            choice = _chosen(question, cleaned.get(question))
            if choice and choice.verdict == STOP:
                self.add_error(question, str(ASKED[question].stop))
            if choice and choice.verdict == EXPLAINED and not cleaned.get(f"{question}_why"):
                self._demand(f"{question}_why", _("Explain your answer"))
            if choice and question == Q.SIGN_OFF and choice.verdict == CLEAR:
                self._check_sign_off(cleaned)
        return cleaned

    def _check_sign_off(self, cleaned: dict[str, Any]) -> None:
        if not cleaned.get("signed_by"):
            self._demand("signed_by", _("Enter who in your organisation agreed"))
        if not cleaned.get("signed_on"):
            self._demand("signed_on", _("Enter when they agreed"))

    def _demand(self, name: str, message: Text) -> None:
        if name not in self.errors:
            self.add_error(name, str(message))

    def _ask(self, question: str) -> None:
        asked = ASKED[question]
        self.fields[question] = forms.ChoiceField(
            label=weighing.wording(question),
            choices=[(choice.value, str(choice.label)) for choice in asked.choices],
            help_text=str(asked.hint),
            widget=forms.RadioSelect,
            error_messages={"required": str(asked.missing), "invalid_choice": str(asked.missing)},
        )
        if question == Q.SIGN_OFF:
            self._ask_who_signed()
        if asked.explain:
            self.fields[f"{question}_why"] = _long(asked.explain, required=False, hint=_("Only if you said yes"))

    def _ask_who_signed(self) -> None:
        self.fields["signed_by"] = LineField(
            label=_("Who agreed?"),
            max_length=200,
            required=False,
            help_text=_("Their name and post, for example, Jo Example, head of communications"),
            error_messages={"max_length": _("Who agreed must be %(limit_value)d characters or fewer")},
        )
        self.fields["signed_on"] = DayField(
            label=_("When did they agree?"), required=False, help_text=_("For example, 27 March 2027")
        )

    def _given(self, question: str) -> Given:
        said = self.cleaned_data
        choice = _chosen(question, said[question])
        if choice is None:
            raise ValueError(f"{said[question]!r} is no answer to {question!r}")
        explains = choice.verdict == EXPLAINED
        signs = question == Q.SIGN_OFF
        return Given(
            question=question,
            verdict=choice.verdict,
            said=str(choice.label),
            explanation=said[f"{question}_why"] if explains else "",
            signed_by=said["signed_by"] if signs else "",
            signed_on=said["signed_on"] if signs else None,
        )


def remembered(submission: Submission) -> dict[str, list[str]]:
    """What was written before, as the form would have posted it; what is chosen has to be chosen again."""
    said = {f"{ACCOUNT}{row.key}": row.text for row in submission.finding_answers.all()}
    for row in submission.clearance.all():
        said[f"{row.question}_why"] = row.explanation
        if row.question == Q.SIGN_OFF and row.signed_on:
            said |= {"signed_by": row.signed_by, "signed_on": date_format(row.signed_on, "j F Y")}
    return {name: [text] for name, text in said.items() if text}


def value_of(question: str, said: str) -> str:
    """The choice whose words these are, for a form that shows what was answered; empty when they were others."""
    return next((choice.value for choice in ASKED[question].choices if str(choice.label) == said), "")


def _chosen(question: str, value: object) -> Choice | None:
    return next((choice for choice in ASKED[question].choices if choice.value == value), None)


def _account(finding: Finding) -> TextField:
    names = {"label": finding.label, "quote": finding.quote, "where": finding.where}
    missing = gettext("Say why “%(quote)s” in %(where)s may be printed, or take it out") % names
    return _long(
        gettext("%(label)s: “%(quote)s” in %(where)s") % names,
        hint=finding.advice,
        missing=missing,
    )


def _long(label: Text, *, hint: Text, required: bool = True, missing: Text = "") -> TextField:
    return TextField(
        label=str(label),
        help_text=str(hint),
        required=required,
        max_length=MOST_IN_EXPLANATION,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": str(missing),
            "max_length": _("The explanation must be %(limit_value)d characters or fewer"),
        },
    )
