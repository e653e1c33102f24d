"""What every template may name."""

from django.conf import settings
from django.http import HttpRequest
from django.utils import translation

from bulletin import speaking
from bulletin.demo import guide


def site(request: HttpRequest) -> dict[str, object]:
    """The few settings that pages show."""
    return {
        "DEMO": settings.DEMO,
        "LANGUAGE": translation.get_language()[:2],
        "other_languages": speaking.others(request),
        "BULLETIN_NAME": settings.BULLETIN_NAME,
        "TEAM_NAME": settings.TEAM_NAME,
        "TEAM_EMAIL": settings.TEAM_EMAIL,
        "demo_guide": guide.show if settings.DEMO else None,  # called by the one page that shows it
    }
