"""Backups, restoring them, and the proof that it works."""

from django.apps import AppConfig


class BackupsConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.backups"
    label = "backups"
    default_auto_field = "django.db.models.BigAutoField"
