"""A Word document sent into a draft, and what the page says was understood of it."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from submissions.models import Draft
from tests.documents import filling
from tests.submissions.views import walking

pytestmark = pytest.mark.django_db


def upload(document, name="article.docx"):
    packed = BytesIO()
    document.save(packed)
    return SimpleUploadedFile(name, packed.getvalue())


def test_the_form_fills_the_steps_and_the_page_says_what_it_found(client):
    tasks = walking.begun(client)
    page = client.post(f"{tasks}word/", {"document": upload(filling.filled(body=filling.article))}).content.decode()
    assert "What we understood" in page
    assert "How Operation Larch closed twelve shops" in page
    assert "<li>Listen<ul><li>in the shops</li></ul></li>" in page
    draft = Draft.objects.get()
    assert draft.email == "sam.writer@council.example"
    assert draft.answers["article"]["title"] == ["How Operation Larch closed twelve shops"]
    assert draft.answers["article"]["contacts-1-name"] == ["The tobacco desk"]


def test_what_was_typed_is_replaced_only_when_that_is_wanted(client):
    tasks = walking.begun(client)
    walking.save(client, tasks, "article", title="Typed by hand")
    document = filling.filled(body=filling.article)
    page = client.post(f"{tasks}word/", {"document": upload(document)}).content.decode()
    assert "Tick the box to replace what you typed" in page
    assert Draft.objects.get().answers["article"]["title"] == ["Typed by hand"]
    client.post(f"{tasks}word/", {"document": upload(document), "replace": "on"})
    assert Draft.objects.get().answers["article"]["title"] == ["How Operation Larch closed twelve shops"]


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (None, "Choose the Word document"),
        (SimpleUploadedFile("a.docx", b""), "The document is empty"),
        (SimpleUploadedFile("a.docx", b"{\\rtf1 hello"), "This is an RTF file"),
    ],
)
def test_a_refused_document_leaves_the_draft_as_it_was(client, file, said):
    tasks = walking.begun(client)
    page = client.post(f"{tasks}word/", {"document": file} if file else {}).content.decode()
    assert said in page
    assert "There is a problem" in page
    assert Draft.objects.get().answers == {}


def test_a_marked_document_is_kept_nowhere_and_its_words_are_not_logged(client, caplog):
    tasks = walking.begun(client)
    document = filling.filled(body=filling.article)
    document.sections[0].header.paragraphs[0].text = "OFFICIAL-SENSITIVE: Larch names"
    page = client.post(f"{tasks}word/", {"document": upload(document)}).content.decode()
    assert "carries a protective marking" in page
    assert "a header" in page
    assert Draft.objects.get().answers == {}
    assert "Larch" not in caplog.text


def test_looking_changes_nothing(client):
    tasks = walking.begun(client)
    page = client.get(f"{tasks}word/").content.decode()
    assert 'href="/static/bulletin/article-form.docx"' in page
    assert Draft.objects.get().answers == {}


def test_a_document_for_nobodys_draft_is_not_read(client):
    answer = client.post("/submit/nobody/word/", {"document": upload(filling.filled())})
    assert answer.status_code == 404
