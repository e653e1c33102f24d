"""Rows that the desk shows and never changes by a form."""

from django.http import HttpRequest
from unfold.admin import ModelAdmin


class LookingAdmin(ModelAdmin):
    """Nobody adds, changes or deletes these here, whatever their permissions."""

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False
