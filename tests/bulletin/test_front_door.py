import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from bulletin import front_door
from bulletin.models import OutboxMail, Tally
from editions.distribution import subscribers
from tests.factories import editions as made
from tests.factories import people
from tests.factories.submissions import picture_bytes
from tests.factories.subscribers import SubscriberFactory
from tests.submissions.views import walking

pytestmark = pytest.mark.django_db
SMALL_FORMS = ["editions:subscribe", "editions:ask_to_leave"]


@pytest.fixture
def strict(settings):
    """Give each limit by its name: strict("forms of an address", 1, 60)."""

    def set_limit(name, most, seconds=600):
        settings.LIMITS = {**settings.LIMITS, name: (most, seconds)}

    return set_limit


@pytest.fixture
def step(client):
    """Post one step of an article that is being written."""
    tasks = walking.begun(client)
    return lambda name, **given: walking.save(client, tasks, name, **given)


# --- how often ------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", SMALL_FORMS)
@pytest.mark.parametrize("limit", ["forms of an address", "forms of a network"])
def test_a_form_that_was_sent_too_often_comes_back_with_what_was_typed_and_how_long_to_wait(
    client, strict, name, limit
):
    strict(limit, 1)
    client.post(reverse(name), {"email": "ann@council.example"})
    before = OutboxMail.objects.count()
    answer = client.post(reverse(name), {"email": "ann@council.example"})
    assert (answer.status_code, answer["Retry-After"]) == (429, "600")
    assert "Wait 10 minutes" in answer.content.decode()
    assert 'value="ann@council.example"' in answer.content.decode()
    assert OutboxMail.objects.count() == before


def test_spellings_of_an_address_are_counted_as_one(client, strict):
    strict("forms of an address", 1)
    client.post(reverse("editions:subscribe"), {"email": "ann@council.example"})
    assert client.post(reverse("editions:subscribe"), {"email": " ANN@council.example "}).status_code == 429


def test_pictures_are_kept_only_as_far_as_their_network_may_fill_the_disk(strict, step):
    strict("uploads of a network", 1000)
    picture = ("map.png", picture_bytes())
    assert len(picture[1]) < 1000
    assert step("pictures", pictures__0__file=_file(*picture)).status_code == 200
    strict("uploads of a network", len(picture[1]))
    answer = step("pictures", pictures__0__file=_file(*picture), pictures__0__alt="A map that took an hour to draw")
    assert answer.status_code == 429
    assert "A map that took an hour to draw" in answer.content.decode()


def _file(name, content):
    return SimpleUploadedFile(name, content)


def test_a_flood_is_refused_before_anything_of_it_is_read(client, strict):
    strict("posts of a network", 2)
    answers = [client.post(reverse("contact"), "nonsense", content_type="multipart/form-data") for _ in range(3)]
    assert [answer.status_code for answer in answers] == [400, 400, 429]
    assert "Too many tries" in answers[2].content.decode()


def test_people_who_are_signed_in_are_not_counted(client, strict):
    strict("posts of a network", 0)
    client.force_login(people.editor())
    assert client.post("/admin/bulletin/outboxmail/", {}).status_code == 200
    assert Client().post("/admin/bulletin/outboxmail/", {}).status_code == 429


def test_everybody_may_leave_the_list_however_many_do(client, strict):
    strict("posts of a network", 0)
    for subscriber in SubscriberFactory.create_batch(3):
        address = reverse("editions:leave", args=[subscribers.leave_token(subscriber)])
        assert client.post(address, {"List-Unsubscribe": "One-Click"}).status_code == 200


def test_reading_is_never_counted(client):
    client.get("/")
    client.get("/subscribe/")
    client.head("/editions/")
    assert not Tally.objects.exists()


def test_only_what_a_secret_opens_is_uncounted_and_only_articles_bring_files():
    views = {pattern.callback: name for name, pattern in _named(get_resolver().url_patterns)}
    uncounted = {name for view, name in views.items() if getattr(view, "is_uncounted", False)}
    with_files = {name for view, name in views.items() if getattr(view, "takes_files", False)}
    assert uncounted == {"editions:leave", "editions:confirm", "paste"}  # the last has a limit of its own
    assert with_files == {"submissions:step", "submissions:word"}


