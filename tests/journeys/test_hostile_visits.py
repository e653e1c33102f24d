"""Every address of the site, tried by those who should not: nothing is shown to them, and no look changes anything."""

import re
from collections.abc import Iterator
from functools import partial

import pytest
from django.apps import apps
from django.conf import settings as django_settings
from django.core import serializers
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from bulletin import links, mail
from editions.distribution import subscribers
from editions.models import Article, Subscriber
from tests.factories import editions, mailings, people, proofs
from tests.factories.submissions import RevisionPictureFactory, SubmissionFactory

pytestmark = pytest.mark.django_db
# Of everybody with an account: the empty home page, their own password, the words of Django's scripts, the search.
FOR_ALL_STAFF = {"", "jsi18n/", "password_change/", "password_change/done/", "search/", "login/", "logout/"}
ACTION = {"action": "delete_selected", "_selected_action": "1"}
FORGED = {
    "do": "start",
    "step": "silent",
    "seen": "1",
    "reason": "x",
    "number": "1",
    "to": "1",
    "post": "yes",
    **ACTION,
}
FILLED = {"name": "accept", "step": "lock", "face": "web", "width": "640", "revision": "1"}
# Sessions are begun and counts of limits kept by looking, which changes nothing that anybody is shown.
UNCOUNTED = {"sessions.session", "bulletin.tally"}


def routes(patterns=None, before="") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def addresses() -> list[str]:
    """Each address with the number of a row that is there in its places."""
    plain = [route for route in routes() if "(?P" not in route]
    return sorted({"/" + re.sub(r"<(?:\w+:)?(\w+)>", partial(place, route), route) for route in plain} - {"/healthz"})


def place(route, found):
    """What stands in one place of a route: the row of the desk's page, the published edition, or FILLED."""
    kind = re.match(rf"{django_settings.ADMIN_PATH}(\w+)/(\w+)/<", route)
    if kind and found[1] in {"pk", "object_id", "id"}:
        row = apps.get_model(*kind.groups())._base_manager.order_by("pk").first()
        return str(row.pk) if row else "1"
    if found[1] == "article":
        return str(Article.objects.get(edition__number=1).pk)
    return FILLED.get(found[1], "1")


def world():
    """One of everything; gives the personal addresses."""
    published = editions.published(number=1, welcome="<p>Hello</p>")
    submission = published.articles.first().submission
    RevisionPictureFactory(revision=submission.latest)
    mailings.frozen(subscribers=1, number=2)
    mail.queue(mail.Letter("A", "B"), kind="test", to_email="ann@b.example", dedupe_key="1", about=submission)
    proof = proofs.sent()
    person = Subscriber.objects.first()
    secret, article = links.issue(person, "confirm"), links.issue(submission, "status")
    yield from (
        f"/subscribe/confirm/{secret}/",
        f"/leave/{subscribers.leave_token(person)}/",
        f"/submit/sent/{article}/",
        f"/submit/proof/{proofs.secret_of(proof.signers.get())}/",
    )


def everything():
    """Every row of the database, as text by kind."""
    kinds = [kind for kind in apps.get_models() if kind._meta.label_lower not in UNCOUNTED]
    return {kind._meta.label: serializers.serialize("json", kind._base_manager.order_by("pk")) for kind in kinds}


@pytest.fixture(autouse=True)
def without_limits(settings, tmp_path):
    settings.LIMITS = dict.fromkeys(settings.LIMITS, (10000, 60))
    settings.VAR_DIR = tmp_path


def visitor(who):
    client = Client()
    if who:
        client.force_login(who)
    return client


@pytest.mark.slow
@pytest.mark.parametrize("role", [None, people.publisher])
def test_no_get_changes_anything_and_none_breaks(role):
    personal = list(world())
    client = visitor(role() if role else None)
    before = everything()

    answers = {path: client.get(path).status_code for path in [*addresses(), *personal] if "logout" not in path}

    assert {name for name, rows in everything().items() if rows != before[name]} == set()
    assert {path for path, code in answers.items() if code >= 500} == set()
    assert [answers[path] for path in personal] == [200] * len(personal)


@pytest.mark.slow
def test_strangers_and_staff_without_a_role_see_nothing_of_the_desk_and_change_nothing():
    list(world())
    bare, stranger = visitor(people.UserFactory()), visitor(None)
    desk = [path for path in addresses() if path.startswith(f"/{django_settings.ADMIN_PATH}")]
    closed = [path for path in desk if path.removeprefix(f"/{django_settings.ADMIN_PATH}") not in FOR_ALL_STAFF]
    before = everything()

    for path in closed:
        for answer in (stranger.get(path), stranger.post(path, FORGED)):
            assert (answer.status_code, "login" in answer.get("Location", "")) in {(302, True), (404, False)}, path
        for answer in (bare.get(path), bare.post(path, FORGED)):
            assert answer.status_code in {302, 403, 404, 405}, path

    assert {name for name, rows in everything().items() if rows != before[name]} == set()


