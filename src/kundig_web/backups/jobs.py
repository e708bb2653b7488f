"""Background work of backups: one a day, a restore test a week."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kundig_web import company
from kundig_web.access.models import User
from kundig_web.backups import beside, keyring, making, workflows
from kundig_web.backups.errors import BackupError
from kundig_web.backups.models import Run
from kundig_web.jobs.models import Job
from kundig_web.jobs.progress import job_progress
from kundig_web.jobs.queue import job

DAY = 24 * 3600
KEPT_RUNS = 400


@job(workflows.MAKE, every=DAY)
def make(job: Job, asked: bool = False) -> Mapping[str, Any]:
    """The daily backup, or one that somebody asked for. A demo is not backed up by itself."""
    if not asked and (company.is_demo() or not User.objects.exists()):
        return {}

    def tell(done: int, total: int) -> None:
        job_progress(job, step="write", done=done, total=total)

    run = workflows.make_backup(now=company.now(), progress=tell)
    old = Run.objects.order_by("-at").values_list("pk", flat=True)[KEPT_RUNS:]
    Run.objects.filter(pk__in=list(old)).delete()
    return {"ok": run.ok, "name": run.name}


@job(workflows.TEST, every=7 * DAY)
def test(job: Job) -> Mapping[str, Any]:
    """The weekly restore test."""
    run = workflows.try_newest(now=company.now())
    return {} if run is None else {"ok": run.ok, "name": run.name}


@job("backups.sweep", every=3600)
def sweep(job: Job) -> None:
    """Remove what a killed backup left; copy what must not go back in time beside the backups.

    What it left may hold files that an erasure has replaced since.
    """
    home = company.home()
    making.sweep(home)
    try:
        site = keyring.load(home.keys).site
    except BackupError:
        return  # nothing was ever backed up
    if not company.is_demo():
        beside.copy(home, site)
