"""What people without an account write about an article, beside the article itself, bears no protective marking."""

from django.core.exceptions import ValidationError

from submissions import safety


def unmarked(text: str) -> None:
    """Refuse what looks marked; the page shows it again, and it is kept nowhere."""
    if reasons := safety.refusals(text):
        raise ValidationError(reasons)
