"""The section colours for emails, where style sheets may not name variables; bulletin.css has the same."""

from typing import NamedTuple

from submissions.models import SectionColour


class Shades(NamedTuple):
    """White text is legible on `strong`, dark text on `tint`, light text on `dark` and `bright` on black."""

    strong: str
    tint: str
    dark: str
    bright: str


PALETTE: dict[str, Shades] = {
    SectionColour.BLUE: Shades("#1d4f91", "#edf3fb", "#16243a", "#9cc3f5"),
    SectionColour.PURPLE: Shades("#5b2a86", "#f5effa", "#2a1a38", "#d0b0ee"),
    SectionColour.GREEN: Shades("#0b6443", "#ebf6f1", "#10291f", "#85d5b2"),
    SectionColour.RED: Shades("#9b2226", "#fbefef", "#371719", "#f5a9ab"),
    SectionColour.ORANGE: Shades("#944300", "#fdf2e8", "#35200e", "#f4b483"),
    SectionColour.TURQUOISE: Shades("#0c616d", "#e9f5f7", "#102b30", "#85d3df"),
    SectionColour.PINK: Shades("#951d5c", "#fbeef5", "#351627", "#f2a6cf"),
    SectionColour.GREY: Shades("#454c54", "#f1f2f4", "#25282c", "#c3c9d0"),
}
