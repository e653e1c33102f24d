"""Builds the demo: every row is made by the product's own actions, as if its people had acted."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone

from bulletin import prose
from bulletin.demo import clearances, pictures, proofs, published, waiting
from bulletin.demo.people import PASSWORD, STAFF, WRITERS
from bulletin.demo.stories import DemoPicture, Story
from editions import answering, assembly, publishing
from editions.distribution import importing
from editions.models import Edition
from submissions import clearing, conversing, images, intake, notifications, revising, triage
from submissions.content import Content, PlacedPicture, content_of
from submissions.models import RevisionPicture, Section, Submission, Theme
from submissions.workflow import SubmissionStatus as Status

SUBSCRIBERS = 200
WELCOME = """This edition puts a tasking day in Marshland in the spotlight, where nine agencies share one table. \
We follow counterfeit tobacco through the post, and a county line into silence.

You will also find a bicycle workshop that keeps young people out of crime, an article in Welsh, and five signs that a \
bank’s customer is being coached."""
NEXT_WELCOME = """This edition asks what forty harbours heard in a year, and what one invented name can do."""


def exists() -> bool:
    """Whether the demo was built before."""
    return User.objects.filter(username=STAFF[0][1]).exists()


def build() -> Iterator[str]:
    """Build the demo, in parts that are kept one by one, saying what each did; does nothing a second time."""
    for done, part in (
        ("staff: an editor and two publishers", _staff),
        (f"distribution list: {SUBSCRIBERS} subscribers", _subscribers),
        ("edition 5: nine articles, signed off and published", _published_edition),
        ("edition 6 is being collected, and a submission in every status", _waiting_articles),
    ):
        with transaction.atomic():
            part()
        yield done


def _staff() -> None:
    for name, username, group in STAFF:
        first, last = name.split()
        person = User.objects.create_user(
            username, f"{username}@scoc.example", PASSWORD, first_name=first, last_name=last, is_staff=True
        )
        person.groups.add(Group.objects.get(name=group))


def person(username: str) -> User:
    return User.objects.get(username=username)


def _subscribers() -> None:
    places = ["police", "council", "charity", "health", "college"]
    rows = (f"reader{number}@{places[number % len(places)]}.example" for number in range(1, SUBSCRIBERS + 1))
    importing.run("\n".join(["email", *rows]), source="Demo")


def _published_edition() -> None:
    editor, publisher, other = person("editor"), person("publisher"), person("publisher2")
    today = timezone.localdate()
    edition = assembly.start(5, today.strftime("%B %Y"), by=editor, copy_deadline=today - timedelta(days=21))
    assembly.write(edition, {"welcome": prose.from_text(WELCOME)}, by=editor)
    for days, story in enumerate(published.ARTICLES):
        when = timezone.now() - timedelta(days=50 - 2 * days)
        submission = _accepted(story, by=editor, now=when)
        _place(submission, edition, story.section, by=editor)
        proofs.approve(submission, by=editor, now=when + timedelta(days=3))
        clearing.confirm(submission, by=editor, now=when + timedelta(days=4))
    publishing.lock(edition, by=editor)
    publishing.sign_off(edition, by=publisher)
    publishing.publish(edition, by=other)
    for number, answers in enumerate(published.FEEDBACK):
        answering.give(edition, answers, form_key=f"demo-{number}")


def _waiting_articles() -> None:
    editor, today = person("editor"), timezone.localdate()
    edition = assembly.start(
        6, (today + timedelta(days=90)).strftime("%B %Y"), by=editor, copy_deadline=today + timedelta(days=40)
    )
    assembly.write(edition, {"welcome": prose.from_text(NEXT_WELCOME)}, by=editor)
    for days, (status, story) in enumerate(waiting.ARTICLES):
        BRING_TO[status](story, timezone.now() - timedelta(days=12 - days, hours=3))
    placed = list(Submission.objects.accepted().unplaced().order_by("pk")[1:])
    for submission in placed:
        section = submission.suggested_section
        _place(submission, edition, section.name if section else "Partnerships", by=editor)
    proofs.bring_to_different_states(placed, by=editor)
    clearances.confirm_some(placed, by=editor)


def _offered(story: Story, now: datetime) -> Submission:
    return intake.offer(_offer(story, now), now=now).submission


def _offer(story: Story, now: datetime) -> intake.Offer:
    writer = WRITERS[story.writer]
    content = Content(
        title=story.title,
        summary=story.summary,
        body=prose.from_text(story.body),
        language=story.language,
        blocks=story.blocks,
        contacts=story.contacts,
        pictures=tuple(_placed(picture, owner=writer.organisation) for picture in story.pictures),
    )
    return intake.Offer(
        name=writer.name,
        email=writer.email,
        phone=writer.phone,
        organisation=writer.organisation,
        sector=writer.sector,
        region=writer.region,
        content=content,
        declared=clearances.declared(content, signed_by=f"The press office of {writer.organisation}", now=now),
        suggested_section=Section.objects.get(name=story.section),
        themes=tuple(Theme.objects.filter(name__in=story.themes)),
    )


def _placed(picture: DemoPicture, *, owner: str) -> PlacedPicture:
    return PlacedPicture(
        images.read(io.BytesIO(pictures.draw(picture.drawing))),
        original_name=f"{picture.drawing}.png",
        is_decorative=not picture.alt,
        alt=picture.alt,
        caption=picture.caption,
        credit=picture.credit,
        owner=owner,
        people=RevisionPicture.People.NOBODY,
    )


def _place(submission: Submission, edition: Edition, section: str, *, by: User) -> None:
    assembly.place(submission, edition=edition, section=edition.sections.get(name=section), by=by)


def _in_review(story: Story, now: datetime) -> Submission:
    submission = _offered(story, now)
    triage.start_review(submission, by=person("editor"), now=now + timedelta(hours=5))
    return submission


def _being_read(story: Story, now: datetime) -> None:
    """An editor has begun to edit it, asked something and got an answer, and left a comment for the others."""
    submission, editor = _in_review(story, now), person("editor")
    content = content_of(submission.revisions.get())
    body = content.body.replace("Eleven others have asked since.", "Eleven other dealers have asked us since.")
    shorter = replace(content, body=body, summary="One dealer asked for inspections. Eleven others followed.")
    revising.revise(submission, shorter, by=editor, note="Said at once what it is about", now=now + timedelta(hours=7))
    said = [
        ("contributor", editor, "Could you tell us when the first inspection was?"),
        ("internal", editor, "I would place this after the article on trading standards."),
        ("contributor", None, "It was in the spring of last year."),
    ]
    for hours, (audience, by, text) in enumerate(said, start=8):
        conversing.write(submission, text, audience=audience, by=by, now=now + timedelta(hours=hours))


def _accepted(story: Story, *, by: User, now: datetime) -> Submission:
    submission = _in_review(story, now)
    letter = notifications.decision(submission, "accept", by=by)
    triage.accept(submission, by=by, letter=letter, now=now + timedelta(days=1))
    return submission


def _accept(story: Story, now: datetime) -> None:
    _accepted(story, by=person("editor"), now=now)


def _ask_for_changes(story: Story, now: datetime) -> None:
    submission, editor = _in_review(story, now), person("editor")
    items = ["Say which law lets staff ask for proof of insurance.", "Add a contact for questions."]
    due_on = timezone.localdate() + timedelta(days=9)
    letter = notifications.decision(submission, "request_changes", by=editor, items=items, due_on=due_on)
    when = now + timedelta(days=1)
    triage.request_changes(submission, by=editor, items=items, due_on=due_on, letter=letter, now=when)


def _decline(story: Story, now: datetime) -> None:
    submission, editor = _in_review(story, now), person("editor")
    reason = "The bulletin prints what worked against serious and organised crime; this is about another subject."
    letter = notifications.decision(submission, "decline", by=editor, reason=reason)
    triage.decline(submission, by=editor, reason=reason, letter=letter, now=now + timedelta(days=1))


def _withdraw(story: Story, now: datetime) -> None:
    submission = _offered(story, now)
    triage.withdraw(submission, by=None, reason="It appeared elsewhere.", now=now + timedelta(days=1))


def _begin(story: Story, now: datetime) -> None:
    intake.begin(_offer(story, now), now=now)


BRING_TO: dict[str, Callable[[Story, datetime], object]] = {
    Status.DRAFT: _begin,
    Status.SUBMITTED: _offered,
    Status.IN_REVIEW: _being_read,
    Status.CHANGES_REQUESTED: _ask_for_changes,
    Status.ACCEPTED: _accept,
    Status.DECLINED: _decline,
    Status.WITHDRAWN: _withdraw,
}