@pytest.mark.slow
def test_a_reader_changes_nothing_whatever_they_send():
    list(world())
    reader = visitor(people.reader())
    before = everything()

    for path in addresses():
        if path.startswith(f"/{django_settings.ADMIN_PATH}") and "password" not in path and "logout" not in path:
            assert reader.post(path, FORGED).status_code < 500, path

    changed = {name for name, rows in everything().items() if rows != before[name]}
    # That they took a list of copies is written down, and when they last looked.
    assert changed <= {"bulletin.AuditEntry", "submissions.Look"}


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "²", "-1", "x"])
def test_a_number_that_no_row_can_have_breaks_no_page_of_the_desk(number):
    edition, submission, mailing = editions.ready(), SubmissionFactory(), mailings.frozen(subscribers=1)
    publisher = visitor(people.publisher())
    here, article = f"/admin/editions/edition/{edition.pk}", f"/admin/submissions/submission/{submission.pk}"
    section, unknown = edition.sections.first().pk, f"/admin/editions/mailing/{mailing.pk}/unknown/"
    sent = [
        (f"{here}/sections/", {"section": number, "do": "remove"}),
        (f"{here}/sections/", {"section": section, "position": number}),
        (f"{here}/place/", {"submission": number, "section": number, "position": number}),
        (f"{here}/steps/lock/", {"seen": number}),
        (f"{article}/assign/", {"to": number}),
        (unknown, {"numbers": [number], "do": "send_again", "which": "some", "reason": "x"}),
    ]
    rows = ("submissions/submission", "editions/edition", "editions/subscriber", "bulletin/outboxmail")
    asked = [*(f"/admin/{row}/{number}/change/" for row in rows), f"/admin/submissions/submission/?assignee={number}"]

    answers = [publisher.post(*each) for each in sent] + [publisher.get(path) for path in asked]

    assert {answer.status_code for answer in answers} <= {200, 302, 404, 409, 422}
    edition.refresh_from_db()
    assert edition.status == "collecting"


def test_a_picture_is_shown_only_with_the_secret_of_its_own_article(client):
    mine, other = (RevisionPictureFactory(revision__submission=SubmissionFactory()).picture for _ in range(2))
    secret = links.issue(mine.submission, "status")

    assert client.get(f"/submit/sent/{secret}/pictures/{mine.pk}/640/").status_code == 200
    assert client.get(f"/submit/sent/{secret}/pictures/{other.pk}/640/").status_code == 404
    assert client.get(f"/submit/pictures/{mine.pk}/640/").status_code == 403


@pytest.mark.parametrize("make", [editions.ready, editions.locked, editions.signed_off, editions.withdrawn])
def test_a_picture_of_an_edition_that_is_not_out_is_shown_to_nobody_outside(client, make):
    edition, out = make(), editions.published()
    submission = edition.articles.get().submission
    picture = RevisionPictureFactory(revision=submission.latest).picture

    assert client.get(f"/editions/{edition.number}/pictures/{picture.pk}/640/").status_code == 404
    assert client.get(f"/editions/{out.number}/pictures/{picture.pk}/640/").status_code == 404


@pytest.mark.parametrize("purpose", ["leave", "delivery", "leave-list"])
def test_a_link_of_one_purpose_opens_nothing_for_another(client, purpose):
    mailing = mailings.frozen(subscribers=1)
    person, delivery = mailing.deliveries.get().subscriber, mailing.deliveries.get()
    number = person.pk if purpose == "leave-list" else delivery.pk
    token = links.sign(purpose, number)
    forged = [token[:-1] + ("A" if token[-1] != "A" else "B"), token[::-1], token[:31], f"{token}A", "A" * 32]

    for address in forged:
        client.post(f"/leave/{address}/")
    for page in ("subscribe/confirm", "submit/sent"):
        assert client.get(f"/{page}/{token}/").status_code == 404
    person.refresh_from_db()
    assert person.status == "active"

    client.post(f"/leave/{token}/")
    person.refresh_from_db()
    assert person.status == ("active" if purpose == "delivery" else "left")


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_signing_in_leads_to_no_other_site(client, wanted):
    user = people.editor(username="bea")
    user.set_password("a long password of a test")
    user.save()

    answer = client.post("/admin/login/", {"username": "bea", "password": "a long password of a test", "next": wanted})

    assert answer.status_code == 302
    assert answer["Location"] == "/admin/"


@pytest.mark.parametrize("host", ["evil.example", "bulletin.example@evil.example", ""])
def test_another_host_name_is_refused_and_never_repeated(client, host):
    answer = client.get("/", HTTP_HOST=host)

    assert answer.status_code == 400
    assert "evil" not in answer.content.decode()
