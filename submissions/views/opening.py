"""How the pages behind a personal address are opened: by its secret alone, seldom wrongly, and kept by nobody."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from bulletin import front_door, limits, links
from submissions import addressing, drafting, signing
from submissions.models import Draft, Submission

LOOKUPS = "lookups of a network"
LOOK, ACT = ("GET", "HEAD"), ("GET", "HEAD", "POST")

View = Callable[..., HttpResponse]


def of_draft(*methods: str) -> Callable[[View], View]:
    """A page of the draft whose secret stands in its address; of one that was sent, only its lasting page is left."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, secret: str, *args: object, **kwargs: object) -> HttpResponse:
            draft = drafting.find(secret)
            if draft is None:
                return missing(request)
            if draft.sent_at and draft.submission and request.method != "POST":
                return redirect("submissions:sent", addressing.secret_of(draft.submission))
            return view(request, draft, *args, **kwargs)

        return _personal(never_cache(answer), methods)

    return decorate


def of_submission(*methods: str, keep: bool = False) -> Callable[[View], View]:
    """A page of the submission whose secret stands in its address; the view is given both.

    With `keep` the view itself says how long the reader's browser may keep it.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, secret: str, *args: object, **kwargs: object) -> HttpResponse:
            submission = links.find(secret, "status", Submission)
            if submission is None:
                return missing(request)
            return view(request, submission, secret, *args, **kwargs)

        return _personal(answer if keep else never_cache(answer), methods)

    return decorate


def of_proof(*methods: str) -> Callable[[View], View]:
    """A page of the proof of one signer, whose secret stands in its address; the view is given both."""

    def decorate(view: View) -> View:
        @wraps(view)
        def answer(request: HttpRequest, secret: str, *args: object, **kwargs: object) -> HttpResponse:
            signer = signing.find(secret)
            if signer is None:
                return missing(request, "submissions/proof_gone.html")
            return view(request, signer, secret, *args, **kwargs)

        return _personal(never_cache(answer), methods)

    return decorate


def missing(request: HttpRequest, template: str = "submissions/not_found.html") -> HttpResponse:
    """The page of an address that opens nothing; whoever tries many has to wait.

    An address that opens something opens it all the same: nobody guesses 32 random bytes at any speed, but a whole
    police force may stand behind the network of one who tries.
    """
    network = front_door.network_of(request)
    if seconds := limits.left(LOOKUPS, network) or limits.spend(LOOKUPS, network):
        return front_door.refusal(request, seconds)
    return render(request, template, status=404)


def address_of(draft: Draft, name: str, *args: object) -> HttpResponse:
    """Go to a page of this draft."""
    return redirect(f"submissions:{name}", drafting.secret_of(draft), *args)


def _personal(view: View, methods: tuple[str, ...]) -> View:
    """Whoever knows the secret may act, so no cookie is needed, and a page that was open for days still saves.

    Browsers hide where such a page's form comes from (Origin: null), which Django's check would refuse.
    """
    guarded: View = front_door.personal(csrf_exempt(require_http_methods(list(methods))(view)))
    return guarded
