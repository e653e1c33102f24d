"""The desk's pages for what both apps share: staff and roles, what was done, the outbox."""

from bulletin.admin import audit, outbox, people

__all__ = ["audit", "outbox", "people"]
