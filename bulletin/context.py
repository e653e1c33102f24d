"""What every template may name."""

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """The few settings that pages show."""
    return {"DEMO": settings.DEMO, "TEAM_NAME": settings.TEAM_NAME, "TEAM_EMAIL": settings.TEAM_EMAIL}
