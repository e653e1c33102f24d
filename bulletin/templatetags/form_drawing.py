"""How a form's widgets and scripts get into a page, as GOV.UK's styles and our content security policy ask."""

from django import forms, template
from django.forms.boundfield import BoundField
from django.forms.widgets import Input
from django.template.context import Context
from django.utils.safestring import SafeString
from js_asset import Media

register = template.Library()

# The first that fits; GOV.UK has no other inputs.
STYLES: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.CheckboxInput, "govuk-checkboxes__input"),
    (forms.FileInput, "govuk-file-upload"),
    (forms.Textarea, "govuk-textarea"),
    (forms.Select, "govuk-select"),
    (Input, "govuk-input"),
)


@register.simple_tag(takes_context=True)
def media_of(context: Context, form: forms.BaseForm) -> SafeString:
    """The style sheets and scripts of a form, with the nonce that its import map needs."""
    drawn: SafeString = Media.from_media(form.media, nonce=context["request"].csp_nonce).render()
    return drawn


@register.simple_tag
def draw_widget(field: BoundField, limit: int | None = None) -> SafeString:
    """A field's input with its class, its red border, and the ids of its hint, its errors and its character count.

    The pack's own tag has the red border on some inputs only, the wrong class on selects and raises
    KeyError for a text area that counts characters and has no hint.
    """
    widget = field.field.widget
    style = next((name for kind, name in STYLES if isinstance(widget, kind)), "")
    classes = [style, str(widget.attrs.get("class", ""))]
    if field.errors and style:
        classes.append(f"{style}--error")
    described_by = [str(widget.attrs.get("aria-describedby", ""))]
    if field.help_text:
        described_by.append(f"{field.auto_id}_hint")
    described_by += [f"{field.auto_id}_{number}_error" for number in range(1, len(field.errors) + 1)]
    if limit:
        described_by.append(f"{field.id_for_label}-info")
    attributes = {"class": " ".join(filter(None, classes)), "aria-describedby": " ".join(filter(None, described_by))}
    return field.as_widget(attrs={name: value for name, value in attributes.items() if value})
