"""Contributors and the organisations that they write for."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Organisation(models.Model):
    """Who a contributor writes for."""

    class Sector(models.TextChoices):
        LAW_ENFORCEMENT = "law_enforcement", _("Police and law enforcement")
        LOCAL_GOVERNMENT = "local_government", _("Local government")
        CENTRAL_GOVERNMENT = "central_government", _("Central government")
        HEALTH = "health", _("Health")
        EDUCATION = "education", _("Education")
        PRIVATE = "private", _("Private sector")
        VOLUNTARY = "voluntary", _("Charity or voluntary group")

    class Region(models.TextChoices):
        NATIONAL = "national", _("National")
        EAST = "east", _("East of England")
        EAST_MIDLANDS = "east_midlands", _("East Midlands")
        LONDON = "london", _("London")
        NORTH_EAST = "north_east", _("North East")
        NORTH_WEST = "north_west", _("North West")
        NORTHERN_IRELAND = "northern_ireland", _("Northern Ireland")
        SCOTLAND = "scotland", _("Scotland")
        SOUTH_EAST = "south_east", _("South East")
        SOUTH_WEST = "south_west", _("South West")
        WALES = "wales", _("Wales")
        WEST_MIDLANDS = "west_midlands", _("West Midlands")
        YORKSHIRE = "yorkshire", _("Yorkshire and the Humber")

    name = models.CharField(max_length=200)
    sector = models.CharField(max_length=20, choices=Sector.choices)
    region = models.CharField(max_length=20, choices=Region.choices)
    # Whom editors usually write to or call there; shown at the desk only.
    contact_name = models.CharField("usual contact", max_length=200, blank=True)
    contact_email = models.EmailField("their email address", max_length=254, blank=True)
    contact_phone = models.CharField("their telephone number", max_length=40, blank=True)
    contact_note = models.CharField("note", max_length=300, blank=True, help_text="For example when they are in")
    demands_co_signer = models.BooleanField(
        "proofs need a co-signer",
        null=True,
        blank=True,
        choices=((None, "As its sector does: police and law enforcement do"), (True, "Yes"), (False, "No")),
        help_text="For example the press office: an article is approved only when they have approved it too",
    )

    class Meta:
        ordering = ("name",)
        constraints = (
            models.UniqueConstraint(
                "name", "sector", "region", name="an_organisation_is_listed_once_for_a_sector_and_region"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def needs_co_signer(self) -> bool:
        """Whether somebody beside the contributor must approve each proof."""
        if self.demands_co_signer is None:
            return self.sector == self.Sector.LAW_ENFORCEMENT
        return self.demands_co_signer


class Contributor(models.Model):
    """A person who offered an article, as they named themselves then.

    Nobody proves an address by typing it, so a later offer under the same address with another name or
    phone is another row, never a change of this one.
    """

    name = models.CharField(max_length=200)
    email = models.EmailField(max_length=254, db_index=True)
    phone = models.CharField(max_length=40, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="contributors")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return f"{self.name}, {self.organisation}"
