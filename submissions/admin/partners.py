"""Those who offer articles, and whom they write for."""

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from unfold.admin import ModelAdmin
from unfold.decorators import display

from submissions import searching
from submissions.models import Contributor, Organisation, Submission


@admin.register(Contributor)
class ContributorAdmin(ModelAdmin):
    list_display = ("name", "email", "phone", "organisation", "offered")
    list_filter = ("organisation__sector", "organisation__region")
    search_fields = ("name", "email", "phone", "organisation__name")
    list_select_related = ("organisation",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Contributor]:
        return super().get_queryset(request).annotate(offered=Count("submissions"))

    def save_model(self, request: HttpRequest, obj: Contributor, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        searching.refresh_all(Submission.objects.filter(contributor=obj))

    @display(description="Articles", ordering="offered")
    def offered(self, contributor: Contributor) -> int:
        return int(getattr(contributor, "offered", 0))

    def has_delete_permission(self, request: HttpRequest, obj: Contributor | None = None) -> bool:
        return False


@admin.register(Organisation)
class OrganisationAdmin(ModelAdmin):
    list_display = ("name", "sector", "region", "contact_name")
    list_filter = ("sector", "region")
    search_fields = ("name", "contact_name", "contact_email")
    fieldsets = (
        (None, {"fields": ("name", "sector", "region", "demands_co_signer")}),
        (
            "Usual contact",
            {
                "fields": ("contact_name", "contact_email", "contact_phone", "contact_note"),
                "description": "Whom editors usually write to or call there. It is never published.",
            },
        ),
    )

    def save_model(self, request: HttpRequest, obj: Organisation, form: ModelForm, change: bool) -> None:
        super().save_model(request, obj, form, change)
        searching.refresh_all(Submission.objects.filter(contributor__organisation=obj))

    def has_delete_permission(self, request: HttpRequest, obj: Organisation | None = None) -> bool:
        return False
