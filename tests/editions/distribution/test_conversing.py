import pytest

from editions.distribution.conversing import Fate, stuffed
from editions.distribution.relay import Relay, Server
from tests.editions.distribution.batches import deliver as send_one
from tests.servers import scripted

MESSAGE = b"Subject: Hello\r\n\r\nHello.\r\n..\r\n.\r\n"
AT_ONCE = {"EHLO": "250-relay.example\r\n250 PIPELINING"}
IN_CHUNKS = {"EHLO": "250-relay.example\r\n250-PIPELINING\r\n250 CHUNKING"}
WITH_UTF8 = {"EHLO": "250-relay.example\r\n250-PIPELINING\r\n250 SMTPUTF8"}
NOBODY = {".": "554 5.5.1 No valid recipients"}


@pytest.fixture
def deliver(settings):
    """Send messages over one connection to a mail server with these answers; gives theirs, and the commands heard."""
    settings.SMTP_TIMEOUT_SECONDS = 2

    def deliver(answers, *, sender="bounce@scoc.example", recipients=("ada@council.example",)):
        with scripted.running(answers) as (port, said):
            relay = Relay(Server("127.0.0.1", port))
            relay.open()
            given = [send_one(relay, sender, recipient, MESSAGE) for recipient in recipients if relay.is_open]
            relay.close()
        return given, [line.split(":")[0].upper() for line in said if not line.upper().startswith("EHLO")]

    return deliver


def test_the_envelope_leaves_at_once_where_the_server_offers_it(deliver):
    answers = {**AT_ONCE, "MAIL": "", "RCPT": "", "DATA": "250 Ok\r\n250 Ok\r\n354 Go ahead"}

    (answer,), _ = deliver(answers)

    assert answer.fate is Fate.TAKEN


def test_the_envelope_waits_for_each_answer_where_the_server_does_not_offer_it(deliver):
    (answer,), said = deliver({"MAIL": "451 4.3.0 Not now"})

    assert answer.fate is Fate.NOT_SENT
    assert said == ["MAIL FROM", "RSET", "QUIT"]


@pytest.mark.parametrize("offer", [{}, AT_ONCE])
def test_messages_follow_each_other_on_one_connection(deliver, offer):
    given, said = deliver(offer, recipients=["ada@council.example", "bob@council.example"])

    assert [answer.fate for answer in given] == [Fate.TAKEN, Fate.TAKEN]
    assert said == ["MAIL FROM", "RCPT TO", "DATA", "MAIL FROM", "RCPT TO", "DATA", "QUIT"]


@pytest.mark.parametrize("offer", [{}, AT_ONCE])
@pytest.mark.parametrize("data", ["503 5.5.1 No recipients", "354 Go ahead"])
@pytest.mark.parametrize(
    ("verb", "reply", "fate"),
    [
        ("RCPT", "450 4.2.1 Busy", Fate.DEFERRED),
        ("RCPT", "550 5.1.1 No such user", Fate.REFUSED),
    ],
)
def test_the_first_refusal_counts_and_the_next_message_is_on_the_same_connection(
    deliver, offer, data, verb, reply, fate
):
    given, said = deliver(
        {**offer, **NOBODY, verb: reply, "DATA": data}, recipients=["ada@council.example", "bob@council.example"]
    )

    assert [(answer.fate, answer.reply) for answer in given] == [(fate, reply)] * 2
    assert said.count("RSET") == 2


@pytest.mark.parametrize("code", [451, 550])
def test_a_refused_sender_whose_recipient_was_taken_is_never_given_a_dot(deliver, code):
    given, said = deliver({**AT_ONCE, "MAIL": f"{code} No"}, recipients=["ada@council.example", "bob@council.example"])

    assert [(answer.fate, answer.broke) for answer in given] == [(Fate.NOT_SENT, False)]
    assert said == ["MAIL FROM", "RCPT TO", "DATA"]


def test_a_refused_sender_goes_on_where_nothing_else_was_taken(deliver):
    refused = {"MAIL": "451 4.3.0 Not now", "RCPT": "503 5.5.1 No sender", "DATA": "503 5.5.1 No sender"}

    given, said = deliver({**AT_ONCE, **refused}, recipients=["ada@council.example", "bob@council.example"])

    assert [answer.reply for answer in given] == ["451 4.3.0 Not now"] * 2
    assert said[-1] == "QUIT"


@pytest.mark.parametrize("data", ["451 4.3.0 Not now", "554 5.7.1 No"])
def test_a_refused_data_after_a_taken_envelope_is_taken_back(deliver, data):
    (answer,), said = deliver({**AT_ONCE, "DATA": data})

    assert answer.reply == data
    assert said == ["MAIL FROM", "RCPT TO", "DATA", "RSET", "QUIT"]


@pytest.mark.parametrize(
    "answers",
    [
        {"MAIL": "421 4.3.2 Too many"},
        {"RCPT": "421 4.3.2 Too many"},
        {"DATA": "421 4.3.2 Too many"},
        {"MAIL": None},
        {"RCPT": None},
        {"DATA": None},
        {"DATA": "250 What?"},
        {"RCPT": "nonsense"},
    ],
)
@pytest.mark.parametrize("offer", [{}, AT_ONCE])
def test_a_connection_that_ends_in_the_envelope_has_surely_sent_nothing(deliver, offer, answers):
    (answer,), said = deliver({**offer, **answers}, recipients=["ada@council.example", "bob@council.example"])

    assert answer.fate is Fate.NOT_SENT
    assert "QUIT" not in said


