"""What waits for somebody: entries that can be taken on, passed on, declined."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.desk"
    label = "desk"
    default_auto_field = "django.db.models.BigAutoField"
