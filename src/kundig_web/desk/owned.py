"""Work that belongs to somebody: a department answers within 14 days, and the author sees it."""

from __future__ import annotations

from datetime import date, timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models

from kundig.tables import Personal

ANSWER_DAYS = 14


class Owned(models.Model):
    """Base of talks, hints and quick tests: who wrote it, whose it is, by when it is answered.

    The owner is a department first; a person only while somebody has taken it on. No figure is
    ever made of who wrote or answered how many.
    """

    personal: ClassVar = {"answer": Personal.FREE_TEXT, "draft_key": Personal.NONE}

    created_at = models.DateTimeField()
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    department = models.ForeignKey(
        "access.Department", on_delete=models.PROTECT, null=True, related_name="+"
    )
    answer_due = models.DateField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    # Made by the browser before the form is sent: a form that is sent twice is written once.
    draft_key = models.CharField(max_length=40, null=True, unique=True)

    class Meta:
        abstract: ClassVar = True

    @staticmethod
    def due(today: date) -> date:
        """The last day of an answer to something that was written today."""
        return today + timedelta(days=ANSWER_DAYS)
