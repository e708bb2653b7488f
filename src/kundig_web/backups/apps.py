"""Backups, restoring them, and the proof that it works."""

from django.apps import AppConfig


class BackupsConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.backups"
    label = "backups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer entries for Heute."""
        from kundig_web.access.permissions import Permission
        from kundig_web.backups.waiting import entries
        from kundig_web.desk.entries import register

        register("backup", Permission.MANAGE_BACKUPS, entries)
