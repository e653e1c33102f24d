"""The proof on an article's page of the desk, and the pages that send it, record an approval, and waive it."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from bulletin import desk, moves
from bulletin.moves import MoveRefusedError
from submissions import inviting, proofing, settling, signing
from submissions.admin import opening
from submissions.forms.proofing import CONTRIBUTOR, SOMEBODY_ELSE, CoSignerForm, RecordForm, SendForm, WaiveForm
from submissions.models import Signer, Submission
from submissions.workflow import REVIEW, WAIVE, ProofStatus

CONFLICT, MISTYPED = 409, 422


def label(submission: Submission) -> str:
    """The status of the proof that stands, as opening.submission brings it, in a few words."""
    status = getattr(submission, "proof_status", None)
    return ProofStatus(status).label.lower() if status else "none"


def section(submission: Submission, by: User) -> dict[str, Any]:
    """What the article's page shows of its proofs; in three queries."""
    found = list(submission.proofs.with_answers())
    revision = settling.printed(submission)
    proof = next((each for each in found if each.status != ProofStatus.SUPERSEDED), None)
    is_current = proof is not None and revision is not None and proof.revision_id == revision.pk
    is_open = is_current and proof is not None and proof.status == ProofStatus.SENT
    today = timezone.localdate()
    return {
        "proof": proof,
        "proof_is_current": is_current,
        "proof_is_open": is_open,
        "proof_days_left": (proof.due_on - today).days if proof and proof.due_on else None,
        "proof_missing": list(proof.missing()) if proof and is_open else [],
        "proof_revision": revision,
        "earlier_proofs": [each for each in found if each is not proof],
        "may_prove": by.has_perm(REVIEW) and not proofing.reasons_not_to(submission, by=by),
        "may_waive": by.has_perm(WAIVE) and not (is_current and proof and proof.status in settling.SETTLED),
    }


def send_page(request: HttpRequest, pk: int) -> HttpResponse:
    """GET proposes the letter; POST sends it with the proof."""
    submission, by = opening.submission(request, pk), opening.person(request)
    letter = inviting.proposed(submission, by=by)
    form = SendForm(request.POST or None, initial={"subject": letter.subject, "text": letter.text})
    given = {"to": inviting.contributor(submission), "standing": settling.standing(submission)}

    def act() -> str:
        said = form.cleaned_data
        proof = proofing.send(
            submission,
            by=by,
            letter=form.letter,
            due_on=said["due_on"],
            co_signer=form.co_signer,
            seen=desk.seen(request),
        )
        return f"The proof is on its way to {' and '.join(signer.name for signer in proof.signers.all())}."

    return _page(request, submission, "send", form, act, proofing.reasons_not_to(submission, by=by), **given)


def record_page(request: HttpRequest, pk: int) -> HttpResponse:
    """An approval that came another way; no mail is sent."""
    submission, by = opening.submission(request, pk), opening.person(request)
    proof = settling.current(submission)
    form = RecordForm(request.POST or None, submission=submission, proof=proof)

    def act() -> str:
        said = form.cleaned_data
        is_row = said["who"] not in {CONTRIBUTOR, SOMEBODY_ELSE}
        recorded = proofing.record(
            submission,
            by=by,
            how=said["how"],
            signer=get_object_or_404(Signer, pk=desk.number(said["who"])) if is_row else None,
            co_signer=said["name"] if said["who"] == SOMEBODY_ELSE else "",
            seen=desk.seen(request),
        )
        return f"Recorded. The proof is now “{recorded.get_status_display()}”. No email was sent."

    return _page(request, submission, "record", form, act, proofing.reasons_not_to(submission, by=by))


def waive_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Print it without an approved proof; no mail is sent."""
    submission, by = opening.submission(request, pk), opening.person(request)
    form = WaiveForm(request.POST or None)

    def act() -> str:
        proofing.waive(submission, by=by, reason=form.cleaned_data["reason"], seen=desk.seen(request))
        return "The proof is waived. No email was sent."

    reasons = proofing.reasons_not_to(submission, by=by, permission=WAIVE)
    return _page(request, submission, "waive", form, act, reasons)


def co_signer_page(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask one more person to approve the proof that is out; they get a mail."""
    submission, by = opening.submission(request, pk), opening.person(request)
    proof = settling.current(submission)
    form = CoSignerForm(request.POST or None)

    def act() -> str:
        who = form.co_signer
        if proof is None or who is None:
            raise MoveRefusedError(["There is no proof to pass on. Send one first."])
        signing.pass_on(proof, who, named_by=moves.label_of(by, ""), by=by)
        return f"The proof is on its way to {who.name}."

    reasons = proofing.reasons_not_to(submission, by=by) + (signing.reasons_not_to(proof) if proof else [])
    return _page(request, submission, "co_signer", form, act, reasons)


@require_POST
def ask_again(request: HttpRequest, pk: int, signer: int) -> HttpResponse:
    """Mail a signer a new link; the button says so."""
    submission, by = opening.submission(request, pk), opening.person(request)
    row = get_object_or_404(Signer, proof__submission=submission, pk=signer)
    try:
        proofing.ask_again(row, by=by)
    except MoveRefusedError as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{row.name} is being mailed a new link to the proof.")
    return _back(submission)


def _page(
    request: HttpRequest,
    submission: Submission,
    what: str,
    form: forms.Form,
    act: Callable[[], str],
    reasons: list[str],
    **given: Any,
) -> HttpResponse:
    """Ask for what is needed, or do it; after a refusal the form keeps what was typed."""
    code, by = 200, opening.person(request)
    if request.method == "POST":
        code = MISTYPED
        if form.is_valid():
            try:
                messages.success(request, act())
            except MoveRefusedError as refused:
                reasons, code = refused.reasons, CONFLICT
                if opening.was_pressed_twice(submission, ACTIONS[what], by=by, version=desk.seen(request)):
                    messages.info(request, opening.DONE_ONCE)
                    return _back(submission)
            else:
                return _back(submission)
    title, button = TITLES[what]
    context = {
        **opening.frame(request, title=f"{title}: {submission.title}"),
        "submission": submission,
        "what": what,
        "form": form,
        "heading": title,
        "button": button,
        "reasons": opening.mended(submission, reasons),
        "revision": settling.printed(submission),
        "seen": desk.seen(request) if code == MISTYPED else submission.version,
        **given,
    }
    return TemplateResponse(request, "admin/submissions/submission/proof_page.html", context, status=code)


def _back(submission: Submission) -> HttpResponse:
    return HttpResponseRedirect(reverse("admin:submissions_submission_change", args=[submission.pk]) + "?tab=proof")


TITLES = {
    "send": ("Send the proof", "Send the proof and this email"),
    "record": ("Record an approval", "Record the approval"),
    "waive": ("Waive the proof", "Waive the proof"),
    "co_signer": ("Ask a co-signer", "Send them the proof"),
}
# What each writes down at the article.
ACTIONS = {
    "send": "send_proof",
    "record": "record_approval",
    "waive": "waive_proof",
    "co_signer": "pass_on_proof",
}
PAGES: list[tuple[str, Callable[..., HttpResponse], str]] = [
    ("<int:pk>/proof/send/", send_page, "proof_send"),
    ("<int:pk>/proof/record/", record_page, "proof_record"),
    ("<int:pk>/proof/waive/", waive_page, "proof_waive"),
    ("<int:pk>/proof/co-signer/", co_signer_page, "proof_co_signer"),
    ("<int:pk>/proof/signers/<int:signer>/", ask_again, "proof_ask_again"),
]
