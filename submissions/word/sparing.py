"""What must never enter an article taken out of a document: deleted and hidden text, and comments."""

from collections import Counter
from collections.abc import Iterator
from xml.etree.ElementTree import Element

from django.utils.translation import gettext_lazy as _

from submissions.word.markup import W

DELETED = {f"{W}{name}" for name in ("del", "moveFrom", "delText", "delInstrText")}
COMMENTS = {f"{W}{name}" for name in ("commentReference", "commentRangeStart", "commentRangeEnd", "annotationRef")}
UNREADABLE = {
    "oMath": _("a formula"),
    "chart": _("a chart"),
    "relIds": _("a diagram"),
    "OLEObject": _("an embedded document"),
    "altChunk": _("an inserted document"),
    "control": _("a form control"),
}
SAID = {
    "deleted": _("The document has tracked changes. What was deleted was left out, and what was added was taken."),
    "hidden": _("The document has hidden text. It was left out."),
    "comments": _("The document has comments. They were left out."),
}
OFF = {"0", "false", "off", "none"}


def spare(tree: Element, hidden: set[str], found: Counter[str]) -> None:
    """Take it out of this tree, and count what there was; `hidden` are the styles that hide text."""
    for parent in list(tree.iter()):
        for child in list(parent):
            if kind := _kind(child, hidden):
                parent.remove(child)
                found[kind] += kind == "comments" or _has_text(child)
            else:
                _note(child, found)
        _lost_mark(parent)


def hidden_styles(styles: Element | None) -> set[str]:
    """The ids of the styles whose text nobody sees, with those that are based on one."""
    based: dict[str, str] = {}
    hidden: set[str] = set()
    for style in styles.iter(f"{W}style") if styles is not None else ():
        name = style.get(f"{W}styleId", "")
        parent = style.find(f"{W}basedOn")
        based[name] = parent.get(f"{W}val", "") if parent is not None else ""
        if _is_on(style.find(f"{W}rPr"), "vanish"):
            hidden.add(name)
    for _round in range(10):  # no style has more ancestors
        hidden |= {name for name, parent in based.items() if parent in hidden}
    return hidden


def words(tree: Element) -> str:
    """All text of a part, whatever would be left out of it; a paragraph is a line."""
    return "\n".join("".join(_texts(paragraph)) for paragraph in tree.iter(f"{W}p"))


def _texts(paragraph: Element) -> Iterator[str]:
    for node in paragraph.iter():
        if node.tag in {f"{W}t", f"{W}delText"}:
            yield node.text or ""
        elif node.tag in {f"{W}tab", f"{W}br", f"{W}cr"}:
            yield " "


def _kind(node: Element, hidden: set[str]) -> str:
    """Why this is taken out; empty when it stays."""
    if node.tag in DELETED or (node.tag == f"{W}tr" and _has(node.find(f"{W}trPr"), "del")):
        return "deleted"
    if node.tag in COMMENTS:
        return "comments"
    if node.tag == f"{W}r" and _is_hidden(node.find(f"{W}rPr"), "rStyle", hidden):
        return "hidden"
    if node.tag == f"{W}sdt" and _is_prompt(node):
        return "prompts"
    if node.tag == f"{W}p" and _is_hidden(node.find(f"{W}pPr"), "pStyle", hidden):
        return "hidden"
    return ""


def _is_prompt(control: Element) -> bool:
    """Whether a place to write in still shows what to write there."""
    if not _has(control.find(f"{W}sdtPr"), "showingPlcHdr"):
        return False
    styles = [run.find(f"{W}rPr/{W}rStyle") for run in control.iter(f"{W}r")]
    return all(style is not None and style.get(f"{W}val") == "PlaceholderText" for style in styles)


def _is_hidden(properties: Element | None, style: str, hidden: set[str]) -> bool:
    if properties is None:
        return False
    named = properties.find(f"{W}{style}")
    if properties.find(f"{W}vanish") is not None:
        return _is_on(properties, "vanish")
    return named is not None and named.get(f"{W}val", "") in hidden


def _is_on(properties: Element | None, name: str) -> bool:
    found = properties.find(f"{W}{name}") if properties is not None else None
    return found is not None and found.get(f"{W}val", "1").lower() not in OFF


def _has(properties: Element | None, name: str) -> bool:
    return properties is not None and properties.find(f"{W}{name}") is not None


def _has_text(node: Element) -> bool:
    return any((each.text or "").strip() for each in node.iter() if each.tag in {f"{W}t", f"{W}delText"})


def _note(node: Element, found: Counter[str]) -> None:
    name = node.tag.rpartition("}")[2]
    if name == "ins" and len(node):
        found["added"] += 1
    elif name in UNREADABLE:
        found[name] += 1


def _lost_mark(paragraph: Element) -> None:
    """Where a paragraph's end was deleted: the words that stay in it stay a paragraph of their own."""
    properties = paragraph.find(f"{W}pPr/{W}rPr")
    if properties is not None:
        for mark in properties.findall(f"{W}del"):
            properties.remove(mark)
