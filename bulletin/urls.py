"""Every address of the site, app by app."""

from django.conf import settings
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from bulletin import views

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("editions.urls")),
    path("submit/", include("submissions.urls")),
    path(settings.ADMIN_PATH, admin.site.urls),
]
if settings.MAILBOX:
    urlpatterns += [
        path("mailbox/", views.mailbox_list, name="mailbox"),
        path("mailbox/<str:key>/", views.mailbox_mail, name="mailbox_mail"),
        path("mailbox/<str:key>/html/", views.mailbox_html, name="mailbox_html"),
    ]

handler400 = views.bad_request
