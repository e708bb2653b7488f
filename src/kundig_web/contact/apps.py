"""Element 1 at work: promises."""

from django.apps import AppConfig


class ContactConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.contact"
    label = "contact"
    default_auto_field = "django.db.models.BigAutoField"
