"""Proof that no figure and no list says anything about a single employee."""

from django.apps import AppConfig


class GuardConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.guard"
    label = "guard"
    default_auto_field = "django.db.models.BigAutoField"
