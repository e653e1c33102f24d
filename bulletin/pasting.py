"""What the rich text box asks about pasted text: ours for it, and in words what was kept and what was removed."""

from collections.abc import Mapping

from django.http import HttpRequest, JsonResponse
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from bulletin import front_door, limits, plain
from bulletin.cleaning import cleaned

LONGEST = 1_000_000  # characters
NAMES = {
    "formatting": gettext_lazy("fonts, colours and other formatting"),
    "scripts and style sheets": gettext_lazy("scripts and style sheets"),
    "pictures": gettext_lazy("pictures"),
    "deleted text": gettext_lazy("text deleted with tracked changes"),
    "hidden text": gettext_lazy("hidden text"),
    "review comments": gettext_lazy("comments of reviewers"),
    "link wrappers": gettext_lazy("the wrappers of mail filters around links"),
    "links that lead nowhere": gettext_lazy("links that lead nowhere"),
    "list marks": gettext_lazy("typed bullets and numbers, now lists"),
}


@front_door.uncounted  # as a form that is sent; it has a limit of its own
@csrf_exempt  # it changes nothing and knows nobody
@never_cache
@require_POST
def paste(request: HttpRequest) -> JsonResponse:
    """Pasted HTML, or the plain text where there is none, cleaned. 413 and 429 leave it to the browser."""
    html, text = request.POST.get("html", ""), request.POST.get("text", "")
    if len(html) + len(text) > LONGEST:
        return JsonResponse({}, status=413)
    if limits.spend("pastes of a network", front_door.network_of(request)):
        return JsonResponse({}, status=429)
    done = cleaned(html if html.strip() else plain.paragraphs_of(text))
    return JsonResponse(
        {
            "html": done.html,
            "said": [_kept(done.kept), *_removed(done.removed), *map(_, done.warnings)],
            "undo": _("Undo this paste"),
            "undone": _("The paste was undone."),
        }
    )


def _kept(kept: Mapping[str, int]) -> str:
    """How much of what came, as a sentence."""
    counted = {
        "paragraphs": ngettext("%(n)s paragraph", "%(n)s paragraphs", kept.get("paragraphs", 0)),
        "headings": ngettext("%(n)s heading", "%(n)s headings", kept.get("headings", 0)),
        "lists": ngettext("%(n)s list", "%(n)s lists", kept.get("lists", 0)),
        "quotations": ngettext("%(n)s quotation", "%(n)s quotations", kept.get("quotations", 0)),
        "tables": ngettext("%(n)s table", "%(n)s tables", kept.get("tables", 0)),
        "links": ngettext("%(n)s link", "%(n)s links", kept.get("links", 0)),
    }
    said = [words % {"n": kept[name]} for name, words in counted.items() if kept.get(name)]
    return (
        _("Pasted: %(what)s.") % {"what": get_text_list(said, _("and"))} if said else _("There was no text to paste.")
    )


def _removed(removed: Mapping[str, int]) -> list[str]:
    said = [str(NAMES[kind]) for kind in NAMES if kind in removed]
    return [_("Taken out: %(what)s.") % {"what": get_text_list(said, _("and"))}] if said else []
