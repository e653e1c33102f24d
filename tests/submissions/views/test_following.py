from datetime import date, timedelta

import pytest
from django.utils import timezone

from bulletin.models import OutboxMail
from editions import assembly
from submissions import addressing, clearing, revising, safety, triage
from submissions.content import Content, content_of
from submissions.models import ChangeItem, Draft, Message, Submission
from submissions.weighing import Declared, Given
from tests.factories.editions import EditionFactory
from tests.factories.people import editor
from tests.factories.submissions import SubmissionFactory
from tests.submissions.views import walking
from tests.submissions.views.walking import words_of

pytestmark = pytest.mark.django_db
ITEMS = ["Say which law it was.", "Add a contact."]


def path_of(submission):
    return f"/submit/sent/{addressing.reopened(submission)}/"


@pytest.fixture
def asked():
    """An article for which two changes were asked, by the editor who has it."""
    submission, by = SubmissionFactory(), editor(email="edie@scoc.example")
    triage.start_review(submission, by=by)
    due_on = timezone.localdate() + timedelta(days=9)
    triage.request_changes(submission, by=by, items=ITEMS, due_on=due_on, letter=None)
    return submission


def boxes(submission, *answers):
    items = ChangeItem.objects.filter(submission=submission)
    return {f"answer_{item.pk}": answer for item, answer in zip(items, answers, strict=True)}


# --- answering -------------------------------------------------------------------------------------


def test_each_thing_that_was_asked_for_stands_on_the_page_with_a_box_and_the_day(client, asked):
    page = words_of(client.get(path_of(asked)))

    for words in (*ITEMS, f"by {asked.changes_due_on:%-d %B %Y}"):
        assert words in page
    assert page.count('name="answer_') == 2


def test_answers_can_be_saved_and_come_back_later(client, asked):
    client.post(f"{path_of(asked)}answer/", {**boxes(asked, "The act of 1968", ""), "save": "yes"})

    asked.refresh_from_db()
    assert asked.status == "changes_requested"
    page = words_of(client.get(f"{path_of(asked)}?did=saved"))
    assert "The act of 1968</textarea>" in page
    assert "Your answers are saved. They are not sent yet." in page


def test_sending_an_answer_to_each_gives_the_article_back_to_its_editor(client, asked):
    whose = asked.assignee

    response = client.post(f"{path_of(asked)}answer/", {**boxes(asked, "The act", "Her"), "send": "yes"})

    asked.refresh_from_db()
    assert (asked.status, asked.assignee) == ("in_review", whose)
    assert [item.answer for item in ChangeItem.objects.all()] == ["The act", "Her"]
    assert OutboxMail.objects.filter(to_email="edie@scoc.example").count() == 1
    assert "Your answers are with the editor." in words_of(client.get(response["Location"]))


def test_a_thing_without_an_answer_is_said_and_the_others_are_kept(client, asked):
    page = words_of(client.post(f"{path_of(asked)}answer/", {**boxes(asked, "The act", ""), "send": "yes"}))

    assert "Answer each thing that we asked for, or change the article." in page
    assert "The act</textarea>" in page
    assert ChangeItem.objects.first().answer == "The act"
    assert Submission.objects.get().status == "changes_requested"


def test_answers_that_nobody_waits_for_any_more_are_refused_and_shown(client, asked):
    typed = {**boxes(asked, "The act", "Her"), "send": "yes"}
    triage.decline(asked, by=editor(username="other"), reason="No.", letter=None)

    page = words_of(client.post(f"{path_of(asked)}answer/", typed))

    assert "We do not wait for answers at the moment" in page
    assert not ChangeItem.objects.exclude(answer="").exists()


def test_an_answer_that_is_too_long_comes_back(client, asked):
    page = words_of(client.post(f"{path_of(asked)}answer/", {**boxes(asked, "x" * 3001, ""), "send": "yes"}))

    assert "An answer must be 3000 characters or fewer" in page
    assert "x" * 3001 in page


# --- changing the article --------------------------------------------------------------------------


def test_the_article_can_be_changed_as_it_stands_now_and_sent_again(client, asked):
    revising.revise(asked, Content(title="As editors have it", body="<p>Shorter.</p>"), by=asked.assignee)
    tasks = client.post(f"{path_of(asked)}change/")["Location"]
    page = words_of(client.get(tasks))
    assert "Change your article" in page
    assert "About you" not in page

    walking.save(client, tasks, "article", title="With the law", summary="It names the act.")
    walking.save(client, tasks, "pictures")
    walking.save(client, tasks, "permissions")
    response = walking.send(client, tasks)

    asked.refresh_from_db()
    assert response["Location"] == path_of(asked)
    assert (asked.status, asked.latest.title, asked.latest.made_by) == ("in_review", "With the law", None)
    assert OutboxMail.objects.filter(to_email="edie@scoc.example").count() == 1


def test_the_form_that_changes_an_article_holds_what_it_says_now(client, asked):
    tasks = client.post(f"{path_of(asked)}change/")["Location"]

    assert f'value="{asked.title}"' in words_of(client.get(f"{tasks}article/"))
    assert client.post(f"{path_of(asked)}change/")["Location"] == tasks
    assert Draft.objects.count() == 1


