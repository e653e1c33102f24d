"""The steps of writing an article: which forms each has, filled from what is saved, and what was typed into them."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from submissions import safety, weighing
from submissions.content import Content
from submissions.drafting import Step
from submissions.forms import blocks, pictures
from submissions.forms.about import TRAP, AboutYouForm
from submissions.forms.article import ArticleForm
from submissions.forms.contacts import ContactRows
from submissions.forms.permissions import PermissionsForm
from submissions.forms.placement import PlacementForm
from submissions.forms.several import Part, SeveralForms

Text = str | Promise


class StepForms(SeveralForms):
    """The forms of one step. `title` names it in the list of tasks."""

    title: ClassVar[Text]
    may_be_left_out: ClassVar[bool] = False
    lists: ClassVar[tuple[str, ...]] = ()  # the lists of rows among its parts

    @classmethod
    def of(cls, saved: Step | None, **given: Any) -> Self:
        """The step with what is saved of it, judged like what is posted."""
        return cls(cls.posted(saved or {}), **given)

    @classmethod
    def posted(cls, saved: Mapping[str, list[str]]) -> QueryDict:
        """What was saved, as a browser would post it; a list of which nothing is saved is empty."""
        data = QueryDict(mutable=True)
        for name in cls.lists:
            data[f"{name}-TOTAL_FORMS"] = data[f"{name}-INITIAL_FORMS"] = "0"
        for name, values in saved.items():
            data.setlist(name, list(values))
        return data

    def typed(self) -> Step:
        """What was posted into the fields that this step has, as it was typed."""
        return {name: values for part in self.parts.values() for name, values in _typed(part).items()}

    def keep_pictures(self) -> None:
        """Keep pictures that were just sent, in the step that has them."""
        if "pictures" in self.parts:
            self["pictures"].keep()

    def unjudged(self) -> Self:
        """The same step with the same words and no errors; that of a file which can't be taken stays."""
        self.parts = {name: self._unjudged(name, part) for name, part in self.parts.items()}
        return self

    def _unjudged(self, name: str, part: Part) -> Part:
        """What was never posted shows what it shows at first."""
        if isinstance(part, forms.Form):
            return type(part)(initial=_posted_in(part))
        return super()._unjudged(name, part)


class AboutStep(StepForms):
    title = _("About you")
    order = ("about",)

    def build(self, data: Any, files: Any) -> dict[str, Any]:
        return {"about": AboutYouForm(data)}

    def typed(self) -> Step:
        return {name: values for name, values in super().typed().items() if name != TRAP}

    @property
    def is_suspect(self) -> bool:
        """Whether the field was filled in that people don't see."""
        return bool(self["about"][TRAP].data)


class ArticleStep(StepForms):
    """All the words that are printed: contacts stand with them."""

    title = _("Your article")
    order = ("article", "placement", "blocks", "contacts")
    lists = ("blocks", "contacts")

    def build(self, data: Any, files: Any) -> dict[str, Any]:
        return {
            "article": ArticleForm(data),
            "placement": PlacementForm(data),
            "blocks": blocks.BlockRows(data, prefix="blocks"),
            "contacts": ContactRows(data, prefix="contacts"),
        }


class PicturesStep(StepForms):
    title = _("Pictures and files")
    order = ("pictures",)
    lists = ("pictures",)
    may_be_left_out = True

    def build(self, data: Any, files: Any) -> dict[str, Any]:
        return {"pictures": pictures.PictureRows(data, files, prefix="pictures")}


class PermissionsStep(StepForms):
    """What has to be answered for depends on `content`, the article as it stands."""

    title = _("Permissions")
    order = ("permissions",)

    def __init__(self, data: Any = None, files: Any = None, *, content: Content) -> None:
        self.about: dict[str, Any] = {"findings": safety.findings(content), "asked": weighing.asked(content)}
        super().__init__(data, files)

    def build(self, data: Any, files: Any) -> dict[str, Any]:
        return {"permissions": PermissionsForm(data, **self.about)}

    def _unjudged(self, name: str, part: Part) -> Part:
        return PermissionsForm(initial=_posted_in(self[name]), **self.about)


STEPS: dict[str, type[StepForms]] = {
    "about": AboutStep,
    "article": ArticleStep,
    "pictures": PicturesStep,
    "permissions": PermissionsStep,
}


def _typed(part: Part) -> Step:
    if isinstance(part, forms.Form):
        return _typed_in(part)
    counted = {f"{part.prefix}-TOTAL_FORMS": [str(len(part.forms))], f"{part.prefix}-INITIAL_FORMS": ["0"]}
    return counted | {name: values for row in part.forms for name, values in _typed_in(row).items()}


def _typed_in(form: forms.BaseForm) -> Step:
    data: Any = form.data
    names = [form.add_prefix(name) for name, field in form.fields.items() if not isinstance(field, forms.FileField)]
    return {name: data.getlist(name) for name in names if name in data}


def _posted_in(form: forms.Form) -> dict[str, Any]:
    return {field.name: field.data for field in form if field.html_name in form.data}


def rows_of(prefix: str, rows: list[dict[str, Any]]) -> Step:
    """Rows as a browser would post them."""
    counted = {f"{prefix}-TOTAL_FORMS": [str(len(rows))], f"{prefix}-INITIAL_FORMS": ["0"]}
    return counted | {
        f"{prefix}-{number}-{name}": [_posted(value)] for number, row in enumerate(rows) for name, value in row.items()
    }


def _posted(value: Any) -> str:
    if isinstance(value, bool):
        return "on" if value else ""
    return "" if value is None else str(value)
