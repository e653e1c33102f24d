"""What the pages about one submission share: the row, the person, the frame, and what was done."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db.models import Count, F, FilteredRelation, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from bulletin import desk
from bulletin.models import AuditEntry
from submissions.models import Message, Proof, Revision, Submission

DONE_ONCE = "You had already done this. It was done once."


def submission(request: HttpRequest, pk: object) -> Submission:
    """The submission with its people and revisions, and what this person last saw of it, for those who may see it."""
    by = person(request)
    own = FilteredRelation("looks", condition=Q(looks__user=by))
    rows = Submission.objects.with_people().annotate(
        own_look=own,
        looked_at=F("own_look__at"),
        looked_revision=F("own_look__revision"),
        talked=Coalesce(_messages(), 0),
        proof_status=Subquery(Proof.objects.standing().filter(submission=OuterRef("pk")).values("status")[:1]),
    )
    rows = rows.select_related(
        "article__edition", "article__section", "article__revision", "entered_by", "translation_of", "translation"
    )
    revisions = Prefetch("revisions", Revision.objects.select_related("made_by"))
    return get_object_or_404(rows.prefetch_related(revisions, "themes"), pk=desk.number(pk))


def _messages() -> Subquery:
    """How many messages there are about the submission of the outer query."""
    about = Message.objects.filter(submission=OuterRef("pk")).order_by().values("submission")
    return Subquery(about.annotate(number=Count("pk")).values("number"))


def person(request: HttpRequest) -> User:
    """The person with an account who asks. Raises PermissionDenied when they may not see submissions."""
    user = request.user
    if not (isinstance(user, User) and admin.site.get_model_admin(Submission).has_view_permission(request)):
        raise PermissionDenied
    return user


def frame(request: HttpRequest, *, title: str) -> dict[str, Any]:
    """What the desk's templates need around a page about one submission."""
    return {**admin.site.each_context(request), "opts": Submission._meta, "title": title}


def entries(submission: Submission, most: int) -> list[dict[str, Any]]:
    """The newest audit entries about it, each with what was done in the words of the desk."""
    found = AuditEntry.objects.about(submission).select_related("by")[:most]
    return [{"entry": entry, "what": _what(submission, entry)} for entry in found]


def done_since(submission: Submission, version: int) -> list[dict[str, Any]]:
    """What was done since that version, newest first: each change counts one version and leaves one entry."""
    changes = max(0, submission.version - version)
    return entries(submission, min(changes, 10))


def was_pressed_twice(submission: Submission, action: str, *, by: User, version: int) -> bool:
    """Whether all that was done since that version is this very thing, by this very person."""
    done = [(row["entry"].action, row["entry"].by) for row in done_since(submission, version)]
    return done == [(action, by)]


def mended(submission: Submission, reasons: Iterable[str]) -> list[tuple[str, str]]:
    """Each reason with the address of the page, and of the field there, that mends it; empty where none does."""
    return [(reason, _mending(submission, getattr(reason, "where", ""))) for reason in reasons]


def _mending(submission: Submission, where: str) -> str:
    if where.startswith("#"):
        return where  # a field of the page itself
    page = reverse("admin:submissions_submission_change", args=[submission.pk])
    edit = reverse("admin:submissions_submission_edit", args=[submission.pk])
    name, _, more = where.partition("/")
    if name == "answer":
        question, mark, field = more.partition("#")
        return reverse("admin:submissions_submission_answer", args=[submission.pk, question]) + mark + field
    if name.startswith(("clearance-", "pictures-")):
        return f"{page if name.startswith('clearance') else edit}#{name}"
    article = getattr(submission, "article", None)
    return {
        "text": f"{edit}#id_body",
        "moves": f"{page}#status",
        "held": f"{page}#held",
        "proof": reverse("admin:submissions_submission_proof_send", args=[submission.pk]),
        "edition": reverse("admin:editions_edition_change", args=[article.edition_id]) if article else "",
    }.get(name, "")


def _what(submission: Submission, entry: AuditEntry) -> str:
    labels = {move.name: move.label for move in submission.workflow}
    to = entry.details.get("to", "")
    undone = str(entry.details.get("undone", ""))
    others = {
        "assign": f"Assigned to {to}",
        "revise": f"Wrote revision {entry.details.get('revision', '')}",
        "undo": f"Undid “{labels.get(undone, undone)}”",
        "release": "Let it in, after it had waited apart",
        "answer_clearance": "Answered for what is to be printed",
        "confirm_clearance": "Confirmed answers of the clearance ledger",
        "message": "Wrote with the contributor",
        "comment": "Wrote a comment for editors",
        "enter": "Entered it for the contributor",
        "send_proof": "Sent the proof",
        "approve_proof": "Approved the proof",
        "want_corrections": "Asked for corrections to the proof",
        "void_proof": "The proof counts no more, because of the edit",
        "waive_proof": "Waived the proof",
        "record_approval": f"Recorded that {entry.details.get('of', '')} approved the proof",
        "pass_on_proof": f"Passed the proof on to {to}",
        "ask_signer_again": f"Reminded {entry.details.get('whom', '')} of the proof",
    }
    return labels.get(entry.action) or others.get(entry.action) or entry.action.replace("_", " ").capitalize()
