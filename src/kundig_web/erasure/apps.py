"""Forgetting a person in every store, and keeping what must be kept under seal."""

from django.apps import AppConfig


class ErasureConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.erasure"
    label = "erasure"
    default_auto_field = "django.db.models.BigAutoField"
