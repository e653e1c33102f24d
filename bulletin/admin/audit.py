"""What was done, by whom, when and why."""

from django.contrib import admin
from unfold.decorators import display

from bulletin.admin.looking import LookingAdmin
from bulletin.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(LookingAdmin):
    list_display = ("at", "by_label", "shown_action", "subject_label", "reason")
    list_filter = ("subject_type", "action")
    search_fields = ("by_label", "subject_label", "reason")
    date_hierarchy = "at"
    fields = ("at", "by", "by_label", "action", "subject_label", "from_status", "to_status", "reason", "details")

    @display(description="What", ordering="action")
    def shown_action(self, entry: AuditEntry) -> str:
        return entry.action.replace("_", " ").capitalize()
