"""A page with every kind of field, for the tests of how forms are drawn."""

from crispy_forms_gds.fields import DateInputField
from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Field, Layout, Size, Submit
from django import forms
from django.http import HttpRequest, HttpResponse
from django.template import engines
from django.urls import path
from django_prose_editor.widgets import ProseEditorWidget

from bulletin import urls

PAGE = """{% extends "base.html" %}{% load crispy_forms_tags crispy_forms_gds form_drawing static %}
{% block head %}{% media_of form %}{% endblock %}
{% block content %}{% error_summary form %}<h1 class="govuk-heading-l">A form</h1>{% crispy form %}{% endblock %}
{% block scripts %}<script type="module" src="{% static 'bulletin/prose-a11y.js' %}"></script>{% endblock %}"""
PARTS = ("Bold", "Italic", "BulletList", "ListItem", "Link")


class EveryKindForm(forms.Form):
    kind = forms.ChoiceField(widget=forms.RadioSelect, choices=[("case", "A case"), ("event", "An event")])
    name = forms.CharField(label="Your name", help_text="As it <b>should</b> appear")
    email = forms.EmailField()
    website = forms.URLField(assume_scheme="https")
    copies = forms.IntegerField()
    sector = forms.ChoiceField(choices=[("", "Choose"), ("police", "Police")])
    themes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=[("a", "Pursue"), ("b", "Prevent")])
    summary = forms.CharField(widget=forms.Textarea)
    body = forms.CharField(
        widget=ProseEditorWidget(config={"extensions": dict.fromkeys(PARTS, True)}, preset="configurable"),
        help_text="About 200 words",
    )
    picture = forms.FileField()
    held = DateInputField(label="Held", require_all_fields=False)
    cleared = forms.BooleanField(label="It is cleared")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.attrs = {"novalidate": True}
        self.helper.layout = Layout(
            Field.radios("kind", legend_size=Size.MEDIUM),
            *("name", "email", "website", "copies", "sector", "themes"),
            Field.textarea("summary", max_characters=200),
            *("body", "picture", "held", "cleared"),
            Submit("send", "Send"),
        )

    def clean(self):
        raise forms.ValidationError("These answers do not fit together")


def page(request: HttpRequest) -> HttpResponse:
    form = EveryKindForm(request.POST or None)
    return HttpResponse(engines["django"].from_string(PAGE).render({"form": form}, request))


urlpatterns = [path("form/", page), *urls.urlpatterns]
