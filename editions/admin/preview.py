"""The previews of an edition: web page, email and plain text as they would be now, for the desk only."""

from collections.abc import Callable
from typing import Any

from csp.decorators import csp
from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.decorators import method_decorator

from bulletin import desk, prose
from editions.admin.pages import EditionPage
from editions.models import Edition
from editions.rendering import mail, web

FACES = {"web": "Web page", "email": "Email", "text": "Email as plain text"}


class PreviewPage(EditionPage):
    """One face of the edition in a frame of its own, and links to the others."""

    tab = "preview"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        face = request.GET.get("face", "web")
        if face not in FACES:
            raise Http404
        return self.page(
            "preview.html",
            title=f"Preview: {self.edition}",
            faces=[(label, f"?face={name}", name == face) for name, label in FACES.items()],
            face=face,
            face_label=FACES[face],
            frame=self.address("face", face),
            subject=subject_of(self.edition),
            text=text_of(self.edition) if face == "text" else "",
        )


@method_decorator(csp(desk.FRAME_POLICY), name="dispatch")
class FacePage(EditionPage):
    """One face alone, as the frame shows it: no script runs in it."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        draw: dict[str, Callable[[HttpRequest, Edition], HttpResponse]] = {"web": web_face, "email": email_face}
        if kwargs["face"] not in draw:
            raise Http404
        return draw[kwargs["face"]](request, self.edition)


def web_face(request: HttpRequest, edition: Edition) -> HttpResponse:
    """What was signed off, or before that what would be."""
    kept = edition.snapshot
    main_part = prose.kept(kept.web_html, kept.web_sha256) if kept else web.main_part(edition)
    context = {"edition": edition, "main_part": main_part}
    return TemplateResponse(request, "admin/editions/face_web.html", context)


def email_face(request: HttpRequest, edition: Edition) -> HttpResponse:
    return HttpResponse(edition.snapshot.email_html if edition.snapshot else mail.html(edition))


def subject_of(edition: Edition) -> str:
    return edition.snapshot.email_subject if edition.snapshot else mail.subject(edition)


def text_of(edition: Edition) -> str:
    return edition.snapshot.email_text if edition.snapshot else mail.text(edition)
