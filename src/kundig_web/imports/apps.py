"""Import pages."""

from django.apps import AppConfig


class ImportsConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.imports"
    label = "imports"
    default_auto_field = "django.db.models.BigAutoField"
