"""The public addresses of editions and of the distribution list."""

from django.urls import URLPattern

app_name = "editions"
urlpatterns: list[URLPattern] = []
