"""The editors' desk for editions, sections, the list and mailings."""
