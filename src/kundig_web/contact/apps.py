"""Element 1 at work: promises."""

from django.apps import AppConfig


class ContactConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.contact"
    label = "contact"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer entries, timeline events and rows for the store."""
        from kundig_web.access.permissions import Permission
        from kundig_web.contact import entries as own
        from kundig_web.contact import mirror, timeline
        from kundig_web.customers import history
        from kundig_web.desk import entries
        from kundig_web.jobs import mirrors

        entries.register("promise", Permission.RECORD_WORK, own.promises)
        history.register(timeline.events)
        mirrors.register("contact", mirror.rows)
        self._forgetting()

    def _forgetting(self) -> None:
        from kundig_web.contact import erase, tell
        from kundig_web.registry.subjects import register_forget, register_tell

        register_forget("contact", erase.forget)
        register_tell("contact", tell.tell)
