"""Putting work into the queue, inside the transaction of whoever asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.utils.module_loading import autodiscover_modules

from kundig_web.jobs.models import Job

#: Called as `work(job, **arguments)`; what it returns becomes `job.result`. Work may run twice
#: (after a crash), so it must be safe to repeat.
Work = Callable[..., Mapping[str, Any] | None]
REGISTRY: dict[str, Work] = {}
#: Name -> every how many seconds, for work that recurs.
SCHEDULES: dict[str, int] = {}
#: Work that takes much memory or both cores: at most one of it runs at a time.
HEAVY: set[str] = set()
#: Name -> the step of `registry.steps` that it is; work without one is refused.
STEPS_OF: dict[str, str] = {}


class HasName(Protocol):
    """A function."""

    __name__: str


def job(
    name: str, *, step: str = "", every: int | None = None, heavy: bool = False
) -> Callable[[Work], Work]:
    """Register a function as background work, in an app's `jobs.py`.

    `step` is what it does with people's data (`registry.steps`), its own name if nothing else is
    said: without a basis it does not run.
    `every` repeats it after so many seconds; of `heavy` work only one piece runs at a time.
    """

    def register(work: Work) -> Work:
        REGISTRY[name] = work
        STEPS_OF[name] = step or name
        if every is not None:
            SCHEDULES[name] = every
        if heavy:
            HEAVY.add(name)
        return work

    return register


def autodiscover() -> None:
    """Import the module `jobs` of every app that has one."""
    autodiscover_modules("jobs")


def enqueue(
    name: str,
    arguments: Mapping[str, Any] | None = None,
    *,
    now: datetime,
    key: str | None = None,
    delay: timedelta = timedelta(),
) -> Job:
    """Queue a job; with a `key` that exists already, the existing job is returned.

    Raises:
        KeyError: if no app registered work of that name.
    """
    if name not in REGISTRY:
        raise KeyError(f"no app registered a job {name!r}")
    values = {
        "name": name,
        "arguments": dict(arguments or {}),
        "run_at": now + delay,
        "created_at": now,
    }
    if key is None:
        return Job.objects.create(**values)
    return Job.objects.get_or_create(key=key, defaults=values)[0]
