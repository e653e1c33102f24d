import io
import re
from email.message import EmailMessage
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from submissions.models import Submission
from tests.factories import people
from tests.factories.submissions import picture_bytes

pytestmark = pytest.mark.django_db

ENTER = reverse("admin:submissions_submission_enter")
WORDS = {
    "name": "Sam Cole",
    "email": "sam@northshire.example",
    "organisation": "Northshire Council",
    "sector": "local_government",
    "region": "north_east",
    "title": "How a town closed six doors",
    "summary": "What neighbours did.",
    "body": "Neighbours noticed the cars first.",
    "language": "en",
    "source": "phone",
    "how": "Read to me by telephone",
    "is_cleared": "on",
    **{
        f"{rows}-{name}": "0"
        for rows in ("pictures", "blocks", "contacts")
        for name in ("TOTAL_FORMS", "INITIAL_FORMS")
    },
}


@pytest.fixture
def desk(client):
    client.force_login(people.editor(first_name="Ada", last_name="Bell"))
    return client


def text_of(response):
    return unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def first(desk, source="phone", **given):
    return desk.post(ENTER, {"step": "read", "source": source, **given})


def test_the_list_leads_to_the_page_and_the_page_asks_how_it_came(desk):
    assert ENTER in desk.get(reverse("admin:submissions_submission_changelist")).content.decode()
    assert "How did the article come?" in text_of(desk.get(ENTER))
    assert "Select how the article came" in text_of(first(desk, source=""))


def test_an_article_told_by_telephone_is_entered_and_shown_with_who_entered_it(desk):
    assert "Their name" in text_of(first(desk))

    page = desk.post(ENTER, WORDS, follow=True)

    row = Submission.objects.get()
    assert (row.title, row.source) == (WORDS["title"], "phone")
    said = text_of(page)
    assert f"Entered as {row.reference}. No email was sent." in said
    assert "Telephone, entered by staff (Ada Bell)" in said


def test_with_a_mistake_everything_typed_stays(desk):
    page = desk.post(ENTER, {**WORDS, "title": "", "is_cleared": ""})

    said = page.content.decode()
    assert "Enter a title for the article" in said
    assert "Enter it only when their organisation has cleared it for publication" in said
    assert "Neighbours noticed the cars first." in said
    assert 'value="phone"' in said
    assert not Submission.objects.exists()


def test_an_email_fills_the_form_in_with_its_picture(desk):
    message = EmailMessage()
    message["From"], message["Subject"] = "Siân Ŵyn <sian@tower.example>", "Six doors"
    message.set_content("Neighbours noticed.")
    message.add_attachment(picture_bytes(), maintype="image", subtype="png", filename="door.png")

    page = first(desk, source="email", file=SimpleUploadedFile("letter.eml", bytes(message))).content.decode()

    assert 'value="Siân Ŵyn"' in page
    assert 'value="sian@tower.example"' in page
    assert 'value="Six doors"' in page
    assert "Neighbours noticed." in page
    assert re.search(r'name="pictures-0-kept" value="[^"]{20}', page)


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("old.doc", b"x", "Choose a file that ends in .docx or .eml, or go on without one."),
        ("letter.eml", b"x", "This is no email."),
        ("empty.eml", b"", "The file is empty."),
        ("article.docx", b"not a zip", "There is a problem"),
    ],
)
def test_a_file_that_cannot_be_read_says_what_to_do(desk, name, content, said):
    page = first(desk, source="word", file=SimpleUploadedFile(name, content))
    assert said in text_of(page)
    assert "How did the article come?" in text_of(page)


def test_a_reader_cannot_enter(client):
    client.force_login(people.reader())
    assert client.get(ENTER).status_code == 403
    assert ENTER not in client.get(reverse("admin:submissions_submission_changelist")).content.decode()


def test_a_word_document_fills_the_form_in(desk):
    document, file = Document(), io.BytesIO()
    document.add_heading("How a town closed six doors", 0)
    document.add_paragraph("Neighbours noticed the cars first.")
    document.save(file)

    page = first(desk, source="word", file=SimpleUploadedFile("article.docx", file.getvalue())).content.decode()

    assert 'value="How a town closed six doors"' in page
    assert "Neighbours noticed the cars first." in page
    assert "This is what was read from the file. Check everything before you enter it." in page
