"""Background work of imports."""

from __future__ import annotations

from collections.abc import Mapping

from kundig_web import company
from kundig_web.imports import running
from kundig_web.jobs.models import Job
from kundig_web.jobs.queue import job


@job("imports.check", heavy=True)
def check(job: Job, upload: int, revision: int) -> None:
    """Look at a file and try its import."""
    running.check(job, upload=upload, revision=revision)


@job("imports.run", heavy=True)
def run(job: Job, upload: int, revision: int) -> None:
    """Import a file."""
    running.run(job, upload=upload, revision=revision)


@job("imports.sweep", every=6 * 3600)
def sweep(job: Job) -> Mapping[str, int]:
    """Delete files that nobody imported."""
    return running.sweep(company.now())
