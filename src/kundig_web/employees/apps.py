"""Element 2 at work: what people need to serve customers well."""

from django.apps import AppConfig


class EmployeesConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.employees"
    label = "employees"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Tell "Wo stehen wir?" what is known here."""
        from kundig_web.employees.panels import known
        from kundig_web.questions import position

        position.register("employees", known)
