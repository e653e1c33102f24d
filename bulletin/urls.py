"""Every address of the site, app by app."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path
from django.views.generic import RedirectView

from bulletin import pages, pasting, signing_in, views
from bulletin.admin import exporting
from editions.views import counting

urlpatterns: list[URLPattern | URLResolver] = [
    path("livez", views.livez, name="livez"),
    path("healthz", views.healthz, name="healthz"),
    path("metrics", counting.show, name="metrics"),
    path("", include("editions.urls")),
    path("submit/", include("submissions.urls")),
    path("paste/", pasting.paste, name="paste"),
    path("contact/", pages.contact, name="contact"),
    path("contact/sent/<slug:reference>/", pages.contact_sent, name="contact_sent"),
    path("accessibility/", pages.accessibility, name="accessibility"),
    path("cookies/", pages.cookies, name="cookies"),
    path("privacy/", pages.privacy, name="privacy"),
    path("robots.txt", pages.robots_txt),
    path(".well-known/security.txt", pages.security_txt, name="security_txt"),
    path("security.txt", RedirectView.as_view(pattern_name="security_txt")),
    path(f"{settings.ADMIN_PATH}login/", signing_in.sign_in),  # before the admin's own, which counts no tries
    path(f"{settings.ADMIN_PATH}second-factor/", signing_in.code, name="second_factor"),
    path(
        f"{settings.ADMIN_PATH}export/<slug:app>/<slug:model>/",
        admin.site.admin_view(exporting.export),
        name="export",
    ),
    path(settings.ADMIN_PATH, admin.site.urls),
]
if settings.MAILBOX:
    urlpatterns += [
        path("mailbox/", views.mailbox_list, name="mailbox"),
        path("mailbox/<str:key>/", views.mailbox_mail, name="mailbox_mail"),
        path("mailbox/<str:key>/html/", views.mailbox_html, name="mailbox_html"),
    ]

handler400 = views.bad_request