def test_the_form_that_changes_an_article_holds_what_was_written_about_its_permissions(client):
    """What was chosen is chosen again, for the article changed; nobody types the rest twice."""
    submission = SubmissionFactory(changes_requested=True, revision__body="<p>Ring 07700 900113.</p>")
    (finding,) = safety.findings(content_of(submission.latest))
    signed = Given("sign_off", said="Yes", signed_by="Jo Example", signed_on=date(2026, 3, 2))
    account = {finding.key: "The duty phone."}
    clearing.answer(submission, Declared((signed,), account), by=None)

    tasks = client.post(f"{path_of(submission)}change/")["Location"]

    page = words_of(client.get(f"{tasks}permissions/"))
    assert 'value="Jo Example"' in page
    assert 'value="2 March 2026"' in page
    assert "The duty phone.</textarea>" in page
    assert " checked" not in page


def test_an_article_that_nobody_wants_changed_can_not_be(client):
    submission = SubmissionFactory(accepted=True)

    response = client.post(f"{path_of(submission)}change/")

    assert response.status_code == 409
    assert "only while we wait for changes" in words_of(response)


# --- messages --------------------------------------------------------------------------------------


def test_a_message_reaches_the_thread_and_its_answer_is_shown(client, asked):
    response = client.post(f"{path_of(asked)}write/", {"text": "May I have a week more?\n\nAnn <b>"})

    page = words_of(client.get(response["Location"]))
    assert "Your message is with the editors." in page
    assert "May I have a week more?" in page
    assert "Ann &lt;b&gt;" in page


def test_a_message_of_which_nobody_could_see_a_letter_is_asked_for_again(client, asked):
    answer = client.post(f"{path_of(asked)}write/", {"text": "\u200b"})

    assert '<a href="#id_text">Enter your message</a>' in words_of(answer)
    assert not Message.objects.exists()


def test_an_empty_message_is_asked_for_again(client, asked):
    page = words_of(client.post(f"{path_of(asked)}write/", {"text": " "}))

    assert '<a href="#id_text">Enter your message</a>' in page


# --- withdrawing -----------------------------------------------------------------------------------


def test_withdrawing_asks_first_and_then_tells_the_editor_why(client, asked):
    path = f"{path_of(asked)}withdraw/"
    assert "We will not print it" in words_of(client.get(path))
    assert Submission.objects.get().status == "changes_requested"

    response = client.post(path, {"reason": "It appeared elsewhere."})

    assert Submission.objects.get().status == "withdrawn"
    assert "It appeared elsewhere." in OutboxMail.objects.get(to_email="edie@scoc.example").text
    assert "Withdraw the article" not in words_of(client.get(response["Location"]))


def test_withdrawing_needs_no_reason(client, asked):
    client.post(f"{path_of(asked)}withdraw/")

    assert Submission.objects.get().status == "withdrawn"


def test_an_article_in_a_locked_edition_is_not_withdrawn_but_a_publisher_is_asked(client):
    submission, edition, by = SubmissionFactory(accepted=True), EditionFactory(), editor()
    assembly.place(submission, edition=edition, section=edition.sections.first(), by=by)
    edition.status = "locked"
    edition.save()

    assert "ask us now, and a publisher decides" in words_of(client.get(f"{path_of(submission)}withdraw/"))
    response = client.post(f"{path_of(submission)}withdraw/", {"reason": "The witness is at risk."})

    assert Submission.objects.get().status == "accepted"
    assert "The witness is at risk." in words_of(client.get(response["Location"]))
    mail = OutboxMail.objects.get(kind="submissions/withdraw_asked")
    assert (mail.to_email, submission.reference in mail.subject) == ("bulletin@scoc.example", True)
    assert "witness" not in mail.text


def test_looking_and_forged_addresses_change_nothing(client, asked):
    path = path_of(asked)

    for act in ("answer/", "change/", "write/"):
        assert client.get(f"{path}{act}").status_code == 405
        assert client.post(f"/submit/sent/forged/{act}").status_code == 404
    client.get(f"{path}withdraw/")

    assert Submission.objects.get().version == asked.version
    assert not Draft.objects.exists()


# --- nothing marked --------------------------------------------------------------------------------


@pytest.mark.parametrize(("path", "field"), [("write/", "text"), ("withdraw/", "reason"), ("answer/", "answer")])
def test_what_looks_marked_comes_back_in_its_box_and_is_kept_and_mailed_nowhere(client, asked, path, field):
    text = "It is UK SECRET, page 2"
    typed = boxes(asked, text, "") if field == "answer" else {field: text}

    page = words_of(client.post(path_of(asked) + path, {**typed, "send": "yes"}))

    assert "“UK SECRET” looks like a protective marking. Take it out, and ask whoever marked it." in page
    assert f"{text}</textarea>" in page
    assert Submission.objects.get().status == "changes_requested"
    assert not OutboxMail.objects.filter(text__contains=text).exists()
    assert not Message.objects.exists()
    assert not ChangeItem.objects.filter(answer=text).exists()
