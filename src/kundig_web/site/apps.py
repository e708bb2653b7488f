"""Settings, addresses, navigation, pages that show several elements."""

from django.apps import AppConfig


class SiteConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.site"
    label = "site"
    default_auto_field = "django.db.models.BigAutoField"
