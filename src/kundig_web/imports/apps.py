"""Import pages."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer entries for Heute."""
        from kundig_web.access.permissions import Permission
        from kundig_web.desk.entries import register
        from kundig_web.imports.waiting import entries

        register("import", Permission.IMPORT_DATA, entries)
