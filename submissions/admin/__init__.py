"""The editors' desk for submissions: the list, the article's page, one page for each decision."""

from submissions.admin import partners, phrases, sections, submission

__all__ = ["partners", "phrases", "sections", "submission"]
