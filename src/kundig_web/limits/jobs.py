"""Background work of limits: windows that have ended are cleared away."""

from __future__ import annotations

from typing import Any

from kundig_web import company
from kundig_web.jobs.queue import job
from kundig_web.limits.counting import sweep


@job("limits.sweep", step="access.clear_expired", every=3600)
def clear(job: Any) -> dict[str, Any]:
    """Nothing of a try stays longer than about an hour after its window."""
    return {"deleted": sweep(company.now())}
