"""The worker: takes jobs, does them, keeps their leases, tries again what failed.

`python -m kundig_web worker` runs one; `kundig serve` starts and supervises it. Work runs in a few
lanes (threads) so that a long import does not hold up a short message. What is killed in the middle
runs again after its lease; that is why work must be safe to repeat.
"""

from __future__ import annotations

import logging
import os
import secrets
import threading
import time
import traceback
from contextlib import nullcontext
from datetime import datetime, timedelta
from types import TracebackType

from django.db import DatabaseError, close_old_connections, connection, connections

from kundig_web import company
from kundig_web.jobs import heartbeat
from kundig_web.jobs.leases import LEASE, claim, fail, finish, fire_schedules, release, renew, sweep
from kundig_web.jobs.models import Job
from kundig_web.jobs.progress import EVERY_SECONDS, job_progress, write_progress
from kundig_web.jobs.queue import REGISTRY, STEPS_OF, autodiscover
from kundig_web.registry.steps import NoBasisError, run_only

__all__ = ["Worker", "autodiscover", "job_progress", "run_job", "work_off"]

LANES = 2
IDLE_SECONDS = 0.5
SCHEDULE_SECONDS = 5.0
SWEEP_SECONDS = 3600.0
#: How long the worker waits for running work when it is told to end.
GRACE_SECONDS = 3.0
log = logging.getLogger(__name__)


def run_job(job: Job, *, lease: timedelta | None = None) -> None:
    """Do one job that has been claimed, and note how it went; with a lease, keep it meanwhile."""
    job.thread = threading.get_ident()  # type: ignore[attr-defined]
    with _Heartbeat(job, lease) if lease is not None else nullcontext():
        try:
            with run_only(STEPS_OF.get(job.name, job.name)):
                result = REGISTRY[job.name](job, **job.arguments) or {}
        except NoBasisError as error:
            # Not a defect that a second try would mend: the company does without the purpose.
            log.warning("job %s %s did not run: %s", job.pk, job.name, error)
            result = {"no_basis": error.purpose or "step"}
        except Exception as error:
            if not connection.in_atomic_block:
                close_old_connections()  # the error may have been the connection's
            fail(job, _kind(job, error), company.now())
            return
    if not finish(job, result, company.now()):
        log.warning("job %s %s: the lease was lost, another worker did it", job.pk, job.name)


def work_off(now: datetime, *, limit: int = 1000) -> int:
    """Do everything that is due at `now`, one after the other, in this thread; how many jobs.

    For commands and tests: nothing runs beside it, so each lease is long and needs no keeping.
    """
    for done in range(limit):
        job = claim(now, lease=timedelta(hours=1))
        if job is None:
            return done
        run_job(job)
    return limit


class Worker:
    """Lanes that claim and run jobs until they are told to stop."""

    def __init__(self, *, lanes: int = LANES, lease: timedelta = LEASE) -> None:
        self._lanes = lanes
        self._lease = lease
        self._stop = threading.Event()
        self._running: dict[int, Job] = {}
        self._parent = os.getppid()

    def stop(self) -> None:
        """End soon: claim nothing more. May be called from a signal handler."""
        self._stop.set()

    def run(self) -> None:
        """Work until `stop` is called or the process that started this one is gone."""
        threads = [
            threading.Thread(target=self._lane, args=(n,), name=f"lane-{n}", daemon=True)
            for n in range(self._lanes)
        ]
        for thread in threads:
            thread.start()
        self._tick()
        end = time.monotonic() + GRACE_SECONDS
        for thread in threads:
            thread.join(max(0.0, end - time.monotonic()))
        for job in list(self._running.values()):
            release(job, company.now())
        connections.close_all()

    def _tick(self) -> None:
        """Schedules and sweeping; also notices when nobody needs this worker any more."""
        swept = -SWEEP_SECONDS
        while not self._stop.is_set():
            heartbeat.beat()
            try:
                close_old_connections()
                fire_schedules(company.now())
                if time.monotonic() - swept > SWEEP_SECONDS:
                    swept = time.monotonic()
                    sweep(company.now())
            except DatabaseError as error:
                log.warning("schedules: %s", type(error).__name__)
            for _ in range(int(SCHEDULE_SECONDS / IDLE_SECONDS)):
                if self._stop.wait(IDLE_SECONDS):
                    return
                if os.getppid() != self._parent:
                    self._stop.set()

    def _lane(self, number: int) -> None:
        while not self._stop.is_set():
            try:
                close_old_connections()
                job = claim(company.now(), lease=self._lease)
                if job is not None:
                    self._running[number] = job
                    run_job(job, lease=self._lease)
            except DatabaseError as error:
                log.warning("database: %s", type(error).__name__)
                job = None
                self._stop.wait(2.0)
            finally:
                self._running.pop(number, None)
            if job is None:
                self._stop.wait(IDLE_SECONDS)
        connections.close_all()


class _Heartbeat:
    """Renews a lease, and writes progress, from a thread of its own for as long as work takes."""

    def __init__(self, job: Job, lease: timedelta) -> None:
        self._job = job
        self._lease = lease
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> _Heartbeat:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()

    def _beat(self) -> None:
        every = self._lease.total_seconds() / 3
        renewed = time.monotonic()
        connected = False
        while not self._over.wait(min(every, EVERY_SECONDS)):
            due = time.monotonic() - renewed >= every
            if not due and not getattr(self._job, "progress_waits", False):
                continue
            connected = True
            try:
                if due:
                    renewed = time.monotonic()
                    close_old_connections()
                    if not renew(self._job, company.now(), lease=self._lease):
                        break
                write_progress(self._job)
            except DatabaseError as error:
                log.warning("heartbeat: %s", type(error).__name__)
        if connected:
            connections.close_all()


def _kind(job: Job, error: Exception) -> str:
    """What kind of error, and where its trace stands in the log.

    The message of an error may quote a customer's data, so neither the row nor the log has it.
    """
    reference = secrets.token_hex(4)
    frames = "".join(traceback.format_tb(error.__traceback__))
    kind = f"{type(error).__module__}.{type(error).__qualname__}".removeprefix("builtins.")
    log.error("job %s %s failed: %s [%s]\n%s", job.pk, job.name, kind, reference, frames)
    return f"{kind} [{reference}]"
