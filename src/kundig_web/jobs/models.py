"""Background work as rows: leases survive `kill -9`, retries wait, keys make work happen once.

Why a table of our own: docs/decisions/a-job-table-of-our-own.md.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kundig_web.registry.declared import About, Keep, Kept


class Job(models.Model):
    """One piece of background work.

    `key` (if any) is unique among all jobs: enqueueing the same key again does nothing, which is
    how schedules fire once (`build_register:17`, `mirror:2026-11-22T20:15`).
    """

    kept: ClassVar = Kept(
        About.NOBODY,
        keep=Keep(14, after="finished_at", when=(("state", "done"),)),
        also=(Keep(90, after="finished_at", when=(("state", "failed"),)),),
        why=(
            "Argumente sind Nummern, keine Angaben über Personen.",
            "Arguments are numbers, nothing about people.",
        ),
    )

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued"
        LEASED = "leased"
        DONE = "done"
        FAILED = "failed"

    name = models.CharField(max_length=80)
    arguments = models.JSONField(default=dict)
    key = models.CharField(max_length=200, unique=True, null=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    run_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    # What somebody who waits may see: {"step": …, "done": …, "total": …, "rows": …}
    progress = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    # A defect: kind and log reference. A refusal for the user stands in `result`.
    error = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "run_at"], name="job_next")]

    def __str__(self) -> str:
        return f"{self.name} ({self.state})"
