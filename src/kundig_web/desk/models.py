"""What people did with the entries of Heute: taken on, passed on, declined, done."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class EntryState(models.Model):
    """Where one entry stands; there is no row for an entry that nobody has touched."""

    class State(models.TextChoices):
        """What was done last."""

        OPEN = "open"
        TAKEN = "taken"
        PASSED = "passed"
        DECLINED = "declined"
        DONE = "done"

    kind = models.CharField(max_length=40)
    ref = models.CharField(max_length=200)
    state = models.CharField(max_length=8, choices=State.choices)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True)
    department = models.ForeignKey("access.Department", on_delete=models.PROTECT, null=True)
    reason = models.CharField(max_length=300, blank=True)  # why it was declined or passed on
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["kind", "ref"], name="entry_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.ref}: {self.state}"
