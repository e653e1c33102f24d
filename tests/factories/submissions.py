"""Dull valid submissions, each with a contributor and a first revision, and small pictures."""

import hashlib
import io
from typing import Any

import factory
from django.core.files.base import ContentFile
from django.utils import timezone
from factory.django import DjangoModelFactory
from PIL import Image

from submissions.models import Contributor, Draft, Organisation, Picture, Revision, RevisionPicture, Submission
from submissions.workflow import SubmissionStatus
from tests.factories import clearances


def picture_bytes(*, size: tuple[int, int] = (60, 40), kind: str = "PNG", colour: str = "teal") -> bytes:
    file = io.BytesIO()
    Image.new("RGB", size, colour).save(file, kind)
    return file.getvalue()


class OrganisationFactory(DjangoModelFactory):
    class Meta:
        model = Organisation

    name = factory.Sequence(lambda number: f"Northshire Partnership {number}")
    sector = Organisation.Sector.LOCAL_GOVERNMENT
    region = Organisation.Region.NORTH_EAST


class ContributorFactory(DjangoModelFactory):
    class Meta:
        model = Contributor

    name = factory.Sequence(lambda number: f"Sam Contributor {number}")
    email = factory.Sequence(lambda number: f"sam{number}@northshire.example")
    organisation = factory.SubFactory(OrganisationFactory)


class SubmissionFactory(DjangoModelFactory):
    """An article that was sent in; `revision=None` leaves it without one, `revision__title=...` says what it says.

    Traits name its status: SubmissionFactory(accepted=True).
    """

    class Meta:
        model = Submission
        skip_postgeneration_save = True

    class Params:
        draft = factory.Trait(status=SubmissionStatus.DRAFT, submitted_at=None, cleared_at=None)
        in_review = factory.Trait(status=SubmissionStatus.IN_REVIEW)
        changes_requested = factory.Trait(status=SubmissionStatus.CHANGES_REQUESTED)
        accepted = factory.Trait(status=SubmissionStatus.ACCEPTED)
        declined = factory.Trait(status=SubmissionStatus.DECLINED)
        withdrawn = factory.Trait(status=SubmissionStatus.WITHDRAWN)

    reference = factory.Sequence(lambda number: f"SOC-T{number:05}")
    status = SubmissionStatus.SUBMITTED
    contributor = factory.SubFactory(ContributorFactory)
    submitted_at = factory.LazyFunction(timezone.now)
    cleared_at = factory.LazyFunction(timezone.now)
    revision = factory.RelatedFactory("tests.factories.submissions.RevisionFactory", "submission")


class RevisionFactory(DjangoModelFactory):
    """The next revision of a submission. The first of an accepted one is cleared; `cleared=False` leaves it open."""

    class Meta:
        model = Revision
        skip_postgeneration_save = True

    submission = factory.SubFactory(SubmissionFactory, revision=None)
    number = factory.LazyAttribute(lambda row: row.submission.revisions.count() + 1)
    title = factory.Sequence(lambda number: f"How a town closed {number} doors")
    summary = "What neighbours and officers did together."
    body = "<p>Neighbours noticed the cars first.</p>"

    @factory.post_generation
    def cleared(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        is_due = self.submission.status == SubmissionStatus.ACCEPTED and self.number == 1
        if create and is_due and extracted is not False:
            clearances.settled(self)


class PictureFactory(DjangoModelFactory):
    """A real PNG of 60 by 40 pixels, kept in the test's storage."""

    class Meta:
        model = Picture

    submission = factory.SubFactory(SubmissionFactory)
    file = factory.LazyFunction(lambda: ContentFile(picture_bytes(), name="picture.png"))
    original_name = "door.png"
    content_type = Picture.ContentType.PNG
    width = 60
    height = 40
    sha256 = factory.LazyFunction(lambda: hashlib.sha256(picture_bytes()).hexdigest())


class RevisionPictureFactory(DjangoModelFactory):
    class Meta:
        model = RevisionPicture

    revision = factory.SubFactory(RevisionFactory)
    picture = factory.LazyAttribute(lambda row: PictureFactory(submission=row.revision.submission))
    position = factory.LazyAttribute(lambda row: row.revision.pictures.count() + 1)
    alt = "A closed door"
    caption = "The door today"
    credit = "Northshire Council"


class DraftFactory(DjangoModelFactory):
    """A draft that was begun; `answers` says what was saved."""

    class Meta:
        model = Draft
