"""A revision's faces, the real ones: on the web, in an email, as plain text."""
