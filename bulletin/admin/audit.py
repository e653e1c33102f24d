"""What was done, by whom, when and why."""

from django.contrib import admin
from django.utils import timezone
from django.utils.formats import date_format
from unfold.decorators import display

from bulletin.admin.looking import LookingAdmin
from bulletin.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(LookingAdmin):
    list_display = ("shown_at", "shown_by", "shown_action", "shown_subject", "reason")
    list_filter = ("subject_type", "action")
    search_fields = ("by_label", "subject_label", "reason")
    date_hierarchy = "at"
    fields = ("shown_at", "shown_by", "shown_action", "shown_subject", "from_status", "to_status", "reason", "details")
    readonly_fields = ("shown_at", "shown_by", "shown_action", "shown_subject")

    @display(description="When", ordering="at")
    def shown_at(self, entry: AuditEntry) -> str:
        return date_format(timezone.localtime(entry.at), "j F Y, H:i")

    @display(description="Who", ordering="by_label")
    def shown_by(self, entry: AuditEntry) -> str:
        return entry.by_label

    @display(description="To what", ordering="subject_label")
    def shown_subject(self, entry: AuditEntry) -> str:
        return entry.subject_label

    @display(description="What", ordering="action")
    def shown_action(self, entry: AuditEntry) -> str:
        return entry.action.replace("_", " ").capitalize()
