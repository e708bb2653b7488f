"""Forgetting a person in every store, and keeping what must be kept under seal."""

from django.apps import AppConfig


class ErasureConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.erasure"
    label = "erasure"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Declare where the list of erasures lies."""
        from kundig_web.registry.declared import NOBODY
        from kundig_web.registry.places import Place, register_place

        register_place(Place("erasures", "erasures.*", NOBODY))
