"""The way of one article, step by step, each by its user's own door."""

import re
from base64 import b32decode
from email.message import EmailMessage

from django_otp.oath import totp

from editions.models import Edition
from submissions.models import Submission
from tests.factories import people
from tests.factories.submissions import picture_bytes
from tests.servers.visitor import Visitor

PASSWORD = "a-password-of-the-journeys"


READERS = [f"reader{number}@council.example" for number in range(1, 501)]


TEAM = "bulletin@scoc.example"


PARAGRAPHS = ("Neighbours saw the vans first.", "We gave away 400 locks, and theft fell by half.")


WELCOME = "Ten towns write about vans that stayed where they were."


QUOTE = "Nobody had asked us before"


URL = re.compile(r"https?://[^\s\"'<>)\]]+")


def staff(settings) -> None:
    """An editor and two publishers, who can log in to the real product."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.PBKDF2PasswordHasher"]
    for username, make in (("edie", people.editor), ("percy", people.publisher), ("paula", people.publisher)):
        person = make(username=username, first_name=username.title())
        person.set_password(PASSWORD)
        person.save()


def logged_in(live_system, username: str) -> Visitor:
    """Gives the password, sets an authenticator app up by the key on the page, and keeps the recovery codes."""
    visitor = Visitor(live_system.url)
    page = visitor.open("/admin/").send("Log in", username=username, password=PASSWORD)
    key = re.search(r"type this key into the app: ((?:[A-Z2-7]{4} ?)+)", page.words)[1]
    code = totp(b32decode(key.replace(" ", "")))
    page = page.send("Continue", code=f"{code:06}").follow("I have kept them: continue")
    assert "Log out" in page.words
    return visitor


def only_mail(live_system, to: str, subject: str) -> EmailMessage:
    """The one mail with such a subject, when it has come."""

    def found() -> list[EmailMessage]:
        return [mail for mail in live_system.sink.to(to) if mail["Subject"].strip().startswith(subject)]

    live_system.wait_until(found)
    (mail,) = found()
    return mail


def part(mail: EmailMessage, kind: str) -> str:
    body = mail.get_body((kind,))
    assert body is not None
    return body.get_content()


def begin_an_article(live_system):
    """Ann begins an article, goes, and comes back by the link in her mail; gives the page on which she goes on."""
    page = Visitor(live_system.url).open("/submit/").follow("Start now").send("Continue", may_be_sent="fit")
    page = page.follow("About you").send("Save and come back later", name="Ann Example", email="ann@police.example")
    page.send("Email me the link")
    return come_back(live_system).follow("About you")


def send_an_article(page, folder) -> str:
    """She writes it with a picture and a quote, and sends it; gives its reference."""
    (folder / "lock.png").write_bytes(picture_bytes(size=(900, 600)))
    page = page.send(
        "Save and continue", organisation="Northshire Police", sector="law_enforcement", region="north_east"
    )
    page = page.send("Add: Quote").send(
        "Save and continue",
        title="Fewer vans stolen",
        summary="Free locks for whoever asked.",
        body="\n\n".join([*PARAGRAPHS, "- one lock for each\n- none for thieves"]),
        **{"blocks-0-text": QUOTE, "blocks-0-speaker": "Sam Neighbour"},
    )
    page = page.send(
        "Save and continue",
        **{
            "pictures-0-file": folder / "lock.png",
            "pictures-0-purpose": "described",
            "pictures-0-alt": "A lock on a steering wheel",
            "pictures-0-owner": "Northshire Police",
            "pictures-0-people": "nobody",
        },
    )
    page = page.send(
        "Save and continue",
        marking="no",
        sign_off="yes",
        signed_by="Jo Example, head of communications",
        signed_on="2 March 2026",
        live_proceedings="no",
        named_people="agreed",
        sensitivity="no",
        images="yes",
    )
    assert all(words in page.words for words in (*PARAGRAPHS, QUOTE, "Jo Example"))
    page = page.send("Send the article")
    assert "Article sent" in page.words
    reference = Submission.objects.get().reference
    assert reference in page.words
    return reference


def come_back(live_system):
    """Ann goes on by the link in the mail, on another computer."""
    mail = only_mail(live_system, "ann@police.example", "Your link to the article")
    address = next(url for url in URL.findall(part(mail, "plain")) if "/submit/back/" in url)
    page = Visitor(live_system.url).open(address).send("Continue")
    assert "You have completed 0 of 4 parts." in page.words
    return page


def read_the_receipt(live_system, reference: str) -> None:
    """The receipt leads to a page that lasts; the team hears of the article, too."""
    receipt = only_mail(live_system, "ann@police.example", "We have your article")
    assert reference in part(receipt, "plain")
    assert reference in part(receipt, "html")
    address = next(url for url in URL.findall(part(receipt, "plain")) if "/submit/sent/" in url)
    page = Visitor(live_system.url).open(address)
    assert reference in page.words
    assert all(words in page.words for words in (*PARAGRAPHS, QUOTE))
    assert "Ann Example" in part(only_mail(live_system, TEAM, f"New article {reference}"), "plain")


def accept(live_system, editor: Visitor, reference: str) -> None:
    """Edie finds the article, takes it, reads the mail about her decision, changes it and sends it."""
    page = editor.open("/admin/").follow("Needs triage").follow("Fewer vans stolen")
    page = page.follow("Start review").send("Start review")
    assert "No email was sent" in page.words
    letter = page.follow("Accept")
    offered = next(form for form in letter.forms if form.button("Accept and send this email"))
    text = dict(offered.controls)["text"]
    page = letter.send("Accept and send this email", text=f"{text}\nMany thanks from Edie.")
    assert f"{reference} is now “Accepted”" in page.words
    mail = only_mail(live_system, "ann@police.example", "Accepted: “Fewer vans stolen”")
    assert "Many thanks from Edie." in part(mail, "plain")
    assert "Many thanks from Edie." in part(mail, "html")
    have_it_approved(live_system, editor)


def have_it_approved(live_system, editor: Visitor) -> None:
    """Edie sends the proof to Ann and to her press office; both approve it by the link of their own mail."""
    page = editor.open(f"/admin/submissions/submission/{Submission.objects.get().pk}/proof/send/")
    press = {"co_signer_name": "Petra Press", "co_signer_email": "press@police.example"}
    assert (
        "The proof is on its way to Ann Example and Petra Press."
        in page.send("Send the proof and this email", **press).words
    )
    for address in ("ann@police.example", "press@police.example"):
        mail = only_mail(live_system, address, "Action needed by")
        link = next(url for url in URL.findall(part(mail, "plain")) if "/submit/proof/" in url)
        assert "You approved it" in Visitor(live_system.url).open(link).send("Approve this article").words


def clear(editor: Visitor) -> None:
    """Edie confirms what Ann answered for."""
    page = editor.open("/admin/submissions/submission/").follow("Fewer vans stolen").send("Confirm all 6 answers")
    assert "Confirm all" not in page.words


def assemble(editor: Visitor) -> None:
    """Edie starts edition 1, places the article, writes the welcome, and locks it when nothing stops it any more."""
    page = editor.open("/admin/editions/edition/add/").send("Start", number="1", label="December 2026")
    refused = page.follow("Lock …")
    assert "There is no welcome text." in refused.words
    section = Edition.objects.get().sections.get(name="Partnerships")
    page = page.send("Place", section=section.pk)
    assert "“Fewer vans stolen” is now number 1 of 1 in Partnerships." in page.words
    page = page.follow("Words").send("Save", welcome=WELCOME)
    page = page.follow("Articles")
    assert "Nothing stops this edition" in page.words
    assert "December 2026: locked." in page.follow("Lock …").send("Lock").words


def sign_off_publish_and_mail(live_system, board: str) -> None:
    """Percy signs off what he saw; Paula publishes it, and mails it after typing its number."""
    percy, paula = logged_in(live_system, "percy"), logged_in(live_system, "paula")
    page = percy.open(board).follow("Sign off …")
    assert all(words in page.words for words in (*PARAGRAPHS, QUOTE, WELCOME))
    assert "December 2026: signed off." in page.send("Sign off").words
    assert Visitor(live_system.url).open("/editions/1/").status == 404
    assert "December 2026: published." in paula.open(board).follow("Publish …").send("Publish").words
    assert live_system.sink.by_recipient[READERS[0]] == 0
    mailing = paula.open(board).follow("Mail it …")
    assert f"Would get it now {len(READERS)} people" in mailing.words
    mistaken = mailing.send(f"Mail edition 1 to {len(READERS)} people", number="5")
    assert mistaken.status == 422
    assert "Type 1 to mail it." in mistaken.words
    assert "has started" in mistaken.send(f"Mail edition 1 to {len(READERS)} people", number="1").words


def read_it_on_the_web(live_system) -> None:
    reader = Visitor(live_system.url)
    for page in (reader.open("/"), reader.open("/editions/")):
        assert "December 2026" in page.words
    edition = reader.open("/editions/1/")
    for page in (edition, edition.follow("Fewer vans stolen")):
        assert all(words in page.words for words in (*PARAGRAPHS, QUOTE, "none for thieves"))
        assert "A lock on a steering wheel" in page.source
