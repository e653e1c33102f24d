import pytest
from django.urls import reverse

from editions import publishing
from editions.models import Override
from editions.workflow import EDITION, EditionStatus
from tests.factories import editions, people

pytestmark = pytest.mark.django_db
MADE = {
    EditionStatus.COLLECTING: editions.ready,
    EditionStatus.LOCKED: editions.locked,
    EditionStatus.SIGNED_OFF: editions.signed_off,
    EditionStatus.PUBLISHED: editions.published,
    EditionStatus.WITHDRAWN: editions.withdrawn,
}
ROLES = {"reader": people.reader, "editor": people.editor, "publisher": people.publisher}


def at(edition, step):
    return reverse("admin:editions_edition_step", args=[edition.pk, step])


def take(client, edition, step, **typed):
    return client.post(at(edition, step), {"seen": edition.version, "reason": "Because.", **typed}, follow=True)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("status", EditionStatus.values)
@pytest.mark.parametrize("step", [move.name for move in EDITION])
def test_each_step_is_offered_and_taken_exactly_where_table_and_role_allow_it(step, status, role, client):
    edition = MADE[status]()
    user = ROLES[role]()
    client.force_login(user)
    move = EDITION[step]
    allowed = status in move.sources and user.has_perm(move.permission)
    board = client.get(reverse("admin:editions_edition_change", args=[edition.pk])).content.decode()
    assert (f'href="{at(edition, step)}"' in board) == allowed
    page = client.get(at(edition, step)).content.decode()
    assert (f">{move.label}</button>" in page) == allowed
    edition.refresh_from_db()
    assert edition.status == status
    answer = take(client, edition, step)
    edition.refresh_from_db()
    assert (answer.status_code, edition.status) == ((200, move.target) if allowed else (409, status))


def test_an_edition_that_is_not_ready_shows_everything_that_stops_it_and_no_button(client):
    edition = editions.EditionFactory(welcome="")
    client.force_login(people.editor())
    page = client.get(at(edition, "lock")).content.decode()
    assert "There is no welcome text." in page
    assert "No article has a place in this edition." in page
    assert ">Lock</button>" not in page
    answer = take(client, edition, "lock")
    assert answer.status_code == 409
    assert answer.content.decode().count("There is no welcome text.") == 1


def test_who_locked_needs_a_reason_to_sign_off_and_somebody_else_confirms_it(client):
    edition = editions.ready()
    ben = people.publisher(first_name="Ben", last_name="Both")
    publishing.lock(edition, by=ben)
    client.force_login(ben)
    assert "somebody else should sign it off" in client.get(at(edition, "sign_off")).content.decode()
    assert take(client, edition, "sign_off", reason=" ").status_code == 409
    board = take(client, edition, "sign_off", reason="Everybody else is away.").content.decode()
    assert "Everybody else is away." in board
    assert "Somebody else has to confirm this." in board
    confirm = reverse("admin:editions_edition_override", args=[edition.pk, Override.objects.get().pk])
    assert "You can&#x27;t confirm your own override" in client.post(confirm, follow=True).content.decode()
    client.force_login(people.publisher())
    assert (
        "Confirm that this was right"
        in client.get(reverse("admin:editions_edition_change", args=[edition.pk])).content.decode()
    )
    assert "You confirmed it: sign off by" in client.post(confirm, follow=True).content.decode()
    assert not Override.objects.unconfirmed().exists()


def test_who_did_not_lock_is_asked_for_no_reason(client):
    edition = editions.locked()
    client.force_login(people.publisher())
    page = client.get(at(edition, "sign_off")).content.decode()
    assert 'name="reason"' not in page
    assert reverse("admin:editions_edition_face", args=[edition.pk, "web"]) in page
    take(client, edition, "sign_off")
    assert not Override.objects.exists()


def test_who_looked_at_an_older_state_is_asked_to_look_again(client):
    edition = editions.locked()
    seen = edition.version
    publishing.unlock(edition, by=people.editor(first_name="Asha", last_name="First"))
    publishing.lock(edition, by=people.editor(first_name="Asha", last_name="First"))
    client.force_login(people.publisher())
    answer = take(client, edition, "sign_off", seen=seen)
    assert answer.status_code == 409
    assert "Asha First did “lock” while you had this page open" in answer.content.decode()
    assert take(client, edition, "sign_off", seen="").status_code == 409


def test_a_reason_that_was_refused_stays_in_its_box(client):
    edition = editions.published()
    client.force_login(people.publisher())
    answer = take(client, edition, "withdraw", reason="A court asked.", seen=0)
    assert ">A court asked.</textarea>" in answer.content.decode()


def test_a_step_that_does_not_exist_is_not_found(client):
    client.force_login(people.publisher())
    assert client.get(at(editions.ready(), "explode")).status_code == 404


def test_the_sign_off_shows_which_articles_nobody_approved_and_asks_for_a_reason(client):
    edition = editions.EditionFactory()
    article = editions.ArticleFactory(edition=edition, proof=False, submission__revision__title="Bare")
    publishing.lock(edition, by=people.editor())
    client.force_login(people.publisher())

    page = client.get(at(edition, "sign_off")).content.decode()
    where = reverse("admin:submissions_submission_change", args=[article.submission_id])
    assert f'<a href="{where}?tab=proof">“Bare”: revision 1 is approved by nobody.' in page
    back = reverse("admin:editions_edition_change", args=[edition.pk])
    assert f'<a href="{back}">' in client.get(f"{where}?tab=proof").content.decode()
    assert 'name="reason"' in page
    assert take(client, edition, "sign_off", reason=" ").status_code == 409

    board = take(client, edition, "sign_off", reason="The force agreed.").content.decode()

    assert "Sign off without approved proofs" in board
    assert "The force agreed." in board
