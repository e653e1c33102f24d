import io
from email.message import EmailMessage

import pytest
from docx import Document

from submissions import letter_reading
from submissions.word.article import WordRefusedError
from tests.factories.submissions import picture_bytes


def email(
    *,
    html="",
    text="Neighbours noticed.\n\nOfficers came.",
    subject="Six doors",
    sender="Sam Cole <sam@northshire.example>",
):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, "bulletin@scoc.example", subject
    message.set_content(text)
    if html:
        message.add_alternative(html, subtype="html")
    return message


def read(message):
    return letter_reading.read(io.BytesIO(bytes(message)))


def test_a_plain_email_is_an_article_with_its_subject_as_title():
    found = read(email())

    assert found.title == "Six doors"
    assert found.body == "<p>Neighbours noticed.</p><p>Officers came.</p>"
    assert found.about == {"name": "Sam Cole", "email": "sam@northshire.example"}


def test_of_an_email_with_html_that_is_read_and_cleaned():
    found = read(email(html='<p class="x">Neighbours <b>noticed</b><script>alert(1)</script></p>'))

    assert found.body == "<p>Neighbours <strong>noticed</strong></p>"


def test_letters_beyond_ascii_are_read_in_headers_and_text():
    found = read(email(subject="Tŵr diogel", sender="Siân Ŵyn <sian@tower.example>", text="Diolch – ŵ ŷ"))

    assert (found.title, found.about["name"], found.body) == ("Tŵr diogel", "Siân Ŵyn", "<p>Diolch – ŵ ŷ</p>")


def test_an_attached_word_document_is_the_article_and_the_emails_own_words_are_shown_apart():
    document, file = Document(), io.BytesIO()
    document.add_heading("How a town closed six doors", 0)
    document.add_paragraph("Neighbours noticed the cars first.")
    document.save(file)
    message = email(text="Please find our article attached.")
    message.add_attachment(
        file.getvalue(),
        maintype="application",
        subtype="vnd.openxmlformats-officedocument.wordprocessingml.document",
        filename="article.docx",
    )

    found = read(message)

    assert found.title == "How a town closed six doors"
    assert "Neighbours noticed the cars first." in found.body
    assert "Please find our article attached." in found.unplaced
    assert found.about["email"] == "sam@northshire.example"


def test_pictures_are_taken_over_and_other_attachments_named():
    message = email()
    message.add_attachment(picture_bytes(), maintype="image", subtype="png", filename="door.png")
    message.add_attachment(b"<svg/>", maintype="image", subtype="svg+xml", filename="bad.svg")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="report.pdf")

    found = read(message)

    assert [image.name for image in found.images] == ["door.png"]
    assert [warning.split(" ")[0].strip(":") for warning in found.warnings] == ["bad.svg", "report.pdf"]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\xd0\xcf\x11\xe0 an Outlook message",
        b"PK\x03\x04",
        b"no headers at all",
        b"x" * (letter_reading.MOST_BYTES + 1),
    ],
)
def test_what_is_no_email_is_refused_in_one_line(raw):
    with pytest.raises(WordRefusedError) as refused:
        letter_reading.read(io.BytesIO(raw))
    assert "\n" not in str(refused.value)
    assert str(refused.value).endswith(".")


def test_letters_in_no_known_alphabet_are_said_and_raise_nothing_else():
    raw = b"From: a@b.example\nSubject: x\nContent-Type: text/plain; charset=no-such-letters\n\nabc"
    with pytest.raises(WordRefusedError, match="damaged"):
        letter_reading.read(io.BytesIO(raw))


HEAD = b"From: sam@northshire.example\r\nSubject: Six doors\r\n"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 3000 + b"Hello", "damaged"),
        (b"From: " + b"(" * 3000 + b"\r\nSubject: Six doors\r\n\r\nHello", "damaged"),
        (HEAD + b"Content-Disposition: " + b"(" * 3000 + b"\r\n\r\nHello", "damaged"),
        (b"From: " + b"a," * 100_000 + b"\r\nSubject: Six doors\r\n\r\nHello", "longer headers"),
        (HEAD + b"Content-Type: text/plain" + b";\r\n a=b" * 50_000 + b"\r\n\r\nHello", "longer headers"),
        (HEAD + b"Content-Type: multipart/mixed; boundary=b\r\n\r\n" + b"--b\r\n\r\nx\r\n" * 100_000, "more parts"),
        (HEAD + b"\r\n" + b"Neighbours noticed.\r\n" * 100_000, "longer than an article"),
    ],
    ids=["mails in mails", "comments", "comments in a part", "senders", "parameters", "parts", "text"],
)
def test_an_email_that_is_made_to_keep_us_busy_is_refused_at_once(raw, said):
    with pytest.raises(WordRefusedError, match=said):
        letter_reading.read(io.BytesIO(raw))
