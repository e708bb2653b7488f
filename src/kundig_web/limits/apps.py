"""How often something may be tried, counted in the database."""

from django.apps import AppConfig


class LimitsConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.limits"
    label = "limits"
    default_auto_field = "django.db.models.BigAutoField"
