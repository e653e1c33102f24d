"""Staff and their roles."""

from typing import ClassVar

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm

from bulletin import second_factor

# The keys of second factors are shown to nobody.
admin.site.unregister([User, Group, StaticDevice, TOTPDevice])


@admin.register(User)
class StaffAdmin(UserAdmin, ModelAdmin):
    """An account is never deleted, for audit entries name it: take away “Active” instead."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = (
        "username",
        "first_name",
        "last_name",
        "email",
        "is_active",
        "is_superuser",
        "protected",
        "last_login",
    )
    actions = ("reset_second_factor",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        app = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(has_app=Exists(app))

    @display(description="Second factor", boolean=True)
    def protected(self, user: User) -> bool:
        return bool(getattr(user, "has_app", False))

    def has_reset_permission(self, request: HttpRequest) -> bool:
        """Whoever may do this and set a password can be anybody."""
        return bool(getattr(request.user, "is_superuser", False))

    @admin.action(description="Reset the second factor of these people", permissions=["reset"])
    def reset_second_factor(self, request: HttpRequest, users: QuerySet[User]) -> None:
        by = request.user if isinstance(request.user, User) else None
        for user in users:
            second_factor.reset(user, by=by)
            messages.success(request, f"{user} sets up a new second factor at the next sign-in.")

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        return False


@admin.register(Group)
class RoleAdmin(GroupAdmin, ModelAdmin):
    ordering: ClassVar = ("name",)
