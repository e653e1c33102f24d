"""The wiring of the product, and the little that both of its apps share."""

from bulletin.celery import app as celery_app

__all__ = ["celery_app"]
