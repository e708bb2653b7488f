"""Element 4 at work: the quick test."""

from django.apps import AppConfig


class StructureConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.structure"
    label = "structure"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Offer entries and rows for the store."""
        from kundig_web.access.permissions import Permission
        from kundig_web.desk import entries
        from kundig_web.jobs import mirrors
        from kundig_web.structure import entries as own
        from kundig_web.structure import mirror

        entries.register("quick_test", Permission.ANSWER_WORK, own.tests)
        entries.register("quick_test_answer", Permission.RUN_QUICK_TEST, own.decisions)
        mirrors.register("structure", mirror.rows)
