"""Words of the pages, in both languages."""

from django.apps import AppConfig


class WordsConfig(AppConfig):
    """The Django app."""

    name = "kundig_web.words"
    label = "words"
