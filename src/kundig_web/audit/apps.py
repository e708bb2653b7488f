"""The audit log: who changed what, in a chain that shows every forgery."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"