def _named(patterns, space=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}", pattern
        elif pattern.app_name != "admin":
            yield from _named(pattern.url_patterns, f"{pattern.namespace}:" if pattern.namespace else space)


# --- how much -------------------------------------------------------------------------------------


def test_a_form_without_files_may_not_be_as_big_as_one_with_pictures(client, settings, step):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 20_000
    for path in ("/contact/", "/admin/login/", "/submit/start/", "/submit/link/"):
        assert client.post(path, {"file": _file("map.bin", b"x" * 30_000)}).status_code == 413
    assert step("pictures", file=_file("map.bin", b"x" * 30_000)).status_code == 302


def test_a_body_without_a_length_is_refused(client):
    answer = client.post("/contact/", {}, HTTP_TRANSFER_ENCODING="chunked")
    assert answer.status_code == 411


def test_too_many_files_are_refused(step):
    files = {f"file-{number}": _file("map.bin", b"x") for number in range(django_settings.DATA_UPLOAD_MAX_NUMBER_FILES)}
    files["one-more"] = _file("map.bin", b"x")
    assert step("pictures", **files).status_code == 413


def test_a_length_that_is_no_number_is_too_big(rf):
    assert front_door.is_bigger_than(1000, rf.post("/contact/", CONTENT_LENGTH="-5"))
    assert not front_door.is_bigger_than(1000, rf.post("/contact/", CONTENT_LENGTH="1000"))


# --- who asks -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("", "unknown"),
        ("nobody", "unknown"),
    ],
)
def test_a_network_is_an_address_or_the_household_of_one(rf, address, network):
    assert front_door.network_of(rf.get("/", REMOTE_ADDR=address)) == network


@pytest.mark.parametrize(
    ("proxies", "forwarded", "network"),
    [
        (0, "198.51.100.1", "192.0.2.7"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "203.0.113.9, 198.51.100.1", "198.51.100.1"),
        (2, "203.0.113.9, 198.51.100.1", "203.0.113.9"),
        (2, "198.51.100.1", "192.0.2.7"),
        (1, "", "unknown"),
        (1, "198.51.100.1:50123", "198.51.100.1"),
        (1, "[2001:db8:1:2::1]:50123", "2001:db8:1:2::/64"),
        (1, "2001:db8:1:2::1", "2001:db8:1:2::/64"),
    ],
)
def test_what_a_stranger_writes_into_the_header_of_the_proxies_is_not_believed(
    rf, settings, proxies, forwarded, network
):
    settings.PROXIES = proxies
    assert front_door.network_of(rf.get("/", REMOTE_ADDR="192.0.2.7", HTTP_X_FORWARDED_FOR=forwarded)) == network


# --- cookies --------------------------------------------------------------------------------------


def test_pages_without_a_form_set_no_cookie(client):
    edition = made.published()
    slug = edition.articles.get().slug
    paths = ["/", "/editions/", f"/editions/{edition.number}/", f"/editions/{edition.number}/{slug}/"]
    paths += ["/accessibility/", "/cookies/", "/privacy/", "/contact/sent/Q-22222/", "/subscribe/sent/", "/leave/sent/"]
    paths += ["/robots.txt", "/.well-known/security.txt", "/no-such-page/"]
    for path in paths:
        answer = client.get(path)
        assert not answer.cookies, path
        assert "Cookie" not in answer.get("Vary", ""), path


@pytest.mark.parametrize("path", ["/contact/", "/subscribe/", "/submit/start/"])
def test_a_page_with_a_form_sets_the_one_cookie_that_protects_it(client, settings, path):
    cookies = client.get(path).cookies
    assert list(cookies) == [settings.CSRF_COOKIE_NAME]
    assert cookies[settings.CSRF_COOKIE_NAME]["httponly"]
    assert cookies[settings.CSRF_COOKIE_NAME]["samesite"] == "Lax"


@pytest.mark.parametrize(
    "path", ["/contact/", "/subscribe/", "/submit/start/", "/submit/link/", "/leave/", "/admin/login/"]
)
def test_a_form_of_another_site_is_refused(path):
    answer = Client(enforce_csrf_checks=True).post(path, {"email": "ann@council.example"})
    assert answer.status_code == 403
    assert not OutboxMail.objects.exists()
