"""Element 5 at work: complaints and voices."""

from django.apps import AppConfig


class SatisfactionConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.satisfaction"
    label = "satisfaction"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer complaints to Heute."""
        from kundig_web.satisfaction import cases

        cases.offer()
