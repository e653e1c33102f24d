"""What stands in a rendered email where the mailing writes something of each person's own."""

# As long as a signed token (links.SIGNED_LENGTH), so that no line of an email changes its length.
LEAVE_TOKEN = "@@LEAVE-TOKEN-0000000000000000@@"  # noqa: S105  # it opens nothing
