"""All steps of a draft together: how far each is, what they say, and the offer that they make."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bulletin import prose
from submissions import drafting, intake
from submissions.blocks import block_from, contact_from
from submissions.content import Content
from submissions.forms import blocks, pictures
from submissions.forms.rows import RowsFormSet
from submissions.forms.steps import STEPS, StepForms, Text, rows_of
from submissions.models import Draft, Revision

NOT_STARTED, OPTIONAL, UNFINISHED, DONE = _("Not started"), _("Optional"), _("Not finished"), _("Completed")


@dataclass(frozen=True)
class Task:
    """One line of the list of tasks."""

    slug: str
    title: Text
    status: Text
    is_done: bool
    is_saved: bool


class WholeDraft:
    """The steps of a draft, each filled from what is saved of it."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.steps: dict[str, StepForms] = {}
        for slug in drafting.steps(draft):
            self.steps[slug] = self.step(slug, draft.answers.get(slug))

    def step(self, slug: str, saved: drafting.Step | None) -> StepForms:
        """One step with what was saved of it."""
        return STEPS[slug].of(saved, **self._about(slug))

    def fill(self, slug: str, data: Any, files: Any) -> StepForms:
        """One step with what was just posted."""
        return STEPS[slug](data, files, **self._about(slug))

    @cached_property
    def tasks(self) -> list[Task]:
        return [self._task(slug, step) for slug, step in self.steps.items()]

    @property
    def unfinished(self) -> list[Task]:
        """What keeps the draft from being sent."""
        return [task for task in self.tasks if not task.is_done]

    def after(self, slug: str) -> str:
        """The step that follows; empty after the last."""
        following = list(self.steps)[list(self.steps).index(slug) + 1 :]
        return following[0] if following else ""

    @cached_property
    def content(self) -> Content:
        """What is printed, as far as it is written: what can't be taken yet is left out, and so judged by nobody."""
        words, rows = self.steps["article"]["article"], self.steps["article"]
        shown = self.steps["pictures"]["pictures"]
        return Content(
            title=_said(words, "title"),
            summary=_said(words, "summary"),
            body=prose.from_editor(_said(words, "body")),
            language=words.cleaned_data.get("language", Revision.Language.ENGLISH),
            blocks=tuple(block_from(row) for row in _filled(rows["blocks"])),
            contacts=tuple(contact_from(row) for row in _filled(rows["contacts"])),
            pictures=shown.placed if shown.is_valid() else (),
        )

    def offer(self) -> intake.Offer:
        """What the finished steps say."""
        placement = self.steps["article"]["placement"].cleaned_data
        return intake.Offer(
            **self._sender(),
            content=self.content,
            declared=self.steps["permissions"]["permissions"].declared,
            suggested_section=placement["suggested_section"],
            themes=tuple(placement["themes"]),
            form_key=self.draft.key,
        )

    def _about(self, slug: str) -> dict[str, Any]:
        """What a step has to know of the others: permissions are about the article, which stands before them."""
        return {"content": self.content} if slug == "permissions" else {}

    def _sender(self) -> dict[str, str]:
        """Who offers it; of a draft that changes an article that was said before."""
        if "about" in self.steps:
            said = self.steps["about"]["about"].cleaned_data
            return {name: said[name] for name in ("name", "email", "organisation", "sector", "region", "phone")}
        who = self.draft.submission.contributor  # type: ignore[union-attr]  # only such a draft has no first step
        where = who.organisation
        sender = {"name": who.name, "email": who.email, "phone": who.phone}
        return sender | {"organisation": where.name, "sector": where.sector, "region": where.region}

    def _task(self, slug: str, step: StepForms) -> Task:
        is_saved = slug in self.draft.answers
        is_done = (is_saved or step.may_be_left_out) and step.is_valid()
        status = DONE if is_done else UNFINISHED
        if not is_saved:
            status = OPTIONAL if step.may_be_left_out else NOT_STARTED
        return Task(slug, step.title, status, is_done, is_saved)


def answers_of(content: Content) -> dict[str, drafting.Step]:
    """What an article says, as the steps' forms would have posted it."""
    words = {name: [getattr(content, name)] for name in ("title", "summary", "body", "language")}
    return {
        "article": {
            **words,
            **rows_of("blocks", [blocks.row_of(block) for block in content.blocks]),
            **rows_of("contacts", [dict(contact) for contact in content.contacts]),
        },
        "pictures": rows_of("pictures", [pictures.row_of(placed) for placed in content.pictures]),
    }


def _said(form: forms.Form, name: str) -> str:
    form.full_clean() if not hasattr(form, "cleaned_data") else None
    return str(form[name].data or "")


def _filled(rows: RowsFormSet) -> list[dict[str, object]]:
    return [row.cleaned_data for row in rows.forms if row.has_changed() and row.is_valid()]
