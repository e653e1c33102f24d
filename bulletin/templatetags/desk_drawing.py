"""How a status looks on the pages of the desk."""

from typing import Any

from django import template

from bulletin import tones

register = template.Library()


@register.inclusion_tag("admin/status.html")
def status_of(row: Any) -> dict[str, str]:
    """The words and the colour of a row's status; the row has a workflow."""
    return {"words": row.get_status_display(), "tone": tones.of(row.workflow, row.status)}
