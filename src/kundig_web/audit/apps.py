"""The audit log: who changed what, in a chain that shows every forgery."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class AuditConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.audit"
    label = "audit"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tables that are written once stay guarded when a migration rebuilds them."""
        from kundig_web.audit.erase import forget
        from kundig_web.audit.log import note
        from kundig_web.audit.tell import tell
        from kundig_web.audit.triggers import guard_again
        from kundig_web.registry.subjects import register_forget, register_tell
        from kundig_web.registry.witness import register_witness

        register_witness(note)
        register_tell("audit", tell)
        register_forget("audit", forget)
        post_migrate.connect(guard_again, sender=self, dispatch_uid="audit.guard_again")
