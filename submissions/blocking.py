"""What keeps an article that has a place from being printed, as the database can say it for all of them at once.

It is the rule of the edition's board (editions/readiness.py): accepted, cleared, and its proof approved or waived.
"""

from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from submissions import settling
from submissions.models import ClearanceAnswer, ClearanceQuestion, Proof, Revision, RevisionPicture, Submission
from submissions.workflow import SubmissionStatus

BEING_MADE = Q(article__isnull=False, article__edition__published_at=None)


def of_next_edition(*, on: date) -> Q:
    """Which submissions have a place in an edition that is being made, and can't be printed as they are that day."""
    stopped = ~Q(status=SubmissionStatus.ACCEPTED) | _is_not_cleared(on) | ~Q(Exists(_settled()))
    # By their numbers: in an aggregate over all submissions the database would look into each of them for this.
    return Q(pk__in=Submission.objects.filter(BEING_MADE & stopped).values("pk"))


def _printed() -> QuerySet[Revision]:
    """The revision that is printed of the outer query's submission: the pinned one, or else the newest."""
    newest = Revision.objects.filter(submission=OuterRef(OuterRef("pk"))).order_by("-number").values("pk")[:1]
    return Revision.objects.filter(pk=Coalesce(OuterRef("article__revision_id"), Subquery(newest)))


def _settled() -> QuerySet[Proof]:
    proofs = Proof.objects.filter(submission=OuterRef("pk"), status__in=settling.SETTLED)
    newest = Revision.objects.filter(submission=OuterRef(OuterRef("pk"))).order_by("-number").values("pk")[:1]
    return proofs.filter(revision=Coalesce(OuterRef("article__revision_id"), Subquery(newest)))


def _is_not_cleared(on: date) -> Q:
    """A question that the article raises is not confirmed, or somebody agreed to a picture until a day that is past."""
    found = Q(Exists(_printed().filter(pictures__consent_until__lt=on)))
    for question in ClearanceQuestion:
        found |= _raised(question) & ~Q(Exists(_confirmed(question)))
    return found


def _raised(question: str) -> Q:
    if question == ClearanceQuestion.CONTACTS:
        return Q(Exists(_printed().exclude(contacts=[])))
    if question == ClearanceQuestion.IMAGES:
        return Q(Exists(_printed().filter(Exists(RevisionPicture.objects.filter(revision=OuterRef("pk"))))))
    return Q()


def _confirmed(question: str) -> QuerySet[ClearanceAnswer]:
    return ClearanceAnswer.objects.confirmed().filter(submission=OuterRef("pk"), question=question)
