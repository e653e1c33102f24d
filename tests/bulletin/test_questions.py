import pytest
from django.core import mail as outgoing

from bulletin import mail, questions
from bulletin.models import OutboxMail
from bulletin.questions import Question

pytestmark = pytest.mark.django_db
ASKED = Question("question", "Who edits it?\nBuy http://pills.example", "Ann Lee", "ann@council.example", "key-1")


def test_the_team_gets_the_question_and_answers_it_by_replying(settings):
    reference = questions.ask(ASKED)
    mail.send_due()
    to_team = next(sent for sent in outgoing.outbox if settings.TEAM_EMAIL in sent.to[0])
    assert to_team.reply_to == ["ann@council.example"]
    assert to_team.subject == f"{reference}: A question"
    assert "Who edits it?" in to_team.body


def test_the_acknowledgement_repeats_no_word_of_whoever_asked(settings):
    reference = questions.ask(ASKED)
    to_sender = OutboxMail.objects.get(to_email="ann@council.example")
    assert reference in to_sender.subject
    for typed in ("Ann", "edits", "pills"):
        assert typed not in to_sender.subject + to_sender.text + to_sender.html
    assert to_sender.to_name == to_sender.reply_to == ""


def test_a_double_click_is_one_question():
    assert questions.ask(ASKED) == questions.ask(ASKED)
    assert OutboxMail.objects.count() == 2


def test_the_same_words_asked_again_later_are_another_question():
    again = Question(ASKED.kind, ASKED.text, ASKED.name, ASKED.email, "key-2")
    assert questions.ask(ASKED) != questions.ask(again)
    assert OutboxMail.objects.count() == 4
