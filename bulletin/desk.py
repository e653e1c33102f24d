"""What every page of the editors' desk shares: navigation, style sheet, badge, and the version it was drawn from."""

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import reverse

from bulletin import generation

# Of pages that the desk shows in a frame, with text of strangers: no script, no form, no other host.
FRAME_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'self'", "'unsafe-inline'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "sandbox": ["allow-same-origin", "allow-popups"],
    "frame-ancestors": ["'self'"],
}
# What the desk lists, in the order of the work: a title, then each kind of row with its name there and its icon.
LISTS: list[tuple[str, list[tuple[str, str, str]]]] = [
    ("Articles", [("submissions.submission", "Submissions", "article")]),
    (
        "Editions",
        [
            ("editions.edition", "Editions", "menu_book"),
            ("editions.mailing", "Mailings", "outgoing_mail"),
            ("editions.feedback", "Feedback", "reviews"),
        ],
    ),
    (
        "People",
        [
            ("editions.subscriber", "Distribution list", "group"),
            ("submissions.contributor", "Contributors", "edit_note"),
            ("submissions.organisation", "Organisations", "apartment"),
        ],
    ),
    (
        "Records",
        [("bulletin.outboxmail", "Outbox", "mail"), ("bulletin.auditentry", "What was done", "history")],
    ),
    (
        "Settings",
        [
            ("submissions.section", "Standing sections", "view_list"),
            ("submissions.theme", "4P themes", "sell"),
            ("submissions.phrase", "Phrases", "format_quote"),
            ("auth.user", "Staff", "badge"),
            ("auth.group", "Roles", "key"),
        ],
    ),
]


MOST_DIGITS = 18  # of a number that fits into a row's


def navigation(request: HttpRequest) -> list[dict[str, object]]:
    """The side bar: only what this person may see."""
    home = {"title": "Home", "icon": "home", "link": reverse("admin:index")}
    groups: list[dict[str, object]] = [{"items": [home, *_mailbox()]}]
    for title, rows in LISTS:
        items = [
            {"title": name, "icon": icon, "link": reverse(f"admin:{label.replace('.', '_')}_changelist")}
            for label, name, icon in rows
            if may_see(request, label)
        ]
        if items:
            groups.append({"title": title, "separator": True, "items": items})
    return groups


def may_see(request: HttpRequest, label: str) -> bool:
    """Whether the desk lists this kind of row for this person."""
    model = apps.get_model(label)
    return admin.site.is_registered(model) and admin.site.get_model_admin(model).has_view_permission(request)


def seen(request: HttpRequest) -> int:
    """The version that the posted page was drawn from; one that can't be read counts as out of date."""
    return number(request.POST.get("seen", ""))


def number(typed: object) -> int:
    """A number that came in an address or a form; 0, which no row has, when it is none that a database could hold."""
    text = str(typed)
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= MOST_DIGITS else 0


def account(request: HttpRequest) -> list[dict[str, str]]:
    """What stands in the menu of the person, beside changing the password and leaving."""
    daily = {"title": "Your daily email", "link": reverse("admin:submissions_submission_daily_mail")}
    factor = {"title": "Second factor", "link": reverse("second_factor")}
    return [
        *([daily] if request.user.has_perm("submissions.review_submission") else []),
        *([factor] if settings.SECOND_FACTOR else []),
    ]


def style(request: HttpRequest) -> str:
    return static("bulletin/desk.css")


def icon(request: HttpRequest) -> str:
    return static("bulletin/mark.svg")


def badge(request: HttpRequest) -> list[str] | None:
    """Says on every page that nothing is mailed since the database was restored, or that nothing here is real."""
    if request.user.is_authenticated and generation.doubt():
        return ["Restored copy: no mail leaves", "danger"]
    return ["Demo: no mail leaves", "warning"] if settings.DEMO else None


def _mailbox() -> list[dict[str, object]]:
    """The page of the demo's mails, where there is one."""
    if not settings.MAILBOX:
        return []
    return [{"title": "Demo mailbox", "icon": "inbox", "link": reverse("mailbox")}]
