"""The centre: one record per customer for all departments."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"
