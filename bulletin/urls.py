"""Every address of the site, app by app."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("editions.urls")),
    path("submit/", include("submissions.urls")),
    path(settings.ADMIN_PATH, admin.site.urls),
]
