"""What is answered for before an article is printed: every question, and every finding."""

from datetime import date

import pytest
import time_machine
from django.http import QueryDict
from django.template import Context, Template

from submissions import safety
from submissions.content import Content
from submissions.forms.permissions import ASKED, PermissionsForm
from submissions.models import ClearanceQuestion

ANSWERS = {
    "marking": "no",
    "sign_off": "yes",
    "signed_by": "Jo Example, press office",
    "signed_on": "27 March 2026",
    "live_proceedings": "no",
    "named_people": "agreed",
    "sensitivity": "no",
    "contacts": "yes",
    "images": "yes",
}
FOUND = safety.findings(Content("A title", "<p>Ring 07700 900113, or <b>sam@gmail.com</b></p>"))


def posted(**given):
    data = QueryDict(mutable=True)
    data.update({name: value for name, value in {**ANSWERS, **given}.items() if value is not None})
    return data


def errors(form):
    return {name: [str(message) for message in messages] for name, messages in form.errors.items()}


def test_every_question_of_the_ledger_is_asked_once_in_its_order():
    assert PermissionsForm().asked == list(ClearanceQuestion.values) == list(ASKED)


def test_what_was_chosen_is_what_is_declared():
    form = PermissionsForm(posted())

    assert form.is_valid(), errors(form)
    given = {answer.question: answer for answer in form.declared.answers}
    assert len(given) == 7
    assert {answer.verdict for answer in given.values()} == {"clear"}
    assert given["named_people"].said == "Yes, and each of them agreed"
    assert (given["sign_off"].signed_by, given["sign_off"].signed_on) == (
        "Jo Example, press office",
        date(2026, 3, 27),
    )


def test_each_question_that_is_left_out_says_what_to_select():
    form = PermissionsForm(QueryDict())

    assert set(errors(form)) == set(ClearanceQuestion.values)
    assert all(message.startswith("Select whether") for messages in errors(form).values() for message in messages)


@pytest.mark.parametrize(
    ("question", "answer"),
    [("marking", "yes"), ("sign_off", "not_yet"), ("contacts", "not_yet"), ("images", "not_yet")],
)
def test_an_answer_that_stops_says_what_to_do_and_that_nothing_is_lost(question, answer):
    form = PermissionsForm(posted(**{question: answer}))

    (message,) = errors(form)[question]
    assert "What you wrote is kept." in message


@pytest.mark.parametrize("question", ["live_proceedings", "named_people", "sensitivity"])
def test_what_stands_in_the_way_is_explained(question):
    assert errors(PermissionsForm(posted(**{question: "yes"}))) == {f"{question}_why": ["Explain your answer"]}

    form = PermissionsForm(posted(**{question: "yes", f"{question}_why": "He was convicted in May."}))

    assert form.is_valid()
    (given,) = [answer for answer in form.declared.answers if answer.question == question]
    assert (given.verdict, given.explanation) == ("explained", "He was convicted in May.")


def test_an_explanation_that_no_answer_needs_is_not_declared():
    form = PermissionsForm(posted(sensitivity_why="Left over"))

    assert form.is_valid()
    assert {answer.explanation for answer in form.declared.answers} == {""}


def test_who_agreed_and_when_are_asked_for():
    assert errors(PermissionsForm(posted(signed_by=" ", signed_on=None))) == {
        "signed_by": ["Enter who in your organisation agreed"],
        "signed_on": ["Enter when they agreed"],
    }


@time_machine.travel("2026-03-26 10:00Z")
def test_nobody_has_agreed_tomorrow():
    assert errors(PermissionsForm(posted())) == {
        "signed_on": ["The day on which they agreed must not be in the future"]
    }


def test_each_finding_is_answered_for_or_named():
    form = PermissionsForm(posted(**{f"finding_{FOUND[1].key}": "It is the desk’s own."}), findings=FOUND)

    assert len(FOUND) == 2
    assert errors(form) == {
        f"finding_{FOUND[0].key}": [f"Say why “{FOUND[0].quote}” in the text may be printed, or take it out"]
    }


def test_what_is_answered_for_a_finding_is_declared_under_its_key():
    said = {f"finding_{finding.key}": f"Because {number}" for number, finding in enumerate(FOUND)}
    form = PermissionsForm(posted(**said), findings=FOUND)

    assert form.is_valid(), errors(form)
    assert form.declared.accounts == {FOUND[0].key: "Because 0", FOUND[1].key: "Because 1"}


def test_an_article_without_contacts_and_pictures_is_not_asked_about_them():
    form = PermissionsForm(posted(contacts=None, images=None), asked=["marking", "sign_off", "live_proceedings"])

    assert form.is_valid(), errors(form)
    assert [answer.question for answer in form.declared.answers] == ["marking", "sign_off", "live_proceedings"]


def test_the_wording_of_a_question_is_a_setting(settings):
    settings.CLEARANCE_MARKING = "Is it marked?"

    assert PermissionsForm()["marking"].label == "Is it marked?"


def test_what_was_found_is_drawn_as_text_and_nothing_else():
    hostile = safety.findings(Content("A", "<p>The alleged &lt;script&gt;alert(1)&lt;/script&gt; leader</p>"))
    form = PermissionsForm(posted(), findings=hostile)
    assert not form.is_valid()

    page = Template("{% load crispy_forms_tags %}{% crispy form %}").render(Context({"form": form}))

    assert "alert(1)" in page
    assert "<script>" not in page
