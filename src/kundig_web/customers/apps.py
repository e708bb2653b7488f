"""The centre: one record per customer for all departments."""

from django.apps import AppConfig


class CustomersConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.customers"
    label = "customers"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer customers and decisions to the shared tables."""
        from kundig_web.customers import mirror
        from kundig_web.jobs import mirrors

        mirrors.register("customers", mirror.rows)
        self._forgetting()

    def _forgetting(self) -> None:
        from kundig_web.customers import erase, tell
        from kundig_web.registry.subjects import register_forget, register_tell

        register_forget("customers", erase.forget)
        register_tell("customers", tell.tell)
