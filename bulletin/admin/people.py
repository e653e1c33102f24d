"""Staff and their roles."""

from typing import Any, ClassVar, cast

from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission, User
from django.db.models import Exists, ManyToManyField, OuterRef, QuerySet
from django.forms import ModelMultipleChoiceField
from django.http import HttpRequest
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice
from unfold.admin import ModelAdmin
from unfold.decorators import display
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from bulletin import second_factor

OWN = ("submissions", "editions", "bulletin", "auth")

# The keys of second factors are shown to nobody.
admin.site.unregister([User, Group, StaticDevice, TOTPDevice])


@admin.register(User)
class StaffAdmin(UserAdmin, ModelAdmin):
    """An account is never deleted, for audit entries name it: take away “Active” instead."""

    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("username", "full_name", "email", "roles", "is_active", "protected", "last_login")
    # What somebody may do is said by their roles alone: whoever looks at an account sees all of it.
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        ("Person", {"fields": ("first_name", "last_name", "email")}),
        ("What they may do", {"fields": ("is_active", "is_staff", "groups", "is_superuser")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")
    filter_horizontal = ()
    actions = ("reset_second_factor",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        app = TOTPDevice.objects.filter(user=OuterRef("pk"), confirmed=True)
        return super().get_queryset(request).annotate(has_app=Exists(app)).prefetch_related("groups")

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest, **given: Any
    ) -> "ModelMultipleChoiceField[Any] | None":
        given |= {"widget": UnfoldAdminCheckboxSelectMultipleWidget, "label": "Roles", "help_text": ""}
        return super().formfield_for_manytomany(db_field, request, **given)

    @display(description="Name", ordering="first_name")
    def full_name(self, user: User) -> str:
        return user.get_full_name()

    @display(description="Roles")
    def roles(self, user: User) -> str:
        names = [group.name for group in user.groups.all()]
        return ", ".join([*names, *(["Administrator"] if user.is_superuser else [])])

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
    filter_horizontal: ClassVar = ()

    def formfield_for_manytomany(
        self, db_field: "ManyToManyField[Any, Any]", request: HttpRequest | None = None, **given: Any
    ) -> "ModelMultipleChoiceField[Any]":
        """One box for each permission about our own rows and about staff."""
        own = Permission.objects.filter(content_type__app_label__in=OWN).select_related("content_type")
        given |= {"widget": UnfoldAdminCheckboxSelectMultipleWidget, "help_text": "", "queryset": own}
        field = super().formfield_for_manytomany(db_field, request, **given)
        return cast("ModelMultipleChoiceField[Any]", field)
