"""Forgetting a customer in the queue: work whose arguments, progress or result name him."""

from __future__ import annotations

import json
from datetime import datetime

from kundig_web import words
from kundig_web.jobs.models import Job
from kundig_web.registry.subjects import Forgotten


def forget(keys: tuple[str, ...], *, now: datetime, dry_run: bool) -> Forgotten:
    """Delete such jobs, queued ones included: there is nothing left for them to do."""
    found = [
        row.pk
        for row in Job.objects.exclude(state=Job.State.LEASED).iterator()
        if _names(row, keys)
    ]
    if not dry_run:
        Job.objects.filter(pk__in=found).delete()
    return Forgotten({words.say("jobs.forget_jobs"): len(found)} if found else {})


def _names(row: Job, keys: tuple[str, ...]) -> bool:
    told = [row.key or "", row.error]
    told += [json.dumps(v, ensure_ascii=False) for v in (row.arguments, row.progress, row.result)]
    said = "\n".join(told)
    return any(key in said for key in keys)
