"""The register of all customers is computed in the background and follows the store."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from kundig import register
from kundig.register import Register
from kundig.store import Snapshot
from kundig_web import company
from kundig_web.customers import double_opt_in
from kundig_web.jobs.models import Job
from kundig_web.jobs.progress import job_progress
from kundig_web.jobs.queue import enqueue, job

BUILD = "customers.build_register"
#: What is written on the site shows on its pages at once; for its sake alone the register is
#: computed at most so often, and so that it takes a twentieth of the time at most.
REST, SHARE = timedelta(minutes=10), 20
#: A build that failed is tried again after this time.
AGAIN = timedelta(minutes=15)


@job(BUILD, heavy=True)
def build_register(job: Job) -> Mapping[str, Any]:
    """Compute the register of the store as it is now; nothing if that is there already."""

    def told(step: str, done: int, total: int) -> None:
        job_progress(job, step=step, done=done, total=total)

    built = register.build(company.home(), today=company.today(), progress=told)
    return {"version": built.version, "customers": built.count, "seconds": built.seconds}


@job("customers.consent_requests", step="customers.consent", every=3600)
def forget_consent_requests(job: Job | None = None) -> Mapping[str, Any]:
    """Delete what nobody confirmed within 30 days."""
    return {"deleted": double_opt_in.delete_expired(now=company.now())}


@job("customers.check_register", every=60)
def check_register(job: Job | None = None) -> None:
    """Ask for a new register if the store went on, and remove what nobody reads any more."""
    ensure_register(company.now())
    register.sweep(company.home())


@dataclass(frozen=True, slots=True)
class State:
    """The register in force, and what is on its way."""

    register: Register | None
    behind: bool = False  # files came in or went out since
    job: Job | None = None  # the build that will show them


def state_of_register() -> State:
    """Where the register stands; one query, and none if it knows all files."""
    snapshot, found = company.snapshot(), register.current(company.home())
    if snapshot.version == 0 or (found is not None and found.knows_files_of(snapshot)):
        return State(found)
    return State(found, behind=True, job=_asked(snapshot.version))


def ensure_register(now: datetime) -> Job | None:
    """Queue the computation of the register if the store has gone on; the job, if one is needed."""
    snapshot, found = company.snapshot(), register.current(company.home())
    if snapshot.version == 0 or not _due(found, snapshot, now):
        return None
    asked = _asked(snapshot.version)
    if asked is not None and asked.state in {Job.State.QUEUED, Job.State.LEASED}:
        return asked
    if asked is None:
        return enqueue(BUILD, now=now, key=_key(snapshot.version))
    if asked.state == Job.State.FAILED and asked.finished_at and now - asked.finished_at < AGAIN:
        return asked
    # Done or given up, and still needed: a new day began, or the folder was deleted.
    return enqueue(BUILD, now=now, key=f"{_key(snapshot.version)}:{asked.pk}")


def _due(found: Register | None, snapshot: Snapshot, now: datetime) -> bool:
    if found is None or not found.knows_files_of(snapshot):
        return True
    age = now - found.built_at
    if found.version != snapshot.version:
        return age >= max(REST, SHARE * timedelta(seconds=found.seconds))
    # Promises fall due and spans of time end though nobody wrote anything.
    zone = company.zone()
    return found.built_at.astimezone(zone).date() < now.astimezone(zone).date()


def _asked(version: int) -> Job | None:
    """The newest build that was asked for this version."""
    key = _key(version)
    mine = Job.objects.filter(Q(key=key) | Q(key__startswith=f"{key}:"), name=BUILD)
    return mine.order_by("-pk").first()


def _key(version: int) -> str:
    return f"build_register:{version}"
