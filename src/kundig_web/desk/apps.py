"""What waits for somebody: entries that can be taken on, passed on, declined."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer how a customer is forgotten here."""
        from kundig_web.desk import erase, tell
        from kundig_web.registry.subjects import register_forget, register_tell

        register_forget("desk", erase.forget)
        register_tell("desk", tell.tell)
