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
        from kundig_web.imports.workflows import delete_all_bytes
        from kundig_web.registry.retention import register_cleaner

        register("import", Permission.IMPORT_DATA, entries)
        register_cleaner("imports.Upload", delete_all_bytes)
        self._forgetting()

    def _forgetting(self) -> None:
        from kundig_web.imports import erase, tell
        from kundig_web.registry.subjects import register_forget, register_tell

        register_forget("imports", erase.forget)
        register_tell("imports", tell.tell)
