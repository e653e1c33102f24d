"""The distribution list at the desk: who is on it and how they came, and what staff may do about each."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse

from bulletin import desk, moves
from bulletin.admin import statuses
from bulletin.admin.looking import LookingAdmin
from bulletin.models import AuditEntry, OutboxMail
from editions.distribution import importing, subscribers
from editions.forms.listing import AddForm, ImportForm, ReasonForm, SuppressForm
from editions.models import Subscriber
from editions.workflow import LIST, SUBSCRIBER

CONFIRMATION = "No mail is sent to them."
REFUSED_SHOWN = 50


def _leave(person: Subscriber, by: User, typed: dict[str, Any]) -> None:
    subscribers.leave(person, source=typed["reason"], by=by)


def _suppress(person: Subscriber, by: User, typed: dict[str, Any]) -> None:
    subscribers.suppress(person, reason=typed["kind"], source=typed["reason"], by=by)


def _release(person: Subscriber, by: User, typed: dict[str, Any]) -> None:
    subscribers.release(person, by=by, reason=typed["reason"])


# What staff may do, by the name of the move: the button's words, the form, what it does, and what follows.
DEEDS: dict[str, tuple[str, type[forms.Form], Callable[[Subscriber, User, dict[str, Any]], None], str]] = {
    "leave": (
        "Take off the list",
        ReasonForm,
        _leave,
        "They get no more editions, not even one that is being sent now. They can join again themselves.",
    ),
    "suppress": (
        "Never mail again",
        SuppressForm,
        _suppress,
        "No import and no form can bring this address back on the list, until somebody releases it here.",
    ),
    "release": (
        "Release",
        ReasonForm,
        _release,
        "The address may join again. It is not put back on the list: the person does that.",
    ),
}


@admin.register(Subscriber)
class SubscriberAdmin(LookingAdmin):
    list_display = ("email", "name", "organisation", "shown_status", "created_at")
    list_filter = ("status",)
    search_fields = ("email", "address", "name", "organisation")
    date_hierarchy = "created_at"
    change_list_template = "admin/editions/subscriber/list.html"

    shown_status = statuses.column(SUBSCRIBER)

    def get_urls(self) -> list[URLPattern]:
        def named(route: str, view: Callable[..., HttpResponse], name: str) -> URLPattern:
            return path(route, self.admin_site.admin_view(view), name=f"editions_subscriber_{name}")

        own = [
            named("join/", self.join_view, "join"),
            named("import/", self.import_view, "import"),
            named("<int:pk>/do/<str:name>/", self.do_view, "do"),
        ]
        return own + super().get_urls()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        context = {**(extra_context or {}), "may_change": request.user.has_perm(LIST)}
        return super().changelist_view(request, context)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """The person's page, in place of the form that Django would draw."""
        person = self._find(request, object_id)
        offered = [name for name in moves.permitted(person, by=_staff(request)) if name in DEEDS]
        return self._page(
            request,
            "page.html",
            title=person.email,
            person=person,
            consent_events=person.consent_events.all(),
            entries=AuditEntry.objects.about(person),
            mails=OutboxMail.objects.about(person),
            deeds=[(name, DEEDS[name][0]) for name in offered],
        )

    def do_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """One deed's page: what follows from it, the reason, and the button."""
        person, by = self._find(request, str(pk)), _staff(request)
        if name not in DEEDS:
            raise Http404
        words, form_class, deed, consequence = DEEDS[name]
        form = form_class(*_posted(request))
        if form.is_valid() and self._done(request, lambda: deed(person, by, form.cleaned_data)):
            return HttpResponseRedirect(reverse("admin:editions_subscriber_change", args=[pk]))
        title = f"{words}: {person.email}"
        return self._page(
            request, "form.html", title=title, form=form, words=words, consequence=f"{consequence} {CONFIRMATION}"
        )

    def join_view(self, request: HttpRequest) -> HttpResponse:
        """Put somebody on the list who asked for it by other ways than the web page."""
        self._may_change(request)
        form = AddForm(*_posted(request))
        if form.is_valid() and self._done(request, lambda: subscribers.join(**form.cleaned_data, by=_staff(request))):
            return HttpResponseRedirect(reverse("admin:editions_subscriber_changelist"))
        consequence = f"They get the next edition. {CONFIRMATION}"
        return self._page(
            request, "form.html", title="Add somebody", form=form, words="Add to the list", consequence=consequence
        )

    def import_view(self, request: HttpRequest) -> HttpResponse:
        """Check a file of addresses, and import it."""
        self._may_change(request)
        form, report = ImportForm(*_posted(request)), None
        if form.is_valid():
            source = f"Import by {_staff(request).get_username()}"
            try:
                report = importing.run(
                    form.cleaned_data["file"], source=source, dry_run=form.cleaned_data["only_check"]
                )
            except importing.FileRefusedError as error:
                form.add_error("file", str(error))
        refused = report.refused[:REFUSED_SHOWN] if report else []
        return self._page(request, "import.html", title="Import a file", form=form, report=report, refused=refused)

    def _done(self, request: HttpRequest, deed: Callable[[], object]) -> bool:
        try:
            deed()
        except moves.MoveRefusedError as error:
            for reason in error.reasons:
                messages.error(request, reason)
            return False
        messages.success(request, "Done.")
        return True

    def _page(self, request: HttpRequest, template: str, **context: object) -> HttpResponse:
        context = {**self.admin_site.each_context(request), "opts": self.opts, **context}
        return TemplateResponse(request, f"admin/editions/subscriber/{template}", context)

    def _find(self, request: HttpRequest, pk: str) -> Subscriber:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return get_object_or_404(Subscriber, pk=desk.number(pk))

    def _may_change(self, request: HttpRequest) -> None:
        if not request.user.has_perm(LIST):
            raise PermissionDenied


def _staff(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def _posted(request: HttpRequest) -> tuple[Any, ...]:
    """What a form is bound to: nothing until something was sent, even if that was empty."""
    return (request.POST, request.FILES) if request.method == "POST" else ()
