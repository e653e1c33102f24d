"""How the forms of one page are laid out together."""

from typing import Any

from crispy_forms_gds.helper import FormHelper
from crispy_forms_gds.layout import Layout


def part_of_a_page(*fields: Any) -> FormHelper:
    """The layout of a form that stands with others inside one `<form>` element."""
    helper = FormHelper()
    helper.form_tag, helper.disable_csrf, helper.include_media = False, True, False
    helper.label_size = helper.legend_size = "s"
    helper.layout = Layout(*fields)
    return helper
