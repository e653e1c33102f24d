from datetime import UTC, datetime
from email import message_from_bytes, policy

import pytest

from bulletin import links
from editions.distribution import composing
from editions.distribution.composing import AddressUnusableError, Composed, UnsendableError
from editions.distribution.conversing import stuffed
from editions.models import Mailing
from editions.rendering.tokens import LEAVE_TOKEN
from tests.factories import mailings

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def mailing() -> Mailing:
    return mailings.frozen(subscribers=1)


def parsed(wire: bytes):
    return message_from_bytes(wire.replace(b"\r\n", b"\n"), policy=policy.default)


def test_the_wire_says_what_django_would_have_sent(mailing):
    delivery = mailing.deliveries.get()

    ours = parsed(Composed(mailing, now=NOW).for_(delivery.pk, delivery.address))

    leave, own = links.sign("leave", delivery.pk), composing.own_token(delivery.pk)
    built = composing.build(mailing, to=delivery.address, leave=leave, own=own, now=NOW)
    djangos = message_from_bytes(built.message().as_bytes(), policy=policy.default)
    without_boundary = [
        [(name, value.strip()) for name, value in message.items() if name != "Content-Type"]
        for message in (ours, djangos)
    ]
    assert without_boundary[0] == without_boundary[1]
    assert ours.get_content_type() == djangos.get_content_type() == "multipart/alternative"
    for kind in ("plain", "html"):
        assert ours.get_body((kind,)).get_content() == djangos.get_body((kind,)).get_content()
        assert leave in ours.get_body((kind,)).get_content()


def test_every_header_of_a_bulk_mail_is_there(mailing, settings):
    settings.MAIL_DOMAIN = "scoc.example"
    delivery = mailing.deliveries.get()

    message = parsed(Composed(mailing, now=NOW).for_(delivery.pk, delivery.address))

    leave, own = links.sign("leave", delivery.pk), composing.own_token(delivery.pk)
    assert message["To"] == delivery.address
    assert message["Message-ID"] == f"<{own}@scoc.example>"
    assert message["Date"] == "Mon, 23 Nov 2026 09:30:00 +0000"
    assert message["Reply-To"] == mailing.edition.mailbox
    assert message["List-Id"] == "SOC Local Partnerships Bulletin <bulletin.scoc.example>"
    assert message["List-Unsubscribe"] == (
        f"<https://bulletin.example/leave/{leave}/>, <mailto:leave+{leave}@scoc.example?subject=leave>"
    )
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["List-Archive"] == "<https://bulletin.example/editions/>"
    assert message["Precedence"] == "bulk"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["X-Auto-Response-Suppress"] == "RN, NRN, OOF, AutoReply"
    assert message["Feedback-ID"] == f"edition-{mailing.edition.number}:live-{mailing.pk}:bulletin:scoc.example"
    assert composing.return_path(delivery.pk) == f"bounce+{own}@scoc.example"


def test_a_message_is_the_same_at_each_attempt_but_for_nobody_else(mailing):
    composed = Composed(mailing, now=NOW)

    assert composed.for_(7, "a@b.example") == composed.for_(7, "a@b.example")
    assert composed.for_(7, "a@b.example") != composed.for_(8, "a@b.example")


def test_lines_are_short_and_plain_ascii(mailing):
    mailing.snapshot.email_html += "<p>" + "żółć " * 500 + "</p>"

    wire = Composed(mailing, now=NOW).for_(1, "a@b.example")

    assert wire.isascii()
    body = wire.partition(b"\r\n\r\n")[2]
    assert max(map(len, body.split(b"\r\n"))) <= 76
    assert b"\n" not in wire.replace(b"\r\n", b"")


@pytest.mark.parametrize("before", range(80))
def test_no_soft_line_break_cuts_the_leave_link(mailing, before):
    mailing.snapshot.email_text = f"{'x' * before}{LEAVE_TOKEN}{'y' * 70}\n.{LEAVE_TOKEN}\n"

    text = parsed(Composed(mailing, now=NOW).for_(1, "a@b.example")).get_body(("plain",)).get_content()

    leave = links.sign("leave", 1)
    assert text == f"{'x' * before}{leave}{'y' * 70}\n.{leave}\n"


def test_a_dot_at_a_line_s_start_survives(mailing):
    mailing.snapshot.email_text = f".\n..\n.hidden\n{LEAVE_TOKEN}\n.\n"

    wire = Composed(mailing, now=NOW).for_(1, "a@b.example")

    sent = stuffed(wire)
    assert sent.count(b"\r\n.\r\n") == 1
    assert sent.removesuffix(b".\r\n").replace(b"\r\n..", b"\r\n.") == wire
    assert parsed(wire).get_body(("plain",)).get_content() == f".\n..\n.hidden\n{links.sign('leave', 1)}\n.\n"


