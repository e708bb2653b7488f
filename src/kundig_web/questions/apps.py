"""Pages of figures."""

from django.apps import AppConfig


class QuestionsConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.questions"
    label = "questions"
    default_auto_field = "django.db.models.BigAutoField"
