"""What the page remembers: each backup that was tried, and each restore test."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kundig.tables import Personal
from kundig_web.registry.declared import NOBODY


class Run(models.Model):
    """One backup or one restore test, and how it ended."""

    class Kind(models.TextChoices):
        """What was done."""

        BACKUP = "backup"
        TEST = "test"

    kind = models.CharField(max_length=6, choices=Kind.choices)
    at = models.DateTimeField()
    name = models.CharField(max_length=200, blank=True)  # of the file
    size = models.BigIntegerField(default=0)
    seconds = models.FloatField(default=0)
    ok = models.BooleanField()
    problem = models.JSONField(default=dict)  # the sentence in both languages

    kept: ClassVar = NOBODY
    personal: ClassVar = {"kind": Personal.NONE, "name": Personal.NONE}

    class Meta:
        indexes: ClassVar = [models.Index(fields=["kind", "-at"], name="backups_run_last")]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"
