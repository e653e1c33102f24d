"""Editions: assembled, published, sent and archived."""
