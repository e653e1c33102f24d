"""The library of phrases that editors put into reasons, requests and messages."""

from django.contrib import admin
from unfold.admin import ModelAdmin

from submissions.models import Phrase


@admin.register(Phrase)
class PhraseAdmin(ModelAdmin):
    list_display = ("name", "use", "text", "position")
    list_filter = ("use",)
    search_fields = ("name", "text")
