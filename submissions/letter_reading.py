"""An article that came as an email file (.eml): who wrote it, what it says, and what was attached."""

import email
import email.policy
import re
from collections.abc import Iterator
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr
from io import BytesIO
from typing import IO

from bulletin import prose
from submissions import images
from submissions.word import reading
from submissions.word.article import WordArticle, WordImage, WordRefusedError

MOST_BYTES = 25 * 1024 * 1024
MOST_PARTS = 60
MOST_IN_HEADER = 4_000  # Python reads a header in a time that grows with the square of its length
MOST_BOUNDARIES = 2_000
MOST_IN_TEXT = 1_000_000
DOCX = ".docx"
# The headers that are read, in whatever part, with the lines they go on in.
_HEADERS = re.compile(
    rb"^(?:from|subject|content-[a-z-]+|mime-version)[ \t]*:[^\r\n]*(?:(?:\r\n|\r|\n)[ \t][^\r\n]*)*",
    re.IGNORECASE | re.MULTILINE,
)
_BOUNDARY = re.compile(rb"(?:^|[\r\n])--")
# What Python's parser raises on damaged mails; the last on parts or comments within each other without end.
DAMAGED = (MessageError, LookupError, ValueError, TypeError, AttributeError, AssertionError, RecursionError)


def read(file: IO[bytes]) -> WordArticle:
    """What the email says; a Word document attached to it is the article, and the email's own text is unplaced.

    Nothing of the file is kept. Raises WordRefusedError with one line for the person who sent it.
    """
    raw = file.read(MOST_BYTES + 1)
    if len(raw) > MOST_BYTES:
        raise WordRefusedError("The email is larger than 25 MB. Save its attachments and choose the document itself.")
    if _is_endless(raw):
        raise WordRefusedError("The email has more parts or longer headers than any that people write. Copy its text.")
    try:
        message = email.message_from_bytes(raw, policy=email.policy.default)
        if not message["from"] or not (message["subject"] or message.get_body()):
            raise WordRefusedError(
                "This is no email. Save the email from your mail program as a file that ends in .eml."
            )
        return _article(message)
    except DAMAGED as error:
        raise WordRefusedError("The email is damaged and can't be read. Copy its text into the form.") from error


def _is_endless(raw: bytes) -> bool:
    """Whether it is made to keep the parser busy; asked before anything is parsed."""
    if any(len(header[0]) > MOST_IN_HEADER for header in _HEADERS.finditer(raw)):
        return True
    return sum(1 for _ in _BOUNDARY.finditer(raw)) > MOST_BOUNDARIES


def _article(message: EmailMessage) -> WordArticle:
    name, address = parseaddr(str(message["from"]))
    about = {"name": prose.line(name), "email": prose.line(address)}
    body = _body(message)
    warnings: list[str] = []
    for attached in _attachments(message):
        filename = prose.line(attached.get_filename() or "")
        if filename.casefold().endswith(DOCX):
            found = reading.read(BytesIO(_bytes(attached)), name=filename)
            about = {**about, **{key: value for key, value in found.about.items() if value}}
            return WordArticle(
                title=found.title,
                summary=found.summary,
                body=found.body,
                about=about,
                contacts=found.contacts,
                images=found.images,
                unplaced=(*found.unplaced, *prose.paragraphs(body)),
                warnings=(f"The article is what {filename} says, which was attached.", *found.warnings),
            )
    pictures = tuple(_pictures(message, warnings))
    if not prose.words(body):
        warnings.append("The email has no text.")
    subject = prose.line(str(message["subject"] or ""))
    return WordArticle(title=subject, body=body, about=about, images=pictures, warnings=tuple(warnings))


def _body(message: EmailMessage) -> str:
    """Our HTML for the text of the email, from its HTML where it has one."""
    part = message.get_body(preferencelist=("html", "plain"))
    if part is None:
        return ""
    text = str(part.get_content())
    if len(text) > MOST_IN_TEXT:
        raise WordRefusedError("The email is longer than an article can be. Copy the text that you need into the form.")
    return prose.clean(text) if part.get_content_type() == "text/html" else prose.from_text(text)


def _attachments(message: EmailMessage) -> Iterator[EmailMessage]:
    for number, part in enumerate(message.walk()):
        if number >= MOST_PARTS:
            return
        if not part.is_multipart() and part.get_filename():
            yield part


def _pictures(message: EmailMessage, warnings: list[str]) -> Iterator[WordImage]:
    for part in _attachments(message):
        name = prose.line(part.get_filename() or "")
        if part.get_content_maintype() != "image":
            warnings.append(f"{name} was attached and is not taken over. Open it in your mail program.")
            continue
        try:
            yield WordImage(name, images.read(BytesIO(_bytes(part))))
        except images.PictureRefusedError as refused:
            warnings.append(f"{name}: {refused}")


def _bytes(part: EmailMessage) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
