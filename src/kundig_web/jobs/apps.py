"""Background work: leases, retries, schedules, progress."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Every process knows every kind of work: pages queue it, the worker does it."""
        from kundig_web.jobs.queue import STEPS_OF, autodiscover
        from kundig_web.registry.checks import WORK

        autodiscover()
        WORK[:] = [lambda: STEPS_OF]
        self._forgetting()

    def _forgetting(self) -> None:
        from kundig_web.jobs import erase
        from kundig_web.registry.subjects import register_forget

        register_forget("jobs", erase.forget)
