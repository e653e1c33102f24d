"""The public addresses of the submission form."""

from django.urls import URLPattern

app_name = "submissions"
urlpatterns: list[URLPattern] = []
