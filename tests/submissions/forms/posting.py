"""The form of an article as a browser posts it, and what it says back."""

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from submissions.forms.article import ContentForms
from tests.factories.submissions import picture_bytes

WORDS = {
    "title": "Fewer cars stolen",
    "summary": "Free locks.",
    "body": "<p>We gave away 400 locks.</p>",
    "language": "en",
}


EMPTY = {f"{name}-{part}_FORMS": "0" for name in ("pictures", "blocks", "contacts") for part in ("TOTAL", "INITIAL")}


RIGHTS = {"pictures__0__owner": "Northshire Police", "pictures__0__people": "nobody"}


def page(files=(), **given):
    data = QueryDict(mutable=True)
    data.update(WORDS | EMPTY | {name.replace("__", "-"): value for name, value in given.items()})
    return ContentForms(data, MultiValueDict({name.replace("__", "-"): [file] for name, file in files}))


def upload(content=None, name="lock.png"):
    return SimpleUploadedFile(name, picture_bytes() if content is None else content)


def errors(forms):
    """Every error of a page under the name of its field."""
    found = {}
    for part in forms.faulty:
        for form in getattr(part, "forms", [part]):
            found |= {form.add_prefix(name): list(messages) for name, messages in form.errors.items()}
    return found
