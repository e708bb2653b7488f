"""A person's rights: told, corrected, restricted, objected, forgotten."""

from django.apps import AppConfig


class RightsConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.rights"
    label = "rights"
    default_auto_field = "django.db.models.BigAutoField"
