"""The public pages of editions and of the distribution list."""
