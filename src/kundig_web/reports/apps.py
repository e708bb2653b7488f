"""Who gets which letter when."""

from django.apps import AppConfig


class ReportsConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.reports"
    label = "reports"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer to Heute what the letter names: people to call, voices, promises of files."""
        from kundig_web.reports import entries

        entries.offer()
