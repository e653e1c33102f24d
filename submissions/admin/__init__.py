"""The editors' desk for submissions."""
