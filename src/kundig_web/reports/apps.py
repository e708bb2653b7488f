"""Who gets which letter when."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"
