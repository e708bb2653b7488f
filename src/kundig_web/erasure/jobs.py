"""Background work of erasure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kundig_web import company
from kundig_web.erasure import running, sealed
from kundig_web.erasure.models import Erasure
from kundig_web.jobs.models import Job
from kundig_web.jobs.queue import job
from kundig_web.registry.steps import STEPS, declare

DAY = 24 * 3600

for _name in ("erasure.files", "erasure.seals"):
    if _name not in STEPS:
        declare(_name, "rights", restricted=True)


@job("erasure.files", step="erasure.files")
def files(job: Job | None = None, *, erasure: int) -> Mapping[str, Any]:
    """Finish an erasure: what is done already is not done again."""
    row = Erasure.objects.filter(pk=erasure).exclude(state=Erasure.State.DONE).first()
    if row is not None:
        running.run(row)
    return {}


@job("erasure.seals", step="erasure.seals", every=DAY)
def seals(job: Job | None = None) -> Mapping[str, Any]:
    """Destroy what has reached the end that a law set."""
    return {"destroyed": sealed.destroy_due(company.now())}
