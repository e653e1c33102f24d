"""The standing sections, copied into each edition, and the 4P themes, which are tags."""

from django.db import models


class SectionColour(models.TextChoices):
    BLUE = "blue", "Blue"
    PURPLE = "purple", "Purple"
    GREEN = "green", "Green"
    RED = "red", "Red"
    ORANGE = "orange", "Orange"
    TURQUOISE = "turquoise", "Turquoise"
    PINK = "pink", "Pink"
    GREY = "grey", "Grey"


class Section(models.Model):
    """A standing section: a new edition begins with a copy of each active one."""

    name = models.CharField(max_length=80, unique=True)
    description = models.CharField(max_length=200, blank=True, help_text="Shown to contributors beside the name")
    colour = models.CharField(max_length=10, choices=SectionColour.choices, default=SectionColour.BLUE)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("position", "name")

    def __str__(self) -> str:
        return self.name


class Theme(models.Model):
    """One of the 4Ps of the strategy: Pursue, Prevent, Protect, Prepare; not a section."""

    name = models.CharField(max_length=20, unique=True)
    description = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return self.name
