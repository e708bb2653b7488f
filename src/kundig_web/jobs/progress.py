"""Where a piece of work stands, for whoever waits for it."""

from __future__ import annotations

import threading
import time
from typing import Any

from kundig_web.jobs.models import Job

#: A row is written at most this often; in between the values only gather.
EVERY_SECONDS = 0.5


def job_progress(job: Job, **values: Any) -> None:
    """Note `values` (`step`, `done`, `total`, `rows` …); cheap enough for an inner loop.

    May be called from any thread (DuckDB reads files on threads of its own): a foreign thread has
    no business with the database, so the worker's heartbeat writes for it.
    """
    job.progress = {**job.progress, **values}
    if getattr(job, "thread", None) not in {None, threading.get_ident()}:
        job.progress_waits = True  # type: ignore[attr-defined]
        return
    now = time.monotonic()
    if now - getattr(job, "progress_written", -EVERY_SECONDS) >= EVERY_SECONDS:
        job.progress_written = now  # type: ignore[attr-defined]
        write_progress(job)


def write_progress(job: Job) -> None:
    """Write what has gathered; a worker that has lost its lease writes nothing."""
    job.progress_waits = False  # type: ignore[attr-defined]
    Job.objects.filter(pk=job.pk, state=Job.State.LEASED, attempts=job.attempts).update(
        progress=job.progress
    )
