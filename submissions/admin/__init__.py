"""The editors' desk for submissions: the list, the article's page, one page for each decision."""

from submissions.admin import partners, standing, submission

__all__ = ["partners", "standing", "submission"]