def test_an_email_that_is_not_what_was_signed_off_is_not_composed(mailing):
    assert composing.compose(mailing.pk, now=NOW)
    type(mailing.snapshot).objects.update(email_html=mailing.snapshot.email_html + " ")

    with pytest.raises(UnsendableError, match="not what was signed off"):
        composing.compose(mailing.pk, now=NOW)


@pytest.mark.parametrize("part", ["email_html", "email_text"])
def test_an_email_without_a_leave_link_is_not_composed(mailing, part):
    setattr(mailing.snapshot, part, "No way out")

    with pytest.raises(UnsendableError, match="leave link"):
        Composed(mailing, now=NOW)


def test_a_test_says_so_in_its_subject(mailing):
    mailing.audience = Mailing.Audience.TEST

    subject = parsed(Composed(mailing, now=NOW).for_(1, "a@b.example"))["Subject"]

    assert subject == f"[Test] {mailing.snapshot.email_subject}"


def test_words_beyond_ascii_in_headers_arrive_whole(mailing, settings):
    settings.BULK_FROM_EMAIL = "Zespół Łódź <bulletin@scoc.example>"
    mailing.snapshot.email_subject = "Wydanie piąte – grudzień"
    mailing.edition.title = "Biuletyn partnerstw – Łódź"

    message = parsed(Composed(mailing, now=NOW).for_(1, "a@b.example"))

    assert message["Subject"] == "Wydanie piąte – grudzień"
    assert message["From"].addresses[0].display_name == "Zespół Łódź"
    assert message["List-Id"] == "Biuletyn partnerstw – Łódź <bulletin.scoc.example>"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Ada@council.example", "Ada@council.example"),
        ("o'neil+news@council.example", "o'neil+news@council.example"),
        ("ada@zażółć.example", "ada@" + "zażółć.example".encode("idna").decode()),
        ("żaneta@council.example", "żaneta@council.example"),
    ],
)
def test_an_address_goes_into_the_envelope_with_its_domain_in_ascii(given, expected):
    assert composing.envelope(given) == expected


@pytest.mark.parametrize(
    "given",
    [
        "a@b.example\r\nBcc: c@d.example",
        "a@b.example>\r\nDATA",
        "a b@c.example",
        "a@b@c.example",
        "a@b.example, c@d.example",
        "<a@b.example>",
        "a\x00@b.example",
        "\ud800@b.example",
        "a@żółć..example",
        "nobody",
        "",
    ],
)
def test_no_address_can_bring_a_header_or_a_command_with_it(given):
    with pytest.raises(AddressUnusableError):
        composing.envelope(given)


@pytest.mark.parametrize("breaks", ["\r\n", "\n", "\r", "\u2028", "\x85", "\x0b"])
@pytest.mark.parametrize("where", ["subject", "title", "mailbox"])
def test_no_text_of_an_edition_can_bring_a_header_with_it(mailing, where, breaks):
    honest = parsed(Composed(mailing, now=NOW).for_(1, "a@b.example")).keys()
    hostile = f"Words{breaks}Bcc: c@d.example{breaks}{breaks}A body of its own"
    if where == "subject":
        mailing.snapshot.email_subject = hostile
    elif where == "title":
        mailing.edition.title = hostile
    else:
        mailing.edition.mailbox = f"a@b.example{breaks}Bcc: c@d.example"

    try:
        message = parsed(Composed(mailing, now=NOW).for_(1, "a@b.example"))
    except UnsendableError:
        return

    assert message.keys() == honest
    assert message["Bcc"] is None
    assert message.get_content_type() == "multipart/alternative"


def test_editions_come_from_their_own_address_and_letters_from_the_team(mailing, settings):
    settings.BULK_FROM_EMAIL = "The Bulletin <news@bulletin.example>"

    message = parsed(Composed(mailing, now=NOW).for_(1, "a@b.example"))

    assert message["From"] == "The Bulletin <news@bulletin.example>"
    assert settings.DEFAULT_FROM_EMAIL != settings.BULK_FROM_EMAIL


def test_a_sender_s_domain_beyond_ascii_stands_in_the_header_in_ascii(mailing, settings):
    settings.BULK_FROM_EMAIL = "Biuletyn <news@łódź.example>"

    wire = Composed(mailing, now=NOW).for_(1, "a@b.example")

    assert b"news@" + "łódź.example".encode("idna") in wire
    assert wire.isascii()


@pytest.mark.parametrize("words", ["to-token-00000000@slot.example", "@@OWN-TOKEN-000000000000000000@@"])
def test_no_words_of_an_article_stand_where_only_the_mailing_writes(words):
    mailing = mailings.frozen(subscribers=1, welcome=f"<p>Write to {words} today.</p>")
    delivery = mailing.deliveries.get()

    message = parsed(Composed(mailing, now=NOW).for_(delivery.pk, delivery.address))

    assert words in message.get_body(("plain",)).get_content()
    assert message["To"] == delivery.address
