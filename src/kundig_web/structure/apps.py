"""Element 4 at work: the quick test."""

from django.apps import AppConfig


class StructureConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.structure"
    label = "structure"
    default_auto_field = "django.db.models.BigAutoField"