@pytest.mark.parametrize("answers", [{"DATA": None}, {".": None}, {"RSET": None}])
def test_a_refusal_stands_although_the_connection_breaks_after_it(deliver, answers):
    (answer,), _ = deliver({**AT_ONCE, **NOBODY, "RCPT": "550 5.1.1 No such user", **answers})

    assert (answer.fate, answer.is_dead) == (Fate.REFUSED, True)


@pytest.mark.parametrize(
    "address",
    [
        "a@b.example>\r\nRCPT TO:<c@d.example",
        "a@b.example\nDATA",
        "a@b.example> SIZE=1",
        "a b@c.example",
        "a\x00@b.example",
    ],
)
@pytest.mark.parametrize("offer", [{}, WITH_UTF8])
def test_no_address_brings_a_command_with_it(deliver, offer, address):
    (as_recipient,), said = deliver(offer, recipients=[address])
    (as_sender,), also_said = deliver(offer, sender=address)

    assert as_recipient.fate is as_sender.fate is Fate.REFUSED
    assert said == also_said == ["QUIT"]


def test_letters_beyond_ascii_are_announced_in_the_same_packet(deliver):
    (answer,), said = deliver(WITH_UTF8, recipients=["żaneta@council.example"])

    assert answer.fate is Fate.TAKEN
    assert said == ["MAIL FROM", "RCPT TO", "DATA", "QUIT"]


def test_envelope_and_message_leave_at_once_where_the_server_takes_chunks(deliver):
    given, said = deliver(
        {**IN_CHUNKS, "MAIL": "", "RCPT": "", "BDAT": "250 Ok\r\n250 Ok\r\n250 2.0.0 Kept"},
        recipients=["ada@council.example", "bob@council.example"],
    )

    assert [(answer.fate, answer.reply) for answer in given] == [(Fate.TAKEN, "250 2.0.0 Kept")] * 2
    assert said == [*["MAIL FROM", "RCPT TO", f"BDAT {len(MESSAGE)} LAST"] * 2, "QUIT"]


def test_chunks_are_not_used_where_the_settings_forbid_them(deliver, settings):
    settings.SMTP_CHUNKING = False

    (answer,), said = deliver(IN_CHUNKS)

    assert answer.fate is Fate.TAKEN
    assert said == ["MAIL FROM", "RCPT TO", "DATA", "QUIT"]


@pytest.mark.parametrize(
    ("refused", "fate"),
    [
        ({"MAIL": "451 4.3.0 Not now"}, Fate.NOT_SENT),
        ({"RCPT": "450 4.2.1 Busy"}, Fate.DEFERRED),
        ({"RCPT": "550 5.1.1 No such user"}, Fate.REFUSED),
    ],
)
def test_a_refused_envelope_refuses_the_message_and_the_next_is_on_the_same_connection(deliver, refused, fate):
    answers = {**IN_CHUNKS, "BDAT": "503 5.5.1 No recipients", **refused}

    given, said = deliver(answers, recipients=["ada@council.example", "bob@council.example"])

    assert [(answer.fate, answer.reply) for answer in given] == [(fate, *refused.values())] * 2
    assert said.count("RSET") == 2


@pytest.mark.parametrize(("reply", "fate"), [("452 4.2.2 Full", Fate.DEFERRED), ("552 5.2.3 Big", Fate.REFUSED)])
def test_a_refused_chunk_is_followed_by_a_reset(deliver, reply, fate):
    (answer,), said = deliver({**IN_CHUNKS, "BDAT": reply})

    assert (answer.fate, answer.reply) == (fate, reply)
    assert said[-2:] == ["RSET", "QUIT"]


@pytest.mark.parametrize("answers", [{"BDAT": None}, {"MAIL": None}, {"RCPT": None}, {"BDAT": "nonsense"}])
def test_nobody_knows_about_a_message_whose_every_byte_left_unanswered(deliver, answers):
    (answer,), _ = deliver({**IN_CHUNKS, **answers}, recipients=["ada@council.example", "bob@council.example"])

    assert answer.fate is Fate.UNKNOWN


@pytest.mark.parametrize("answers", [{"BDAT": None}, {"RSET": None}])
def test_a_refusal_in_chunks_stands_although_the_connection_breaks_after_it(deliver, answers):
    given = {**IN_CHUNKS, "RCPT": "550 5.1.1 No such user", "BDAT": "503 5.5.1 No recipients", **answers}

    (answer,), _ = deliver(given)

    assert (answer.fate, answer.is_dead) == (Fate.REFUSED, True)


def test_a_server_that_ends_in_chunks_has_kept_nothing(deliver):
    (answer,), said = deliver({**IN_CHUNKS, "MAIL": "421 4.3.2 Closing"}, recipients=["ada@b.example", "bob@b.example"])

    assert (answer.fate, answer.broke) == (Fate.NOT_SENT, False)
    assert "QUIT" not in said


def test_a_dot_at_a_line_s_start_is_doubled_and_the_last_one_ends_the_message():
    assert stuffed(b"Subject: .\r\n\r\n.\r\n..\r\na.\r\n") == b"Subject: .\r\n\r\n..\r\n...\r\na.\r\n.\r\n"
