"""What is kept about people, why, for how long, and how it is told and forgotten."""

from django.apps import AppConfig


class RegistryConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.registry"
    label = "registry"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the start-up check."""
        from kundig_web.registry import checks  # noqa: F401
