"""Taking a job, keeping it, giving it back: every change asks whether the lease still holds.

`attempts` counts up with every taking, so it also says which taking a worker speaks for: one that
was stopped for too long (a laptop asleep) cannot overwrite what its successor does.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Q, QuerySet

from kundig_web.jobs.models import Job
from kundig_web.jobs.queue import HEAVY, REGISTRY, SCHEDULES, enqueue

LEASE = timedelta(seconds=60)
MAX_ATTEMPTS = 8
FIRST_DELAY = timedelta(seconds=5)
LONGEST_DELAY = timedelta(hours=1)
#: How long finished jobs are kept; the failed ones longer, so that somebody can look.
KEEP_DONE = timedelta(days=14)
KEEP_FAILED = timedelta(days=90)
DIED = "worker died"
_CLAIM_LOCK = 0x6B756E64  # any number that nobody else uses for an advisory lock


def claim(now: datetime, *, lease: timedelta = LEASE) -> Job | None:
    """Take the next job that is due, or whose worker died; None if there is none."""
    if not _due(now).exists():  # asked without a lock: an idle worker disturbs nobody
        return None
    with transaction.atomic():
        if connection.vendor == "postgresql":
            # Two workers that claim at once would both see that no heavy work runs.
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_CLAIM_LOCK])
            due = _due(now).select_for_update(skip_locked=True)
        else:
            due = _due(now)  # SQLite begins with IMMEDIATE: nobody else is in here
        if HEAVY and _running(now).filter(name__in=HEAVY).exists():
            due = due.exclude(name__in=HEAVY)
        job = due.order_by("run_at", "pk").first()
        while job is not None and job.attempts >= MAX_ATTEMPTS:
            job.state, job.finished_at, job.error = Job.State.FAILED, now, DIED
            job.save(update_fields=["state", "finished_at", "error"])
            job = due.order_by("run_at", "pk").first()
        if job is None:
            return None
        job.state = Job.State.LEASED
        job.lease_until = now + lease
        job.attempts += 1
        job.save(update_fields=["state", "lease_until", "attempts"])
        return job


def renew(job: Job, now: datetime, *, lease: timedelta = LEASE) -> bool:
    """Keep a job that takes long; False if it has been taken over."""
    return _mine(job).update(lease_until=now + lease) == 1


def finish(job: Job, result: Mapping[str, Any], now: datetime) -> bool:
    """Note that the work is done; False if it has been taken over."""
    changed = _mine(job).update(
        state=Job.State.DONE, finished_at=now, result=dict(result), progress=job.progress, error=""
    )
    return changed == 1


def fail(job: Job, error: str, now: datetime) -> bool:
    """Try again later, each time twice as late, or give up after the last attempt."""
    if job.attempts >= MAX_ATTEMPTS:
        return _mine(job).update(state=Job.State.FAILED, finished_at=now, error=error) == 1
    delay = min(FIRST_DELAY * 2**job.attempts, LONGEST_DELAY)
    return _mine(job).update(state=Job.State.QUEUED, run_at=now + delay, error=error) == 1


def release(job: Job, now: datetime) -> None:
    """Give a job back unfinished because the worker ends; this does not count as an attempt."""
    _mine(job).update(state=Job.State.QUEUED, run_at=now, attempts=job.attempts - 1)


def fire_schedules(now: datetime) -> None:
    """Queue what recurs, once per period however many workers there are.

    While the last piece of such work still waits or runs, no further one is queued behind it.
    """
    for name, every in SCHEDULES.items():
        key = f"{name}:{int(now.timestamp()) // every}"
        known = Job.objects.filter(name=name)
        waiting = Q(state__in=(Job.State.QUEUED, Job.State.LEASED), key__startswith=f"{name}:")
        if not known.filter(Q(key=key) | waiting).exists():
            enqueue(name, now=now, key=key)


def sweep(now: datetime) -> int:
    """Delete jobs that ended long ago; how many."""
    # A schedule's key must outlive its period.
    keep = max([KEEP_DONE, *(timedelta(seconds=2 * s) for s in SCHEDULES.values())])
    done = Q(state=Job.State.DONE, finished_at__lt=now - keep)
    failed = Q(state=Job.State.FAILED, finished_at__lt=now - max(keep, KEEP_FAILED))
    return Job.objects.filter(done | failed).delete()[0]


def _due(now: datetime) -> QuerySet[Job]:
    waiting = Q(state=Job.State.QUEUED, run_at__lte=now)
    abandoned = Q(state=Job.State.LEASED, lease_until__lt=now)
    # Work that this version does not know waits for one that does.
    return Job.objects.filter(waiting | abandoned, name__in=REGISTRY)


def _running(now: datetime) -> QuerySet[Job]:
    return Job.objects.filter(state=Job.State.LEASED, lease_until__gte=now)


def _mine(job: Job) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.pk, state=Job.State.LEASED, attempts=job.attempts)
