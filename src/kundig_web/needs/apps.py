"""Element 3 at work: talks and hints."""

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.needs"
    label = "needs"
    default_auto_field = "django.db.models.BigAutoField"
