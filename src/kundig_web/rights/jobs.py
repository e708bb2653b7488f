"""What follows the clock: who is restricted is told to the store again, should a file be missing."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kundig_web.customers.restriction import write_file
from kundig_web.jobs.models import Job
from kundig_web.jobs.queue import job


@job("rights.tell_store", step="rights.restrict", every=300)
def tell_store(job: Job | None = None) -> Mapping[str, Any]:
    """Write the file beside the store as the database says (after a restore, for instance)."""
    return {"changed": write_file()}
