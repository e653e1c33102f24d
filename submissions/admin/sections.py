"""The standing sections, copied into each new edition, and the 4P themes."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from submissions.models import Section, Theme


@admin.register(Section)
class SectionAdmin(ModelAdmin):
    list_display = ("name", "position", "colour", "is_active", "description")


@admin.register(Theme)
class ThemeAdmin(ModelAdmin):
    list_display = ("name", "position", "description")
