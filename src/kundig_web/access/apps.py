"""Who may do what: people, departments, roles, permissions."""

from django.apps import AppConfig


class AccessConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the start-up check."""
        from kundig_web.access import checks  # noqa: F401
