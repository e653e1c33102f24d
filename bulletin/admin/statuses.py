"""The column of a list of the desk that shows each row's status in words and colour."""

from collections.abc import Callable
from typing import Any

from unfold.decorators import display

from bulletin import tones
from bulletin.workflow import Workflow


def column(workflow: Workflow) -> Callable[..., tuple[str, str]]:
    """A method of a ModelAdmin whose rows go by this workflow."""

    @display(description="Status", ordering="status", label=tones.in_lists(workflow))
    def shown_status(desk: object, row: Any) -> tuple[str, str]:
        return row.status, row.get_status_display()

    return shown_status
