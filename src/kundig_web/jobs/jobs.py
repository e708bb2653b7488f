"""Background work that belongs to no element: what is past its period is deleted every day."""

from __future__ import annotations

from collections.abc import Mapping

from kundig_web import company
from kundig_web.jobs.models import Job
from kundig_web.jobs.queue import job
from kundig_web.registry import reports, retention


@job("registry.retention", every=86_400)
def run_retention(job: Job) -> Mapping[str, int]:
    """Delete by period, as `kundig retention --delete` does, and keep the report."""
    now = company.now()
    lines = retention.run(now)
    reports.write(lines, now=now)
    return {"deleted": sum(line.deleted for line in lines)}
