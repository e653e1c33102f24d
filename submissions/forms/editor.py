"""The box in which an article is written: rich text with JavaScript, a plain text area without."""

from typing import Any

from django.urls import reverse
from django_prose_editor.widgets import ProseEditorWidget, importmap, prose_editor_media
from js_asset import Media, Script

# Only what prose.clean keeps; anything else pasted in falls away before the reader sees it.
EXTENSIONS = {
    "Bold": True,
    "Italic": True,
    "BulletList": True,
    "OrderedList": {"enableListAttributes": False},
    "ListItem": True,
    "Heading": {"levels": [3, 4]},
    "Blockquote": True,
    "HardBreak": True,
    "Link": {"enableTarget": False, "protocols": ["https", "http", "mailto", "tel"]},
    "Table": True,
    "TableRow": True,
    "TableHeader": True,
    "TableCell": True,
    "NoSpellCheck": False,
    "Menu": {
        "groups": [
            {"group": "blockType -lists", "type": "dropdown", "minItems": 2},
            {"group": "lists"},
            {"group": "nodes -blockType -lists"},
            {"group": "marks"},
            {"group": "link"},
            {"group": "table"},
            {"group": "history"},
        ]
    },
}


class ArticleWidget(ProseEditorWidget):
    """Posts HTML where the editor runs and plain text where it does not; prose.from_editor reads both."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, config={"extensions": EXTENSIONS}, preset="configurable")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """With the address that bulletin/paste.js asks about what is pasted."""
        return super().get_context(name, value, {**(attrs or {}), "data-paste": reverse("paste")})

    @property
    def media(self) -> Media:
        base = Media(
            importmap=importmap,
            css={"all": ["django_prose_editor/material-icons.css", "django_prose_editor/editor.css"]},
            # First: plain text that is shown again gets its paragraphs before the editor reads it as HTML, and
            # both wait for the editor to say that it is ready.
            js=[Script("bulletin/article-box.js", type="module"), Script("bulletin/paste.js", type="module")],
        )
        return prose_editor_media(base=base, preset=self.preset) + Media(
            css={"all": ["bulletin/paste.css"]},
            js=[Script("bulletin/prose-a11y.js", type="module")],
        )
