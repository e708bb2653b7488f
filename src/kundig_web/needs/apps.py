"""Element 3 at work: talks and hints."""

from django.apps import AppConfig


class NeedsConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.needs"
    label = "needs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer entries, timeline events, conditions and rows for the store."""
        from kundig_web.access.permissions import Permission
        from kundig_web.customers import history
        from kundig_web.desk import conditions, entries
        from kundig_web.jobs import mirrors
        from kundig_web.needs import entries as own
        from kundig_web.needs import mirror, timeline

        entries.register("talk", Permission.RECORD_WORK, own.talks)
        entries.register("hint", Permission.RECORD_WORK, own.hints)
        entries.register("talk_answer", Permission.RECORD_WORK, own.talk_answers)
        entries.register("hint_answer", Permission.RECORD_WORK, own.hint_answers)
        entries.register("assumption", Permission.SEE_CUSTOMERS, own.beliefs)
        conditions.register(own.obstacles)
        history.register(timeline.events)
        mirrors.register("needs", mirror.rows)
        self._forgetting()

    def _forgetting(self) -> None:
        from kundig_web.needs import erase, tell
        from kundig_web.registry.subjects import register_forget, register_tell

        register_forget("needs", erase.forget)
        register_tell("needs", tell.tell)
