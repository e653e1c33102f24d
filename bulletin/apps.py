"""The app of the rows that submissions and editions share: audit entries, outbox mails, links."""

from django.apps import AppConfig


class BulletinConfig(AppConfig):
    name = "bulletin"
    default_auto_field = "django.db.models.BigAutoField"
