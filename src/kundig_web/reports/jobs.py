"""Background work of reports: the day is read before anybody asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from kundig_web import company
from kundig_web.desk import morning as mornings
from kundig_web.jobs.models import Job
from kundig_web.jobs.queue import job

#: What people write here changes the store every minute; a page may lag behind it this long.
PATIENCE = timedelta(minutes=5)


@job("reports.compose", every=60, heavy=True)
def compose(job: Job | None = None) -> Mapping[str, Any]:
    """Read the day anew if the data have changed; nothing to do is the usual case."""
    snapshot, today, now = company.snapshot(), company.today(), company.now()
    if snapshot.version == 0:
        return {"made": False}
    kept = mornings.kept(snapshot, today)
    if kept is not None and (kept.fresh or (kept.made_at and now - kept.made_at < PATIENCE)):
        return {"made": False, "version": kept.morning.version}
    return {"made": True, "version": mornings.make(snapshot, today, now).version}
