"""The pages of one proof, for whoever holds a signer's link: a look changes nothing, an answer is a POST."""

from typing import Any

from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from bulletin import desk, front_door
from bulletin.moves import MoveRefusedError
from submissions import comparing, signing
from submissions.forms.proof import CorrectionsForm, CoSignerForm
from submissions.models import Revision, RevisionPicture, Signer
from submissions.rendering import article
from submissions.views import opening, pictures

NOT_DONE, MISTYPED = 409, 422


@opening.of_proof(*opening.ACT)
def proof(request: HttpRequest, signer: Signer, secret: str) -> HttpResponse:
    """The article as it will be printed, what was changed, and the answers that can be given."""
    if request.method != "POST":
        return _page(request, secret, signer)
    act = {"approve": _approve, "corrections": _correct, "pass_on": _pass_on}.get(request.POST.get("do", ""))
    return act(request, secret, signer) if act else _page(request, secret, signer)


@csp(desk.FRAME_POLICY)
@opening.of_proof(*opening.LOOK)
def face(request: HttpRequest, signer: Signer, secret: str, name: str) -> HttpResponse:
    """The web page or the email with the article alone in it, as the page of the proof frames it."""
    revision = Revision.objects.prefetch_related("pictures__picture").get(pk=signer.proof.revision_id)

    def picture_url(use: RevisionPicture, width: int) -> str:
        return reverse("submissions:proof_picture", args=[secret, use.picture_id, width])

    if name == "email":
        return HttpResponse(article.email_page(revision, picture_url=picture_url))
    if name != "web":
        raise Http404
    shown = article.web(revision, picture_url=picture_url, level=1)
    return render(request, "admin/submissions/submission/face.html", {"revision": revision, "article": shown})


@opening.of_proof(*opening.LOOK)
def picture(request: HttpRequest, signer: Signer, secret: str, picture_id: int, width: int) -> HttpResponse:
    """One picture of the revision that the proof is about."""
    uses = signer.proof.revision.pictures.select_related("picture")
    return pictures.answer(get_object_or_404(uses, picture_id=picture_id).picture, width)


def _approve(request: HttpRequest, secret: str, signer: Signer) -> HttpResponse:
    try:
        signing.approve(signer)
    except MoveRefusedError as refused:
        return _page(request, secret, signer, reasons=refused.reasons)
    return redirect("submissions:proof", secret)


def _correct(request: HttpRequest, secret: str, signer: Signer) -> HttpResponse:
    form = CorrectionsForm(request.POST, passages=signing.passages(signer.proof.revision))
    if not form.is_valid():
        return _page(request, secret, signer, corrections=form)
    try:
        signing.ask_for_corrections(signer, form.said())
    except MoveRefusedError as refused:
        return _page(request, secret, signer, corrections=form, reasons=refused.reasons)
    return redirect("submissions:proof", secret)


def _pass_on(request: HttpRequest, secret: str, signer: Signer) -> HttpResponse:
    form = CoSignerForm(request.POST)
    if not form.is_valid():
        return _page(request, secret, signer, co_signer=form)
    if seconds := front_door.wait(request, "proof", form.cleaned_data["email"]):
        form.add_error(None, front_door.words(seconds))
        return front_door.too_many(_page(request, secret, signer, co_signer=form), seconds)
    try:
        signing.pass_on(signer.proof, form.person, named_by=signer.name)
    except MoveRefusedError as refused:
        return _page(request, secret, signer, co_signer=form, reasons=refused.reasons)
    return redirect(f"{reverse('submissions:proof', args=[secret])}?did=passed_on")


def _page(
    request: HttpRequest,
    secret: str,
    signer: Signer,
    *,
    corrections: CorrectionsForm | None = None,
    co_signer: CoSignerForm | None = None,
    reasons: list[str] | None = None,
) -> HttpResponse:
    found = signer.proof
    found.refresh_from_db(fields=["status"])
    submission, revision = found.submission, found.revision
    sent = submission.revisions.filter(made_by=None, number__lte=revision.number).order_by("number").last()
    forms = [form for form in (corrections, co_signer) if form and form.errors]
    context: dict[str, Any] = {
        "is_passed_on": request.GET.get("did") == "passed_on" and not reasons,
        "proof": found,
        "signer": signer,
        "submission": submission,
        "revision": revision,
        "secret": secret,
        "changes": comparing.changes(sent, revision) if sent and sent != revision else [],
        "text": article.text(revision),
        "closed": signing.reasons_not_to(found),
        "reasons": reasons,
        "faulty": forms,
        "corrections": corrections or CorrectionsForm(passages=signing.passages(revision)),
        "is_correcting": corrections is not None,
        "unsent": corrections.said() if corrections and reasons else [],
        "co_signer": co_signer or CoSignerForm(),
        "others": [other for other in found.signers.all() if other.pk != signer.pk],
        "lacks_co_signer": found.needs_co_signer and not any(each.is_co_signer for each in found.signers.all()),
    }
    return render(
        request, "submissions/proof.html", context, status=NOT_DONE if reasons else MISTYPED if forms else 200
    )
