"""What strangers type to break pages, mails and names, through the public form to every place that shows it."""

import re
from html.parser import HTMLParser

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from bulletin import mail
from bulletin.models import AuditEntry, OutboxMail
from editions import assembly, publishing
from submissions import clearing, triage
from submissions.forms.blocks import ASKED
from submissions.models import Contributor, Revision, Submission
from tests.factories import editions, people, proofs
from tests.factories.submissions import picture_bytes
from tests.submissions.views import walking

pytestmark = pytest.mark.django_db
INVISIBLE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f\u202a-\u202e\ufdd0\ufffe]")
MARKUP = '"><img src=x onerror=alert(1)><script>alert(2)</script>'
WORDS = ["title", "summary", "body"]
CONTACT = ["contacts-0-name", "contacts-0-role"]
OF_THE_DRAFT = ["", "about/", "article/", "pictures/", "permissions/", "check/", "preview/web/", "preview/email/"]
PICTURE = ["pictures-0-alt", "pictures-0-caption", "pictures-0-credit", "pictures-0-owner"]


class Obeyed(HTMLParser):
    """What of MARKUP a browser would obey on a page."""

    def __init__(self):
        super().__init__()
        self.found = []
        self.tag = ""

    @classmethod
    def in_(cls, page):
        reader = cls()
        reader.feed(page)
        return reader.found

    def handle_starttag(self, tag, attrs):
        self.tag = tag
        self.found += [(tag, *attr) for attr in attrs if attr == ("src", "x") or attr[0] == "onerror"]

    def handle_data(self, data):
        self.found += [data] if self.tag == "script" and "alert(2)" in data else []


def steps_of(value):
    """A whole article that says this in every field of text, within its length, step by step."""
    about = dict.fromkeys(["name", "organisation"], f"x {value}") | {"phone": f"0 {value}"[:40]}
    article = dict.fromkeys([*WORDS, *CONTACT], f"x {value}") | {"contacts-0-phone": f"0 {value}"[:40]}
    article |= {"contacts-0-email": "duty@police.example", "contacts-0-agreed": "on", "blocks-TOTAL_FORMS": len(ASKED)}
    for number, (kind, fields) in enumerate(ASKED.items()):
        article[f"blocks-{number}-kind"] = kind
        article |= {f"blocks-{number}-{name}": f"x {value}"[: asked.most] for name, asked in fields.items()}
    pictures = dict.fromkeys(PICTURE, f"x {value}") | {"pictures-0-file": picture()}
    pictures |= {"pictures-0-purpose": "described", "pictures-0-people": "nobody"}
    permissions = dict.fromkeys(["signed_by", "named_people_why"], f"x {value}"[:200]) | {"named_people": "yes"}
    return {"about": about, "article": article, "pictures": pictures, "permissions": permissions}


def picture():
    return SimpleUploadedFile("\u202egpj.exe", picture_bytes())


def send(client, value):
    tasks = walking.written(client, **steps_of(value))
    pages = {path: client.get(f"{tasks}{path}").content.decode() for path in OF_THE_DRAFT}
    answer = walking.send(client, tasks)
    assert answer.status_code == 302, re.findall(r"Complete “[^”]+”", answer.content.decode())
    return Submission.objects.get(), answer["Location"], pages


def pages_of(client, submission, address):
    """Every page and mail part that shows the article, from its receipt to the published edition."""
    clearing.confirm(submission, by=people.editor())
    triage.accept(submission, by=people.editor(), letter=None)
    edition = editions.EditionFactory.create()
    proof = proofs.approved(submission, co_signer=proofs.PRESS_OFFICE)
    assembly.place(submission, edition=edition, section=edition.sections.first(), by=people.editor())
    publishing.lock(edition, by=people.editor())
    snapshot = publishing.sign_off(edition, by=people.publisher())
    publishing.publish(edition, by=people.publisher())
    desk, shown = f"/admin/submissions/submission/{submission.pk}", f"/editions/{edition.number}/"
    signing = f"/submit/proof/{proofs.secret_of(proof.signers.first())}/"
    public = [
        address,
        signing,
        f"{signing}web/",
        f"{signing}email/",
        "/",
        "/editions/",
        shown,
        f"{shown}{edition.articles.get().slug}/",
    ]
    pages = {path: client.get(path).content.decode() for path in public}
    client.force_login(people.editor())
    paths = [f"{desk}/change/", f"{desk}/revisions/1/web/", f"{desk}/revisions/1/email/", f"{desk}/edit/", "/admin/"]
    pages |= {path: client.get(path).content.decode() for path in paths}
    pages |= {path: client.get(path).content.decode() for path in ("/admin/submissions/submission/", "/mailbox/")}
    return pages | {"email": snapshot.email_html, **{each.kind: each.html for each in OutboxMail.objects.all()}}


def test_markup_in_any_field_is_shown_and_never_obeyed(client):
    submission, address, pages = send(client, MARKUP)

    pages |= pages_of(client, submission, address)

    for name, page in pages.items():
        assert Obeyed.in_(page) == [], name
    assert "&lt;script&gt;alert(2)&lt;/script&gt;" in pages[address]


def test_nothing_invisible_is_kept_or_mailed_whatever_field_it_was_typed_into(client, mail_server):
    submission, address, _ = send(client, "bell\x07\x01\x1b[31m \u202etxt.exe\u202c \ufdd0\ufffe 😀")

    kept = [*Revision.objects.values(), *Contributor.objects.values(), *AuditEntry.objects.values()]
    kept += [*submission.pictures.values(), *submission.latest.pictures.values(), *OutboxMail.objects.values()]
    assert not [row for row in kept if INVISIBLE.search("".join(str(value) for value in _texts(row)))]
    assert submission.title == "x bell[31m txt.exe 😀"
    for name, page in pages_of(client, submission, address).items():
        assert not INVISIBLE.search(page), name
    assert mail.send_due() == 6  # receipt, notice to the team, the proof to two signers, and what each approved


def test_a_title_of_nothing_visible_is_no_title(client):
    tasks = walking.begun(client)

    about = walking.save(client, tasks, "about", name="\ufeff").content.decode()
    article = walking.save(client, tasks, "article", title="\u202e\x07").content.decode()

    assert "Enter a title for the article" in article
    assert "Enter your name" in about


def test_a_line_break_in_any_field_adds_no_header_and_no_recipient(client, mail_server):
    send(client, "A\r\nBcc: evil@evil.example\r\nSubject: other\r\n\r\nbody")

    mail.send_due()

    assert sorted(mail_server.by_recipient) == ["ann@police.example", "bulletin@scoc.example"]
    for received in mail_server.received:
        assert received.message.get_all("Bcc") is None
        assert len(received.message.get_all("Subject")) == 1


def test_text_that_looks_like_a_template_is_only_text(client):
    _, address, _ = send(client, "{{ request }} {% debug %} %(title)s {0}")

    page = client.get(address).content.decode()

    assert "{{ request }} {% debug %} %(title)s {0}" in page
    assert "{{ request }}" in OutboxMail.objects.get(kind="submissions/offered").text


def _texts(value):
    """Every string inside, without the marks that `repr` would make of what is invisible."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return [text for each in value for text in _texts(each)]
    return [value] if isinstance(value, str) else []
